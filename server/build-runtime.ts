import type { CaseBinding } from '@huying/kernel/case/binding';
import type { CaseTime, Proposal } from '@huying/kernel/case/facts';
import type { CityCalendar } from '@huying/kernel/clock/calendar';
import { dueOf, momentBefore } from '@huying/kernel/clock/due';
import type { Clock } from '@huying/kernel/clock/now';
import { spanOf, spanText } from '@huying/kernel/clock/span';
import { dueInWords } from '@huying/kernel/clock/words';
import { clockText, dayText, localIso, localOf, parseInstant } from '@huying/kernel/clock/zone';
import { buildUnitTree, type Post, type Unit, type UnitTree } from '@huying/kernel/party/units';
import { chooseRow, type RuleTable } from '@huying/kernel/rule/table';
import type { CityKeys } from '@huying/kernel/store/private';
import type { CityRuntime, Pools } from './city-runtime.ts';
import { PLATFORM_RULES } from './platform-rules.ts';

/** One city as data: what city/ holds and the registers carry. */
export type CityData = {
  readonly city: string;
  readonly mark: 'live' | 'demo' | 'test';
  readonly centre: string;
  readonly numberPrefix: string;
  readonly units: readonly Unit[];
  readonly posts: readonly Post[];
  readonly places: CityRuntime['places'] & { label(path: string): string };
  readonly calendar: CityCalendar;
  readonly categories: CityRuntime['categories'];
  readonly channels?: CityRuntime['channels'];
  readonly rules: readonly RuleTable[];
  /** Dispatch catalogue: category and place → templates of units, such as `bureau:housing@district` or a unit id. */
  readonly dispatch: RuleTable<readonly string[]>;
  /** Unit of a template at a place; null where there is none. */
  unitOfTemplate(template: string, place: string | null): string | null;
};

export type Deployment = {
  readonly pools: Pools;
  readonly keys: CityKeys;
  readonly clock: Clock;
  readonly bindings: readonly CaseBinding[];
};

/** Puts one city into service: registers in memory, rules by date, the clock of its zone. */
export function buildRuntime(data: CityData, deployment: Deployment): CityRuntime {
  const { calendar } = data;
  const today = dayText(localOf(deployment.clock.now(), calendar.zone).day);
  const tree = buildUnitTree(data.units, today);
  // a city's own table takes the place of the one that is shipped
  const tables = new Map([...PLATFORM_RULES, ...data.rules].map((table) => [table.code, table]));
  const categories = new Set(data.categories.map(({ code }) => code));
  return {
    city: data.city,
    mark: data.mark,
    centre: data.centre,
    numberPrefix: data.numberPrefix,
    pools: deployment.pools,
    keys: deployment.keys,
    units: unitsOf(tree, data),
    places: data.places,
    placeLabel: (path) => data.places.label(path),
    posts: new Map(data.posts.map((post) => [post.id, { ...post, person: post.person ?? null }])),
    time: caseTime(calendar),
    bindings: bindingsByName(deployment.bindings),
    now: () => deployment.clock.now(),
    categories: data.categories,
    hasCode: (list, value) => list !== 'categories' || categories.has(value),
    channels: data.channels ?? [],
    zone: calendar.zone.name,
    rule: (code, as, facts, day) => ruleOf(tables, code, as, facts, day),
    table: (code) => tables.get(code),
    propose: (category, place, day) => proposalOf(data, category, place, day),
    parseTime: (text) => parseInstant(text, calendar.zone) ?? new Date(Number.NaN),
    localTime: (iso) => localIso(new Date(iso), calendar.zone),
    dueInWords: (startedAt, within, stops, lang) =>
      dueInWords(dueOf(new Date(startedAt), spanOf(within), calendar, stops), calendar, lang),
  };
}

export function caseTime(calendar: CityCalendar): CaseTime {
  return {
    due: (from, within, stops) => {
      const { due, provisional } = dueOf(from, spanOf(within), calendar, stops);
      return { due, provisional };
    },
    before: (moment, span) => momentBefore(moment, spanOf(span), calendar),
    addSpans: (first, second) => {
      const [a, b] = [spanOf(first), spanOf(second)];
      if (a.unit !== b.unit) throw new Error(`${first} and ${second} are not of one unit`);
      return spanText({ n: a.n + b.n, unit: a.unit });
    },
    day: (instant) => dayText(localOf(instant, calendar.zone).day),
    clock: (instant) => clockText(localOf(instant, calendar.zone).minute),
  };
}

function unitsOf(tree: UnitTree, data: CityData): CityRuntime['units'] {
  const pathOf = (unit: string) => {
    const own = tree.get(unit);
    return own ? data.places.path(own.placeId) : null;
  };
  return {
    exists: (unit) => tree.get(unit) !== undefined,
    ids: () => tree.all.map(({ id }) => id),
    named: (name) => tree.all.filter((unit) => unit.name === name).map(({ id }) => id),
    isBelow: (unit, above) => tree.isBelow(unit, above),
    linePath: (unit) => tree.linePath(unit),
    placePath: pathOf,
    label: (unit) => tree.get(unit)?.name ?? unit,
    unitOfPlace: (place, kind) => {
      const path = data.places.path(place);
      if (!path) return null;
      const fits = tree.all.filter((unit) => unit.kind === kind && path.startsWith(pathOf(unit.id) ?? '\u{10ffff}'));
      return fits[0]?.id ?? null;
    },
    scopeOf: (unit) => {
      const own = tree.get(unit);
      const governs = own && ['government', 'street', 'community'].includes(own.kind);
      return { place: governs ? pathOf(unit) : null, line: own?.kind === 'bureau' ? tree.linePath(unit) : null };
    },
  };
}

/** Rows of one table say for what they stand by the fact `as`; the day is that of the case's opening. */
function ruleOf(
  tables: ReadonlyMap<string, RuleTable>,
  code: string,
  as: string,
  facts: Readonly<Record<string, string>>,
  day: string,
): { value: string; id: string } {
  const table = tables.get(code);
  if (!table) throw new Error(`the city has no rule table ${code}`);
  const row = chooseRow(table, day, { ...facts, as });
  if (!row.ok) throw new Error(`${code} gives nothing for ${as} on ${day}: ${JSON.stringify(facts)}`);
  return { value: row.value.gives, id: row.value.id };
}

function proposalOf(data: CityData, category: string, place: string | null, day: string): Proposal | null {
  const facts: Record<string, string> = { category };
  // a row for a heading holds for all categories below it
  for (const [depth, part] of headings(category).entries()) facts[`level${depth + 1}`] = part;
  const row = chooseRow(data.dispatch, day, facts);
  if (!row.ok) return null;
  const units = row.value.gives.flatMap((template) => data.unitOfTemplate(template, place) ?? []);
  // a row with two answers stays uncertain also where the place is too vague to find one of them
  const certain = row.value.gives.length === 1 && units.length === 1;
  return units.length > 0 ? { units: [...new Set(units)], row: row.value.id, certain } : null;
}

/** `housing.heating.cold` → `housing`, `housing.heating`. */
function headings(category: string): readonly string[] {
  const parts = category.split('.');
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
}

/** Each version by `code@version`, and the newest by its code alone: new cases open on it, old ones run on theirs. */
export function bindingsByName(bindings: readonly CaseBinding[]): ReadonlyMap<string, CaseBinding> {
  const byName = new Map<string, CaseBinding>();
  for (const binding of bindings) {
    const { code, version } = binding.definition;
    byName.set(`${code}@${version}`, binding);
    const newest = byName.get(code);
    if (!newest || newest.definition.version < version) byName.set(code, binding);
  }
  return byName;
}
