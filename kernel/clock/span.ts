import { accept, type Result, refuse } from '../define/refusal.ts';

/**
 * Lengths of time as people of the trade say them: `wd` working days, `wh` working hours, `h` natural hours, `min`
 * natural minutes, `d` calendar days, `mo` months.
 */
export type SpanUnit = 'wd' | 'wh' | 'h' | 'min' | 'd' | 'mo';
export type Span = { readonly n: number; readonly unit: SpanUnit };

const SPAN = /^(\d{1,4})(wd|wh|h|min|d|mo)$/;

/** Reads `3wd`. Refusals: `clock.span-unreadable`. */
export function parseSpan(text: string): Result<Span> {
  const found = SPAN.exec(text.trim());
  const n = Number(found?.[1]);
  if (!found || n < 1) return refuse('clock.span-unreadable', { given: text });
  return accept({ n, unit: found[2] as SpanUnit });
}

/** For spans that stand in checked tables: an unreadable one is a defect. */
export function spanOf(text: string): Span {
  const span = parseSpan(text);
  if (!span.ok) throw new Error(`${JSON.stringify(text)} is no span such as 3wd`);
  return span.value;
}

export const spanText = ({ n, unit }: Span): string => `${n}${unit}`;

const WORDS: Readonly<Record<SpanUnit, readonly [string, string, string]>> = {
  wd: ['个工作日', 'working day', 'working days'],
  wh: ['个工作小时', 'working hour', 'working hours'],
  h: ['小时', 'hour', 'hours'],
  min: ['分钟', 'minute', 'minutes'],
  d: ['个自然日', 'calendar day', 'calendar days'],
  mo: ['个月', 'month', 'months'],
};

export function spanInWords({ n, unit }: Span, lang: 'zh' | 'en'): string {
  const [zh, one, many] = WORDS[unit];
  return lang === 'zh' ? `${n}${zh}` : `${n} ${n === 1 ? one : many}`;
}
