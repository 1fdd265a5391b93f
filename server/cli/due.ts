import { parseArgs } from 'node:util';
import { calendarOf } from '@huying/kernel/clock/calendars/cities';
import { dueOf, type Stop } from '@huying/kernel/clock/due';
import { clockRefusals } from '@huying/kernel/clock/errors';
import { parseSpan, spanInWords } from '@huying/kernel/clock/span';
import { dueInWords } from '@huying/kernel/clock/words';
import { dayNumber, localIso, parseInstant } from '@huying/kernel/clock/zone';
import { fillText, type Refusal, refuse } from '@huying/kernel/define/refusal';
import { HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying due --from 2025-09-26T16:40 --within 3wd [--stop 2026-09-22..2026-10-12]... [--city wuhai]
           [--lang zh|en] [--json]
  wd working days, wh working hours, h natural hours, min minutes, d calendar days, mo months`;

/** When is it due, and why. Needs neither server nor database. */
export function dueCommand(argv: readonly string[], out: Output): number {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(argv);
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const lang = options.lang === 'en' ? 'en' : 'zh';
  if (options.lang !== lang) {
    out.error(USAGE);
    return WRONG_USAGE;
  }
  const wrong = (refusal: Refusal): number => {
    const text = clockRefusals[refusal.code as keyof typeof clockRefusals];
    const values = { given: refusal.given ?? '' };
    const said = lang === 'zh' ? [text.zh, text.zhDo] : [text.en, text.enDo];
    out.error(options.json ? JSON.stringify({ code: refusal.code, ...values }) : fillText(said.join(' '), values));
    return WRONG_USAGE;
  };
  if (!options.from || !options.within) {
    out.error(USAGE);
    return WRONG_USAGE;
  }
  const calendar = calendarOf(options.city);
  if (!calendar) return wrong(refuse('clock.city-unknown', { given: options.city }));
  const from = parseInstant(options.from, calendar.zone);
  if (!from) return wrong(refuse('clock.time-unreadable', { given: options.from }));
  const within = parseSpan(options.within);
  if (!within.ok) return wrong(within);
  const stops = options.stop.map(readStop);
  const bad = stops.indexOf(null);
  if (bad >= 0) return wrong(refuse('clock.stop-unreadable', { given: options.stop[bad] ?? '' }));
  const answer = dueOf(from, within.value, calendar, stops as Stop[]);
  const { used, left, provisional } = answer;
  const due = localIso(answer.due, calendar.zone);
  const why = dueInWords(answer, calendar, lang);
  if (options.json) out.print(JSON.stringify({ due, used, left, provisional, why }));
  else out.print(`${why}\n${due}  (${spanInWords(within.value, lang)})`);
  return HOLDS;
}

function readOptions(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      from: { type: 'string' },
      within: { type: 'string' },
      stop: { type: 'string', multiple: true, default: [] },
      city: { type: 'string', default: 'wuhai' },
      lang: { type: 'string', default: 'zh' },
      json: { type: 'boolean', default: false },
    },
  });
  return values;
}

function readStop(text: string): Stop | null {
  const [from = '', to = '', ...rest] = text.split('..');
  const ordered = dayNumber(from) <= dayNumber(to) && rest.length === 0;
  return ordered ? { from, to } : null;
}
