/** Seeded choice for demonstration content: the same seed draws the same things on every machine. */
export type Draw = {
  /** A number from 0 up to, but not including, 1. */
  share(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
};

const MODULUS = 2_147_483_647;
const FACTOR = 48_271;

export function drawFrom(seed: number): Draw {
  let state = (seed % (MODULUS - 1)) + 1;
  const share = () => {
    state = (state * FACTOR) % MODULUS;
    return state / MODULUS;
  };
  return {
    share,
    whole: (least, most) => least + Math.floor(share() * (most - least + 1)),
    pick: (from) => {
      const picked = from[Math.floor(share() * from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
  };
}
