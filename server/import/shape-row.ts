import type { EarlierCase } from '@huying/kernel/case/import-case';
import { accept, type Refusal, type Result, refuse } from '@huying/kernel/define/refusal';
import type { CityRuntime } from '../city-runtime.ts';
import type { ImportMap, Target } from './import-map.ts';

type Cells = Readonly<Record<string, string>>;

/** A row as a case of an earlier system; its own number comes later. */
export type ShapedRow = Omit<EarlierCase, 'opening'> & { readonly foreignId: string; readonly channel: string };

/** Names of the city → its codes, made once for a file. */
export type Lookups = (target: Target, cell: string, cells: Cells) => string | null;

/** Targets that are no fields. */
const FRAME = ['foreignId', 'openedAt', 'closedAt', 'updatedAt', 'status', 'unit', 'channel'] as const;

/** Turns the cells of one row into a case by the map; everything that is wrong with it comes back at once. */
export function shapeRow(map: ImportMap, cells: Cells, lookup: Lookups, runtime: CityRuntime): Result<ShapedRow> {
  const refusals: Refusal[] = [];
  const frame: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(map.constants)) place(values, name, value);
  for (const target of map.targets) {
    const cell = cells[target.column] ?? '';
    const value = cell === '' && !target.under ? '' : lookup(target, cell, cells);
    if (value === null) {
      refusals.push(refuse('import.unknown-value', { field: target.column, values: { column: target.column } }));
    } else if (value !== '') {
      if ((FRAME as readonly string[]).includes(target.to)) frame[target.to] = value;
      else place(values, target.to, value);
    }
  }
  for (const name of ['foreignId', 'openedAt', 'status']) {
    if (!frame[name]) refusals.push(refuse('import.value-missing', { field: name, values: { column: name } }));
  }
  if (frame.status && !['open', 'closed'].includes(frame.status)) {
    refusals.push(refuse('import.unknown-value', { field: 'status', values: { column: 'status' } }));
  }
  const [first, ...more] = refusals;
  if (first) return more.length > 0 ? { ...first, more } : first;
  const time = (name: string) => (frame[name] ? runtime.parseTime(frame[name]) : null);
  return accept({
    openedAt: time('openedAt') ?? new Date(Number.NaN),
    closedAt: time('closedAt'),
    updatedAt: time('updatedAt'),
    closed: frame.status === 'closed',
    unit: frame.unit ?? null,
    values: withoutHalfPositions(values),
    foreignId: frame.foreignId ?? '',
    channel: frame.channel ?? 'import',
  });
}

/** `position.lat` is a part of `position`; coordinates are numbers. */
function place(values: Record<string, unknown>, name: string, value: unknown): void {
  const [field = '', part] = name.split('.');
  if (!part) values[field] = value;
  else values[field] = { ...(values[field] as object | undefined), [part]: part === 'crs' ? value : Number(value) };
}

/** A position of which only the system is known is none. */
function withoutHalfPositions(values: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(values).filter(
    ([, value]) => !(typeof value === 'object' && value !== null && 'crs' in value && !('lat' in value)),
  );
  return Object.fromEntries(entries);
}

/** Binds the look-ups of a map to the registers of a city. */
export function lookupsOf(runtime: CityRuntime): Lookups {
  const categories = new Map(runtime.categories.map(({ code, label, group }) => [`${group}\n${label}`, code]));
  const channels = new Map(runtime.channels.map(({ id, name }) => [name, id]));
  const byName = (target: Target, cell: string, cells: Cells): string | null => {
    switch (target.to) {
      case 'category':
        return categories.get(`${target.under ? cells[target.under] : cell}\n${cell}`) ?? null;
      case 'channel':
        return channels.get(cell) ?? null;
      case 'place':
        return onlyOne(runtime.places.named?.(cell) ?? []);
      case 'unit':
        return onlyOne(runtime.units.named(cell));
      default:
        return null;
    }
  };
  return (target, cell, cells) => {
    if (target.values) return target.values[cell] ?? null;
    if (target.begins) return longestBeginning(target.begins, cell);
    return target.by === 'name' ? byName(target, cell, cells) : cell;
  };
}

const onlyOne = (found: readonly string[]): string | null => (found.length === 1 ? (found[0] ?? null) : null);

function longestBeginning(begins: Readonly<Record<string, string>>, cell: string): string | null {
  let longest: string | null = null;
  for (const beginning of Object.keys(begins)) {
    if (cell.startsWith(beginning) && beginning.length > (longest?.length ?? -1)) longest = beginning;
  }
  return longest === null ? null : (begins[longest] ?? null);
}
