import type { Result } from '../define/refusal.ts';
import type { Author } from '../log/event.ts';
import type { CaseState } from './case-state.ts';

/** The calendar as the case needs it; server/ binds it to the city's clock. */
export interface CaseTime {
  /** Due moment of a span such as `5wd` counted from an instant, with stops by days. */
  due(
    from: Date,
    within: string,
    stops: readonly { readonly from: string; readonly to?: string }[],
  ): { due: Date; provisional: boolean };
  /** The moment that lies a span before another: natural hours back, or working days back at close of business. */
  before(moment: Date, span: string): Date;
  /** Two spans of one unit added: `5wd` and `3wd` are `8wd`. */
  addSpans(first: string, second: string): string;
  /** The day of the city, `2025-09-26`. */
  day(instant: Date): string;
  /** Hour and minute in the city, `17:30`. */
  clock(instant: Date): string;
}

/** Who is acting, as sign-in and access have found out. */
export type Actor = {
  readonly kind: 'post' | 'reporter' | 'anyone' | 'system';
  /** Post id, or name of the connected system. */
  readonly id: string;
  readonly person?: string;
  readonly unit?: string;
  /** Roles of the post, such as `dispatcher`. */
  readonly roles: readonly string[];
  readonly deputyOf?: string;
  /** For a reporter: the case that the receipt code or telephone opened. */
  readonly caseId?: string;
};

export const systemActor: Actor = { kind: 'system', id: 'huying', roles: [] };

export const authorOf = (actor: Actor): Author => ({
  kind: actor.kind,
  ...(actor.kind === 'post' || actor.kind === 'system' ? { id: actor.id } : {}),
  ...(actor.person ? { person: actor.person } : {}),
  ...(actor.unit ? { unit: actor.unit } : {}),
  ...(actor.deputyOf ? { deputyOf: actor.deputyOf } : {}),
});

/** The organisation as the case needs it: who stands above and below whom. */
export interface CaseUnits {
  exists(unit: string): boolean;
  /** Is `unit` directly or further below `above`, in place or in line? */
  isBelow(unit: string, above: string): boolean;
  /** Path in line, such as `/line/housing/hbw/`; null where the unit belongs to no line. */
  linePath(unit: string): string | null;
  placePath(unit: string): string | null;
  label(unit: string): string;
  /** The unit of a kind that stands for a place or the next place above it; null where there is none. */
  unitOfPlace(place: string, kind: string): string | null;
}

export interface CasePlaces {
  exists(place: string): boolean;
  /** Slash path of ids from the city down, ending in a slash. */
  path(place: string): string | null;
  /**
   * The grid of a point, with the point in WGS-84; refused where it lies outside the city or its axes are exchanged.
   */
  locate(position: GivenPosition): Result<Located>;
  /** The grid that words mean, where they mean exactly one. */
  find?(words: string): string | null;
}

export type GivenPosition = {
  readonly lat: number;
  readonly lng: number;
  readonly crs?: 'wgs84' | 'gcj02' | 'bd09' | undefined;
};

export type Located = {
  readonly lat: number;
  readonly lng: number;
  /** The system that was assumed for what was given. */
  readonly assumed: 'wgs84' | 'gcj02' | 'bd09';
  readonly place: string | null;
  /** The point lies in no grid; the nearest one was taken. */
  readonly nearest?: true;
};

/** What the dispatch catalogue says: one unit is an answer, several are proposals. */
export type Proposal = {
  readonly units: readonly string[];
  readonly row: string;
  /** The row names one unit, and the place was known well enough to find it. */
  readonly certain: boolean;
};

/** Everything that a decision may look at besides the case, the verb and its input. Pure data and pure functions. */
export type DecideFacts = {
  readonly now: Date;
  readonly time: CaseTime;
  readonly units: CaseUnits;
  /** Is this a value of the city's code list of that name? Absent: lists are not looked at. */
  readonly hasCode?: (list: string, value: string) => boolean;
  readonly places: CasePlaces;
  /** The unit that runs the city's centre. */
  readonly centre: string;
  /**
   * The value of a rule table's entry `as` by the date and the facts of the case, with the id of the row that fired.
   */
  rule(table: string, as: string, state: CaseState): { value: string; id: string };
  /** Units of the dispatch catalogue for a category at a place on the day of `now`; null where no row fits. */
  propose(category: string, place: string | null): Proposal | null;
  readonly children: readonly CaseState[];
  /** Private values of the case that the server could open, by field. */
  readonly opened: Readonly<Record<string, string>>;
};
