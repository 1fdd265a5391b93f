import type { PlaceNode } from '@huying/kernel/place/place';

/** The street 凤凰岭 has 46 grid branches for its 83 grids (page 000:251): a branch may cover several grids. */
export const BRANCHES_IN_STREET = 46;
const STREET = 'wh.hbw.s01';

/** Party branches as an overlay of grids. Which grids a branch covers is not printed: the division is invented. */
export function drawBranches(grids: readonly PlaceNode[]): readonly PlaceNode[] {
  const own = grids.filter(({ id }) => id.startsWith(`${STREET}.`));
  const members = Array.from({ length: BRANCHES_IN_STREET }, (_, index) =>
    own.slice(share(own.length, index), share(own.length, index + 1)),
  );
  return members.map((covered, index) => {
    const number = String(index + 1).padStart(2, '0');
    return {
      id: `${STREET}.p${number}`,
      kind: 'partyBranch',
      name: `第${index + 1}网格党支部`,
      parent: STREET,
      validFrom: '2000-01-01',
      validTo: null,
      codes: [],
      covers: covered.map(({ id }) => id),
      demo: true,
    };
  });
}

const share = (count: number, index: number): number => Math.floor((count * index) / BRANCHES_IN_STREET);
