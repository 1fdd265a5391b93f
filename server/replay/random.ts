/** Chance of a replay: the same seed tells the same year. */
export type Chance = {
  /** From 0 to below 1. */
  share(): number;
  /** From `low` to below `high`. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of the names, by weight. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N;
};

const MODULUS = 2_147_483_647;
const FACTOR = 48_271;

export function chanceOf(seed: number): Chance {
  let state = (Math.abs(Math.trunc(seed)) % (MODULUS - 1)) + 1;
  const share = () => {
    state = (state * FACTOR) % MODULUS;
    return (state - 1) / (MODULUS - 1);
  };
  const pick = <T>(from: readonly T[]): T => from[Math.floor(share() * from.length)] as T;
  return {
    share,
    pick,
    between: (low, high) => low + share() * (high - low),
    weighted: (weights) => {
      const entries = Object.entries(weights) as [never, number][];
      let left = share() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return entries.at(-1)?.[0] as never;
    },
  };
}
