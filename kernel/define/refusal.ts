/**
 * Refusals are values. A function that may say no returns `Result`; an exception is a bug or a broken machine.
 * Each word keeps a catalogue (`errors.ts` in its folder) of its codes; the reference page and the problem
 * documents of HTTP (RFC 9457) are made from these catalogues.
 */

/** The texts of one code. `{name}` in a text stands for the value of that name in the refusal. */
export type RefusalText = {
  /** HTTP status when the refusal leaves through HTTP. */
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  /** What happened, Chinese. */
  readonly zh: string;
  /** What to do about it, Chinese. */
  readonly zhDo: string;
  /** What happened, English. */
  readonly en: string;
  /** What to do about it, English. */
  readonly enDo: string;
};

export type RefusalCatalogue = Readonly<Record<string, RefusalText>>;

/** A value that may stand in a refusal: what was given, a limit, an id. Never a secret, never a private text. */
export type RefusalValue = string | number | boolean | null | readonly string[];

export type Refusal = {
  readonly ok: false;
  /** Stable code, `word.what-is-wrong`, such as `clock.span-unreadable`. */
  readonly code: string;
  /** Path of the field that is wrong, such as `input.position.lat`. */
  readonly field?: string;
  /** What was given in that field, shortened to 200 characters. */
  readonly given?: RefusalValue;
  /** Named values for the texts. */
  readonly values?: Readonly<Record<string, RefusalValue>>;
  /** Further refusals found in the same input, so that a caller can mend all of them at once. */
  readonly more?: readonly Refusal[];
};

export type Accepted<T> = { readonly ok: true; readonly value: T };

export type Result<T> = Accepted<T> | Refusal;

const GIVEN_LENGTH_MAX = 200;

export const accept = <T>(value: T): Accepted<T> => ({ ok: true, value });

/**
 * A refusal with its code. `details.given` is shortened, so that a text of 100,000 characters does not come back whole.
 *
 * @example refuse('clock.span-unreadable', { field: 'within', given: '3wdd' })
 */
export function refuse(code: string, details: Omit<Refusal, 'ok' | 'code'> = {}): Refusal {
  const given = details.given;
  const shortened = typeof given === 'string' && given.length > GIVEN_LENGTH_MAX;
  return { ok: false, code, ...details, ...(shortened ? { given: `${given.slice(0, GIVEN_LENGTH_MAX)}…` } : {}) };
}

/** Checks that a catalogue's codes carry the name of its word and returns it unchanged. */
export function catalogue<const C extends RefusalCatalogue>(word: string, texts: C): C {
  for (const code of Object.keys(texts)) {
    if (!code.startsWith(`${word}.`)) throw new Error(`refusal code ${code} does not begin with "${word}."`);
  }
  return texts;
}

/** Puts the named values into a text. A name without a value stays visible as `{name}`: an untold value is a defect. */
export function fillText(text: string, values: Readonly<Record<string, RefusalValue>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return Array.isArray(value) ? value.join('、') : String(value);
  });
}
