import type { CaseBinding } from '@huying/kernel/case/binding';
import type { CaseState } from '@huying/kernel/case/case-state';
import type { CasePlaces, CaseTime, CaseUnits, Proposal } from '@huying/kernel/case/facts';
import type { searchPlaces } from '@huying/kernel/place/search-places';
import type { RuleTable } from '@huying/kernel/rule/table';
import type { CityKeys } from '@huying/kernel/store/private';
import type { Pool } from 'pg';

/** Pools by role: the server never connects as owner or superuser while it serves. */
export type Pools = { readonly reader: Pool; readonly writer: Pool };

/** What a post is, for access. */
export type PostEntry = {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly roles: readonly string[];
  readonly person: string | null;
};

/** One city in service: its registers in memory, its rules, its keys, its clock. */
export type CityRuntime = {
  readonly city: string;
  readonly mark: 'live' | 'demo' | 'test';
  /** Unit of the city's centre. */
  readonly centre: string;
  /** Prefix of case numbers. */
  readonly numberPrefix: string;
  readonly pools: Pools;
  readonly keys: CityKeys;
  readonly units: CaseUnits & {
    scopeOf(unit: string): { place: string | null; line: string | null };
    /** All units of today. */
    ids(): readonly string[];
    /** Units of exactly this name. */
    named(name: string): readonly string[];
  };
  readonly places: CasePlaces & {
    /** Search by name, alias, pinyin and initials. */
    search?(words: string, limit: number): ReturnType<typeof searchPlaces>;
    /** Places of exactly this name. */
    named?(name: string): readonly string[];
  };
  readonly posts: ReadonlyMap<string, PostEntry>;
  readonly time: CaseTime;
  rule(table: string, as: string, facts: Readonly<Record<string, string>>, day: string): { value: string; id: string };
  /** A rule table as it stands; absent: the city has none of that name. */
  table(code: string): RuleTable | undefined;
  propose(category: string, place: string | null, day: string): Proposal | null;
  /** All definitions in service, by code; older versions by `code@version`. */
  readonly bindings: ReadonlyMap<string, CaseBinding>;
  now(): Date;
  /** Is this a value of one of the city's code lists? True for lists that are no business of a register. */
  hasCode(list: string, value: string): boolean;
  /** Categories of the city: code, label and the heading above. */
  readonly categories: readonly { readonly code: string; readonly label: string; readonly group: string }[];
  /** Doors through which requests come in. */
  readonly channels: readonly { readonly id: string; readonly name: string }[];
  /** Name of the city's time zone. */
  readonly zone: string;
  /** A time as people give it; without an offset it is the city's. */
  parseTime(text: string): Date;
  /** Why a due moment is what it is, in words. */
  dueInWords(
    startedAt: string,
    within: string,
    stops: readonly { from: string; to?: string }[],
    lang: 'zh' | 'en',
  ): string;
  localTime(iso: string): string;
  placeLabel(path: string): string;
};

/** Facts by which rule tables are read: choice fields, category, and what the binding adds. */
export function ruleFactsOf(binding: CaseBinding, state: CaseState): Readonly<Record<string, string>> {
  const facts: Record<string, string> = {};
  for (const [name, value] of Object.entries(state.data)) if (typeof value === 'string') facts[name] = value;
  if (state.category) facts.category = state.category;
  return { ...facts, ...binding.ruleFacts?.(state) };
}
