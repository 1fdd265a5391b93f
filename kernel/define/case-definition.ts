import type { Fields } from './field.ts';

/**
 * The form of a case definition: one plain literal, readable aloud. Everything here is data; what needs code
 * (guards, defaults, effects) is named here and bound beside the definition, so that the literal runs in a browser.
 */

/** Who may act, seen from one case. */
export type Role =
  /** The person who asked, known by telephone or receipt code. */
  | { readonly label: string; readonly is: 'reporter' }
  /** A post in the unit that holds the case now; `posts` names the roles of such posts, absent means any post of it. */
  | {
      readonly label: string;
      readonly is: 'holder';
      readonly level?: 'top' | 'inner';
      readonly posts?: readonly string[];
    }
  /** A post in the unit one step above the holder on the inner chain. */
  | { readonly label: string; readonly is: 'upper'; readonly posts?: readonly string[] }
  /** A post in the unit that received the matter first; never changes. */
  | { readonly label: string; readonly is: 'firstReceiver'; readonly posts?: readonly string[] }
  /** A post in a unit above the holder, in place or in line. */
  | { readonly label: string; readonly is: 'supervisor'; readonly posts?: readonly string[] }
  /** A holder of one of these post roles, wherever the post is. */
  | { readonly label: string; readonly is: 'post'; readonly posts: readonly string[] }
  /** Anybody, without signing in. */
  | { readonly label: string; readonly is: 'anyone' }
  /** The platform itself: timers and connected systems. */
  | { readonly label: string; readonly is: 'system' };

export type State<R extends string = string> = {
  readonly label: string;
  /** Who has to act now (law 1). A final state has no owner. */
  readonly owner?: R;
  readonly final?: true;
  /** Why no clock needs to run here, in words for the person who asks. Absent: a deadline must be able to run. */
  readonly idle?: string;
};

/** What a verb does to the chain of holders: centre → level 1 → level 2 → level 3. */
export type Handing = 'set' | 'push' | 'pop' | 'clear';

/** A message that a verb sends after its commit: template by code, values by name, nothing private in it. */
export type Tell<R extends string = string> = { readonly to: R; readonly template: string };

export type Verb<S extends string = string, R extends string = string> = {
  readonly label: string;
  /** States in which the verb may be taken; null opens a new case. */
  readonly from: S | readonly S[] | null;
  /** The state after it; `same` stays; or chosen by the value of one asked choice. */
  readonly to: S | 'same' | { readonly by: string; readonly is: Readonly<Record<string, S | 'same'>> };
  readonly by: R | readonly R[];
  /** What the person is asked. A value whose name is a field of the case becomes that field. */
  readonly asks?: Fields;
  readonly hands?: Handing;
  /** Fields set to a fixed value. */
  readonly sets?: Readonly<Record<string, string | number | boolean | null>>;
  readonly guards?: readonly string[];
  /** Asked value → name of the function that proposes it. */
  readonly defaults?: Readonly<Record<string, string>>;
  readonly effects?: readonly string[];
  readonly tells?: readonly Tell<R>[];
  /** Days back that a claimed time (`happenedAt`) may lie; absent: the verb takes no claimed time. */
  readonly happenedWithinDays?: number;
  /** A note: the ETag stays as it is and the commit retries by itself. */
  readonly quiet?: true;
};

/**
 * A length of time: a fixed span, or the value that a dated rule table gives by the facts of the case. With `before`
 * the length is a reserve: the deadline falls that long before another deadline of the case, never after it.
 */
export type Within =
  | { readonly span: string }
  | { readonly rule: string; readonly as: string; readonly before?: string };

export type Warning<V extends string = string> = { readonly before: Within; readonly verb?: V };

