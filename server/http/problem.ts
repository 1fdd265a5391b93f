import { fillText, type Refusal, type RefusalCatalogue, type RefusalValue } from '@huying/kernel/define/refusal';

/** A problem document (RFC 9457) in the caller's language. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly field?: string;
  readonly given?: RefusalValue;
  readonly errors?: readonly Omit<Problem, 'errors' | 'type' | 'status'>[];
};

export type Lang = 'zh' | 'en';

export const PROBLEM_TYPE = 'application/problem+json';

export const langOf = (acceptLanguage: string | undefined): Lang =>
  acceptLanguage?.trim().toLowerCase().startsWith('en') ? 'en' : 'zh';

export type ProblemMaker = (refusal: Refusal, lang: Lang) => Problem;

/** A refusal whose code stands in no catalogue is a defect of ours; it still leaves as a document with its code. */
const UNKNOWN = {
  status: 422,
  zh: '无法办理。',
  zhDo: '请联系管理员。',
  en: 'Refused.',
  enDo: 'Ask support.',
} as const;

export function problemMaker(catalogues: readonly RefusalCatalogue[]): ProblemMaker {
  const texts: RefusalCatalogue = Object.assign({}, ...catalogues);
  const one = (refusal: Refusal, lang: Lang) => {
    const text = texts[refusal.code] ?? UNKNOWN;
    const values = { ...(refusal.given === undefined ? {} : { given: refusal.given }), ...refusal.values };
    const [title, advice] = lang === 'zh' ? [text.zh, text.zhDo] : [text.en, text.enDo];
    return {
      title: fillText(title, values),
      detail: fillText(advice, values),
      code: refusal.code,
      ...(refusal.field === undefined ? {} : { field: refusal.field }),
      ...(refusal.given === undefined ? {} : { given: refusal.given }),
    };
  };
  return (refusal, lang) => ({
    type: `/docs/errors#${refusal.code}`,
    status: texts[refusal.code]?.status ?? UNKNOWN.status,
    ...one(refusal, lang),
    ...(refusal.more ? { errors: [refusal, ...refusal.more].map((each) => one(each, lang)) } : {}),
  });
}
