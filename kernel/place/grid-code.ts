import { accept, type Result, refuse } from '../define/refusal.ts';

/** A unit grid code has 15 digits: 6 of the district, 3 of the street, 3 of the community, 3 of the grid (GB/T 30428.1). */
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
