/** Sizes of the long tests: 1 is the full size, 0.1 the size of `npm test`. */
export const scale = Number(process.env.HUYING_SCALE ?? '0.1');

export const scaled = (full: number): number => Math.max(1, Math.round(full * scale));
