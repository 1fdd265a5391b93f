import { accept, type Result, refuse } from '../define/refusal.ts';
import { isValidOn, type PlaceNode } from './place.ts';

/**
 * A unit grid code has 15 digits: 6 of the district, 3 of the street, 3 of the community, 3 of the grid (GB/T
 * 30428.1).
 */
export type GridCode = {
  readonly district: string;
  readonly street: string;
  readonly community: string;
  readonly grid: string;
};

const GRID_CODE = /^(\d{6})(\d{3})(\d{3})(\d{3})$/;

/** Reads a grid code; spaces between the groups are allowed. Refusals: `place.grid-code`. */
export function parseGridCode(text: string): Result<GridCode> {
  const digits = text.replaceAll(' ', '');
  const found = GRID_CODE.exec(digits);
  if (!found) return refuse('place.grid-code', { given: text, values: { length: digits.length } });
  const [, district = '', street = '', community = '', grid = ''] = found;
  return accept({ district, street, community, grid });
}

/** What a move asks for: the grid, the community it goes to, and the day from which the new code holds. */
export type GridMove = { readonly grid: string; readonly to: string; readonly day: string };

/** The grid as it was, closed, and its successor; everything else stays as it is. */
export type MovedGrid = { readonly closed: PlaceNode; readonly opened: PlaceNode };

/** Name under which the code system of unit grids stands in `codes`. */
export const GRID_CODE_SYSTEM = 'grid';

const SERIALS_MAX = 999;

/**
 * Moves a grid to another community: the old node and code end on that day, a new node with a code of the new community
 * begins, and `follows` keeps the link, so that past cases stay on their past grid. A code is never given twice.
 * Refusals: `place.unknown`, `place.not-a-grid`, `place.not-a-community`, `place.same-community`,
 * `place.grid-has-parts`, `place.grid-codes-used-up`.
 */
export function moveGrid(nodes: readonly PlaceNode[], { grid, to, day }: GridMove): Result<MovedGrid> {
  const find = (id: string) => nodes.find((node) => node.id === id && isValidOn(node, day));
  const old = find(grid);
  if (!old) return refuse('place.unknown', { field: 'grid', given: grid });
  if (old.kind !== 'grid') return refuse('place.not-a-grid', { field: 'grid', given: grid });
  const community = find(to);
  if (!community) return refuse('place.unknown', { field: 'to', given: to });
  if (community.kind !== 'community') return refuse('place.not-a-community', { field: 'to', given: to });
  if (old.parent === to) return refuse('place.same-community', { field: 'to', given: to });
  const parts = nodes.filter((node) => node.parent === grid && isValidOn(node, day));
  if (parts.length > 0) return refuse('place.grid-has-parts', { given: grid, values: { parts: parts.length } });
  const prefix = communityPrefix(nodes, community);
  const serial = nextSerial(nodes, prefix, to);
  if (prefix === null || serial === null) return refuse('place.grid-codes-used-up', { field: 'to', given: to });
  const oldCode = old.codes.find(({ system }) => system === GRID_CODE_SYSTEM);
  const opened: PlaceNode = {
    ...old,
    id: `${to}.g${serial}`,
    name: `${community.name}第${Number(serial)}网格`,
    parent: to,
    validFrom: day,
    validTo: null,
    codes: [{ system: GRID_CODE_SYSTEM, edition: oldCode?.edition ?? day, code: `${prefix}${serial}` }],
    follows: old.id,
  };
  return accept({ closed: { ...old, validTo: day }, opened });
}

/** The twelve digits before a grid's serial: those of a grid that the community has or had. */
function communityPrefix(nodes: readonly PlaceNode[], community: PlaceNode): string | null {
  const own = nodes.find((node) => node.kind === 'grid' && node.parent === community.id && gridCodeOf(node));
  const digits = own ? gridCodeOf(own) : community.codes.find(({ code }) => code.length === 12)?.code;
  return digits?.slice(0, 12) ?? null;
}

const gridCodeOf = (node: PlaceNode): string | undefined =>
  node.codes.find(({ system }) => system === GRID_CODE_SYSTEM)?.code;

/** The number after the highest one ever given in the community, closed grids included; null after 999. */
function nextSerial(nodes: readonly PlaceNode[], prefix: string | null, community: string): string | null {
  let highest = 0;
  for (const node of nodes) {
    if (node.kind !== 'grid') continue;
    const code = gridCodeOf(node);
    if (prefix !== null && code?.startsWith(prefix)) highest = Math.max(highest, Number(code.slice(12)));
    const named = node.id.startsWith(`${community}.g`) ? Number(node.id.slice(community.length + 2)) : 0;
    if (Number.isInteger(named)) highest = Math.max(highest, named);
  }
  return highest < SERIALS_MAX ? String(highest + 1).padStart(3, '0') : null;
}
