import type { Lang } from '../clock/words.ts';
import type { AnyCase } from '../define/case-definition.ts';
import { accept, fillText, type Result, refuse } from '../define/refusal.ts';
import { type SmsLength, smsLength } from './sms-length.ts';

/** What a value in the outbox is, and so how it becomes words: as it is, or by the registers and the city's clock. */
export type ValueKind = 'text' | 'unit' | 'place' | 'moment';

/** One sentence in all languages. `{name}` stands for the value of that name. */
export type NoticeForm = Readonly<Record<Lang, string>>;

export type NoticeTemplate = {
  /** What the message is for, in the list of the administrator and in the subject of a mail. */
  readonly label: NoticeForm;
  readonly values: Readonly<Record<string, ValueKind>>;
  /**
   * Whole texts, the fullest first: the first one whose values are all known is sent. So no sentence is put together
   * from pieces, and no message waits for a value that nobody knows.
   */
  readonly forms: readonly NoticeForm[];
  /** In the quiet hours: what answers somebody at that moment goes, all else waits for the morning. */
  readonly atNight: AtNight;
};

/** `goesWhen`: goes where the value is one of these, and where it is not known. */
export type AtNight = 'goes' | 'waits' | { readonly goesWhen: string; readonly is: readonly string[] };

/** Templates of one system or of the whole platform, by code. */
export type NoticeTemplates = Readonly<Record<string, NoticeTemplate>>;

/** Values as they stand in the outbox: codes, ids and times. */
export type NoticeValues = Readonly<Record<string, string | number | null | undefined>>;

export type Notice = { readonly text: string; readonly subject: string; readonly sms: SmsLength };

/** Turns ids and instants into words; server/ binds it to the registers and the zone of the city. */
export interface NoticeWords {
  unit(id: string, lang: Lang): string | null;
  place(path: string, lang: Lang): string | null;
  moment(iso: string, lang: Lang): string | null;
}

const VALUE = /\{(\w+)\}/g;

/** Names of the values that a text needs. */
export const valuesIn = (text: string): readonly string[] => [...text.matchAll(VALUE)].map((found) => found[1] ?? '');

/**
 * The text for one receiver. `values` are words already (`wordsOf`). Refusal: `notice.value-missing` where not even the
 * shortest form is complete; a text with a hole is never sent.
 */
export function renderNotice(template: NoticeTemplate, lang: Lang, values: NoticeValues): Result<Notice> {
  const known = Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string | number] => entry[1] != null && entry[1] !== ''),
  );
  const form = template.forms.find((one) => valuesIn(one[lang]).every((name) => Object.hasOwn(known, name)));
  if (!form) {
    const last = template.forms.at(-1)?.[lang] ?? '';
    const names = valuesIn(last).filter((name) => !Object.hasOwn(known, name));
    return refuse('notice.value-missing', { values: { template: template.label.zh, names } });
  }
  const text = fillText(form[lang], known);
  return accept({ text, subject: template.label[lang], sms: smsLength(text) });
}

/** Ids and instants as words. What the registers do not know stays absent, and a shorter form is taken. */
export function wordsOf(template: NoticeTemplate, values: NoticeValues, words: NoticeWords, lang: Lang): NoticeValues {
  const wordOf = (kind: ValueKind, value: string): string | null =>
    kind === 'text' ? value : words[kind](value, lang);
  const said = Object.entries(template.values).map(([name, kind]) => {
    const value = values[name];
    return [name, value == null || value === '' ? null : wordOf(kind, String(value))] as const;
  });
  return Object.fromEntries(said);
}

/** Does this message go in the quiet hours? What is not known to be harmless goes. */
export function goesAtNight({ atNight }: NoticeTemplate, values: NoticeValues): boolean {
  if (typeof atNight === 'string') return atNight === 'goes';
  const value = values[atNight.goesWhen];
  return value == null || atNight.is.includes(String(value));
}

/** Template codes that verbs of these definitions name and the catalogue lacks: a boot check. */
export function missingTemplates(definitions: readonly AnyCase[], templates: NoticeTemplates): readonly string[] {
  const missing = definitions.flatMap(({ code, verbs }) =>
    Object.entries(verbs).flatMap(([verb, { tells = [] }]) =>
      tells.filter(({ template }) => !templates[template]).map(({ template }) => `${code}.${verb}: ${template}`),
    ),
  );
  return [...new Set(missing)];
}

/** One catalogue of several; a code that two of them have is a defect: one of the two texts would never be read. */
export function joinTemplates(catalogues: readonly NoticeTemplates[]): NoticeTemplates {
  const joined: Record<string, NoticeTemplate> = {};
  for (const [code, template] of catalogues.flatMap((one) => Object.entries(one))) {
    if (joined[code] && joined[code] !== template) throw new Error(`two systems have a message template ${code}`);
    joined[code] = template;
  }
  return joined;
}

/** Values that templates ask for and the rows of the outbox do not carry (`carried`: their names), by template. */
export function uncarriedValues(templates: NoticeTemplates, carried: readonly string[]): readonly string[] {
  return Object.entries(templates).flatMap(([code, { values, forms, atNight }]) => {
    const inTexts = forms.flatMap((form) => Object.values(form).flatMap(valuesIn));
    const atNightNeeds = typeof atNight === 'string' ? [] : [atNight.goesWhen];
    const asked = new Set([...Object.keys(values), ...inTexts, ...atNightNeeds]);
    return [...asked].filter((name) => !carried.includes(name)).map((name) => `${code}: {${name}}`);
  });
}

/** What is wrong with a catalogue, by template: languages that need other values, values that no text uses. */
export function templateFaults(templates: NoticeTemplates): readonly string[] {
  return Object.entries(templates).flatMap(([code, { values, forms }]) => {
    const declared = new Set(Object.keys(values));
    const used = new Set(forms.flatMap((form) => Object.values(form).flatMap(valuesIn)));
    const uneven = forms.filter(({ zh, en }) => {
      const english = new Set(valuesIn(en));
      return new Set(valuesIn(zh)).symmetricDifference(english).size > 0;
    });
    return [
      ...[...used].filter((name) => !declared.has(name)).map((name) => `${code}: {${name}} is not declared`),
      ...[...declared].filter((name) => !used.has(name)).map((name) => `${code}: no text uses {${name}}`),
      ...uneven.map(({ zh }) => `${code}: the languages need different values: ${zh}`),
      ...(forms.length === 0 ? [`${code}: no text`] : []),
    ];
  });
}