export type Deadline<V extends string = string, S extends string = string, R extends string = string> = {
  readonly label: string;
  /** Who fails when it passes. */
  readonly owes: R;
  readonly startsOn: V | readonly V[];
  readonly metBy: V | readonly V[];
  /** Asked choice values under which `metBy` counts; absent: always. */
  readonly metWhen?: { readonly by: string; readonly is: readonly string[] };
  /** Verbs after which it runs again with its old due: what met it was not good enough. */
  readonly reopenedBy?: V | readonly V[];
  /** Verbs that end it without meeting it: the order was taken away. */
  readonly endedBy?: V | readonly V[];
  /** Verbs that lengthen it, by the span under this name in their input. */
  readonly extendedBy?: Readonly<Partial<Record<V, string>>>;
  readonly pausedIn?: S | readonly S[];
  readonly within: Within;
  readonly warn?: readonly Warning<V>[];
  /** What the platform does when it was missed. It may not be a verb that meets it. */
  readonly onBreach?: V;
  /** For a term that ends by itself, such as a pause: what the platform does then. Nobody is at fault. */
  readonly onExpiry?: V;
};

/** One condition on a case, as it stands after an event. */
export type Condition<V extends string = string, D extends string = string> =
  | { readonly took: V }
  | { readonly started: D }
  | { readonly metOnTime: D }
  | { readonly late: D }
  | { readonly field: string; readonly is: readonly (string | number | boolean)[] };

/** The cases that a number counts: all of `all`, none of `not`, dated by the last time of the verb `on`. */
export type Counted<V extends string = string, D extends string = string> = {
  readonly all: readonly Condition<V, D>[];
  readonly not?: readonly Condition<V, D>[];
  readonly on: V;
};

export type Indicator<V extends string = string, D extends string = string> = {
  readonly label: string;
  /** What is counted; with `of` the numerator of a share. */
  readonly share: Counted<V, D>;
  readonly of?: Counted<V, D>;
};

export type Protection<F extends string = string> = {
  /** Fields that only the centre sees. */
  readonly always: readonly F[];
  /** Where one of these holds, `fields` are absent for everybody but the centre. */
  readonly when: readonly { readonly field: F; readonly is: readonly (string | boolean)[] }[];
  readonly fields: readonly F[];
};

export type CaseDefinition<
  F extends Fields = Fields,
  R extends string = string,
  S extends string = string,
  V extends string = string,
  D extends string = string,
  I extends string = string,
> = {
  /** `system.matter`, such as `hotline.request`. */
  readonly code: string;
  readonly version: number;
  readonly label: string;
  readonly fields: F;
  readonly roles: Readonly<Record<R, Role>>;
  readonly states: Readonly<Record<S, State<NoInfer<R>>>>;
  readonly verbs: Readonly<Record<V, Verb<NoInfer<S>, NoInfer<R>>>>;
  readonly deadlines: Readonly<Record<D, Deadline<NoInfer<V>, NoInfer<S>, NoInfer<R>>>>;
  readonly indicators?: Readonly<Record<I, Indicator<NoInfer<V>, NoInfer<D>>>>;
  /**
   * What a unit may not see: always, and further fields where the case needs protection (a whistle-blower, a secret).
   */
  readonly protects?: Protection<keyof F & string>;
  /** Names of child definitions that effects may open, with the role that the child plays. */
  readonly children?: Readonly<Record<string, string>>;
  /**
   * States in which cases of an earlier system arrive: `open` for those still to be worked on, an idle state, since
   * nobody's clock ran for them here; `closed` for the others.
   */
  readonly imports?: { readonly open: NoInfer<S>; readonly closed: NoInfer<S> };
};

/** Any definition, where its own names do not matter. */
export type AnyCase = CaseDefinition;

/** Gives the literal its types: a wrong state, role, verb or deadline name is a compile error. */
export function defineCase<
  const F extends Fields,
  const R extends string,
  const S extends string,
  const V extends string,
  const D extends string,
  const I extends string = never,
>(definition: CaseDefinition<F, R, S, V, D, I>): CaseDefinition<F, R, S, V, D, I> {
  return definition;
}

export const listed = <T extends string>(one: T | readonly T[] | undefined): readonly T[] =>
  one === undefined ? [] : typeof one === 'string' ? [one] : one;

/** Every state that a verb can lead to from `from`. */
export function targetsOf(verb: Verb, from: string | null): readonly string[] {
  const resolve = (to: string) => (to === 'same' ? (from ?? '') : to);
  if (typeof verb.to === 'string') return [resolve(verb.to)];
  return [...new Set(Object.values(verb.to.is).map(resolve))];
}
