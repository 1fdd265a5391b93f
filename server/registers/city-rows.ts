import type { CityFile } from '@huying/city/city-file';
import type { Post, Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';
import type { RuleRow, RuleTable } from '@huying/kernel/rule/table';

/** One row of a register, as it is founded from data or read from the database. */
export type CityRow = {
  readonly register: string;
  readonly ownId: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly values: Readonly<Record<string, unknown>>;
};

/** What the registers of a city say. */
export type CityContent = {
  readonly places: readonly PlaceNode[];
  readonly units: readonly Unit[];
  readonly posts: readonly Post[];
  readonly categories: readonly { readonly code: string; readonly label: string; readonly line: string }[];
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  readonly rules: readonly RuleTable<unknown>[];
};

/** Things without days of their own hold since before anything was recorded. */
const ALWAYS = '2000-01-01';

/** The rows of a city that is founded: everything that its file knows, and the tables of systems and platform. */
export function rowsOfCity(file: CityFile, tables: readonly RuleTable<unknown>[]): readonly CityRow[] {
  const dated = (register: string, one: { id: string; validFrom: string; validTo: string | null }): CityRow => {
    const { id, validFrom, validTo, ...values } = one;
    return { register, ownId: id, validFrom, validTo, values: known(values) };
  };
  const always = (register: string, ownId: string, values: object): CityRow => ({
    register,
    ownId,
    validFrom: ALWAYS,
    validTo: null,
    values: known(values),
  });
  return [
    ...file.places.map((place) => dated('place.node', place)),
    ...file.units.map((unit) => dated('party.unit', unit)),
    ...file.posts.map(({ id, ...values }) => always('party.post', id, values)),
    ...file.categories.map(({ code, ...values }) => always('city.category', code, values)),
    ...file.channels.map(({ id, ...values }) => always('city.channel', id, values)),
    ...[...tables, file.dispatch].flatMap((table) =>
      table.rows
        .map((row) => ({ ...dated('rule.row', row), ownId: `${table.code}/${row.id}` }))
        .map((row) => ({
          ...row,
          values: { ...row.values, table: table.code },
        })),
    ),
  ];
}

/** Nothing, no and an empty text are not written: a row says what it knows. */
const known = (values: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== null && value !== undefined && value !== '' && value !== false,
    ),
  );

/**
 * What the rows say. `shapes` gives label and dimensions of the rule tables, which belong to the systems; a table
 * without any row keeps the rows that its system ships.
 */
export function contentOf(rows: readonly CityRow[], shapes: readonly RuleTable<unknown>[]): CityContent {
  const of = (register: string) => rows.filter((row) => row.register === register);
  const days = ({ validFrom, validTo }: CityRow) => ({ validFrom, validTo });
  const ruleRows = Map.groupBy(of('rule.row'), ({ values }) => String(values.table));
  return {
    places: of('place.node').map((row) => ({ parent: null, ...row.values, id: row.ownId, ...days(row) }) as PlaceNode),
    units: of('party.unit').map(
      (row) => ({ parentInPlace: null, parentInLine: null, ...row.values, id: row.ownId, ...days(row) }) as Unit,
    ),
    posts: of('party.post')
      .filter(isOpen)
      .map((row) => ({ ...row.values, id: row.ownId }) as Post),
    categories: of('city.category')
      .filter(isOpen)
      .map((row) => {
        const { label = '', line = '' } = row.values as { label?: string; line?: string };
        return { code: row.ownId, label, line };
      }),
    channels: of('city.channel')
      .filter(isOpen)
      .map((row) => ({ id: row.ownId, name: String(row.values.name) })),
    rules: shapes.map((table) => {
      const own = ruleRows.get(table.code);
      // a row of the city comes before a shipped one that asks for the same
      const byDefault = (row: RuleRow<unknown>) => Number(row.default === true);
      return own
        ? {
            ...table,
            rows: own.map((row) => ruleRowOf(table.code, row)).toSorted((a, b) => byDefault(a) - byDefault(b)),
          }
        : table;
    }),
  };
}

const isOpen = ({ validTo }: CityRow): boolean => validTo === null;

function ruleRowOf(table: string, row: CityRow): RuleRow<unknown> {
  const { table: _, ...values } = row.values;
  const id = row.ownId.slice(table.length + 1);
  return { ...(values as Pick<RuleRow<unknown>, 'basis' | 'when' | 'gives'>), ...daysOf(row), id };
}

const daysOf = ({ validFrom, validTo }: CityRow) => ({ validFrom, validTo });
