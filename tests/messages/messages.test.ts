import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wuhaiCategories } from '../../city/wuhai/categories.ts';
import { readInScope } from '../../kernel/access/scope.ts';
import { parsePeriod } from '../../kernel/clock/period.ts';
import { platform } from '../../server/access/sessions.ts';
import { ratesCommand } from '../../server/cli/rates.ts';
import { fireTimers } from '../../server/timers.ts';
import { ratesPolicyOn } from '../../systems/hotline/rates.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { scaled } from '../support/scale.ts';
import { appOf, headersOf } from '../support/test-app.ts';
import { countByHand, percent } from './rates-by-hand.ts';

/**
 * Real messages of residents go their whole way by verbs through HTTP, at simulated times, each to a closed case; the
 * rates of the platform are those that a script of its own counts from the exported events. Needs ../shared/data.
 */
const MESSAGES = new URL('../../../shared/data/messages/messages-raw.ndjson.gz', import.meta.url);
const SEED = 20_250_901;
const HOUR_MS = 3_600_000;
const START = Date.parse('2025-09-01T08:00:00+08:00');

let city: NamedCity;
let app: FastifyInstance;
const headers = new Map<string, Record<string, string>>();
const folder = mkdtempSync(join(tmpdir(), 'huying-messages-'));

beforeAll(async () => {
  city = await openNamedCity('wuhai', new Date(START).toISOString());
  app = appOf(city);
}, 60_000);

afterAll(async () => {
  await app.close();
  await city.close();
  rmSync(folder, { recursive: true });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

type Message = { readonly title: string; readonly body: string; readonly label: string };
type Step = { readonly at: number; take(): Promise<void> };
type Input = Readonly<Record<string, unknown>>;

const random = seeded(SEED);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const centre = (post: string) => `wh-centre.${post}`;

async function post(url: string, by: string, payload: Input) {
  let own = headers.get(by);
  if (!own) {
    own = await headersOf(city, by, 24 * 365);
    headers.set(by, own);
  }
  const answer = await app.inject({ method: 'POST', url, headers: own, payload });
  expect(answer.statusCode, `${url} by ${by}: ${answer.body}`).toBeLessThan(300);
  return answer.json();
}

/** A message board as one of the channels: the text as it stands, its line in the file as the foreign number. */
async function intake(message: Message, line: number): Promise<Readonly<Record<string, string>>> {
  const categories = wuhaiCategories.filter(({ field }) => field === message.label);
  return post('/api/v1/cases/hotline.request', centre('operator-1'), {
    channel: 'messageBoard',
    foreignSystem: 'messages',
    foreignId: String(line),
    title: message.title,
    text: message.body.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n\t]/gu, ' '),
    kind: pick(['consult', 'help', 'complaint', 'suggestion']),
    category: pick(categories).code,
    position: { lat: 39.66 + (random() - 0.5) * 0.04, lng: 106.81 + (random() - 0.5) * 0.03, crs: 'wgs84' },
    telephone: `1380000${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
  });
}

const reply = { result: 'solved', handlingReport: '已到现场核实处理。', replyToCitizen: '您反映的问题已经处理。' };
const contact = { contactChannel: 'phone', dialled: '13800000000', contactResult: 'reached' };
/** The next day at ten, when people may be called. */
const nextMorning = (at: number) => Math.floor((at + 8 * HOUR_MS) / (24 * HOUR_MS) + 1) * 24 * HOUR_MS + 2 * HOUR_MS;

/** The way of one case, written as steps of a diary; each step plans what follows it. */
function way(id: string, diary: Step[]) {
  const verb = (name: string, by: string, input: Input = {}) => post(`/api/v1/cases/${id}/${name}`, by, input);
  const clerk = async () => {
    const view = await app.inject({ url: `/api/v1/cases/${id}`, headers: headers.get(centre('operator-1')) ?? {} });
    const { unit } = view.json();
    return `${unit.id}.clerk`;
  };
  const later = (at: number, hours: number, take: (now: number) => Promise<void>) => {
    const when = at + hours * HOUR_MS * (0.6 + 0.8 * random());
    diary.push({ at: when, take: () => take(when) });
  };
  const handle = async (at: number): Promise<void> => {
    await verb('sign', await clerk());
    later(at, random() < 0.85 ? 6 : 40, async (then) => {
      await verb('contact', await clerk(), contact);
      later(then, 20, answer);
    });
  };
  const answer = async (at: number): Promise<void> => {
    await verb('reply', await clerk(), reply);
    later(at, 3, async (then) => {
      await verb('approveReply', centre('dispatcher'));
      const when = nextMorning(then);
      diary.push({ at: when, take: () => hear(when) });
    });
  };
  const hear = async (at: number): Promise<void> => {
    const draw = random();
    const heard = { contacted: random() < 0.95 ? 'yes' : 'no', heardBy: 'person' };
    if (draw < 0.8) {
      await verb('recordContent', centre('caller-1'), {
        ...heard,
        solved: 'yes',
        satisfaction: pick(['5', '5', '4', '3']),
      });
    } else if (draw < 0.93) {
      const solved = pick(['partly', 'no']);
      const grade = pick(['1', '2']);
      await verb('recordDiscontent', centre('caller-1'), {
        ...heard,
        solved,
        satisfaction: grade,
        discontent: 'result',
      });
      later(at, 3, judge);
    } else unreached(at, 1);
  };
  const unreached = (at: number, attempt: number): void => {
    const when = attempt === 1 ? at : nextMorning(at);
    diary.push({
      at: when,
      take: async () => {
        await verb('attemptCall', centre('caller-1'), { unreached: 'noAnswer' });
        if (attempt < 3) unreached(when, attempt + 1);
        else await verb('closeUnreached', centre('caller-1'));
      },
    });
  };
  const judge = async (at: number): Promise<void> => {
    const view = await app.inject({ url: `/api/v1/cases/${id}`, headers: headers.get(centre('caller-1')) ?? {} });
    if ((view.json().fields.redoCount ?? 0) < 2 && random() < 0.7) {
      await verb('redo', centre('judge'), { redoReason: '请再次核实处理' });
      later(at, 10, async (then) => {
        await verb('contact', await clerk(), contact);
        later(then, 10, answer);
      });
    } else await verb('explain', centre('judge'), { explanation: '已按规定处理，详见答复。' });
  };
  return {
    /** Some units ask to give the order back, some orders are left out of the rates. */
    begin: async (at: number, state: string, proposed: string | undefined): Promise<void> => {
      const unit = proposed ?? pick(['wh-hbw', 'wh-hn', 'wh-wd']);
      if (state === 'received') await verb('dispatch', centre('dispatcher'), { unit, dispatchReason: '按职责派单' });
      if (random() < 0.08) {
        const [from, to] = [await clerk(), unit === 'wh-hbw' ? 'wh-wd' : 'wh-hbw'];
        const asked = { returnReason: 'notOurDuty', dutyRow: '职责目录', proposedUnit: to };
        await verb('askReturn', from, asked);
        later(at, 2, async (then) => {
          await verb('grantReturn', centre('ruler'));
          await verb('dispatch', centre('dispatcher'), { unit: to, dispatchReason: '退单后改派' });
          later(then, 2, handle);
        });
      } else later(at, 2, handle);
      if (random() < 0.04) {
        later(at, 30, async () => {
          await verb('exclude', centre('supervisor'), { excluded: 'outside', exclusionEvidence: '经核实不属本市' });
        });
      }
    },
  };
}

test.skipIf(!existsSync(MESSAGES))(
  'messages go from intake to a closed case by verbs, and the rates are those counted by hand (needs ../shared/data)',
  { timeout: 600_000 },
  async () => {
    const lines = gunzipSync(readFileSync(MESSAGES)).toString('utf8').trim().split('\n');
    const messages = lines.slice(0, scaled(691)).map((line) => JSON.parse(line) as Message);
    const diary: Step[] = messages.map((message, index) => {
      const at = START + index * ((9 * 24 * HOUR_MS) / messages.length);
      const take = async () => {
        const opened = await intake(message, index + 1);
        const proposed = (opened as { proposed?: { id: string } }).proposed?.id;
        const { begin } = way(opened.id ?? '', diary);
        diary.push({ at: at + HOUR_MS, take: () => begin(at + HOUR_MS, opened.state ?? '', proposed) });
      };
      return { at, take };
    });
    let steps = 0;
    while (diary.length > 0) {
      diary.sort((a, b) => a.at - b.at);
      const next = diary.shift() as Step;
      city.setClock(new Date(next.at).toISOString());
      if (steps % 20 === 0) await fireTimers(city.acting);
      await next.take();
      steps += 1;
    }
    const states = await city.query<{ final: boolean; n: number }>(
      "select final, count(*)::integer as n from cases where city = 'wuhai' group by final",
    );
    expect(states).toEqual([{ final: true, n: messages.length }]);
    const bodies = await city.query<{ body: string }>("select body from event where city = 'wuhai' and kind = 'case'");
    const file = join(folder, 'events.ndjson');
    writeFileSync(file, bodies.map(({ body }) => body).join('\n'));
    console.info(`seed ${SEED}: ${messages.length} messages, ${steps} steps, ${bodies.length} events`);

    const byHand = countByHand(file, '2025-09-01', '2025-09-30');
    const rows = await ratesOf('2025-09');
    expect(rows.length - 1).toBe(Object.keys(byHand).length);
    for (const row of rows.slice(0, -1)) {
      const hand = byHand[row.key as string];
      expect(hand, `unit ${String(row.key)}`).toBeDefined();
      if (!hand) continue;
      expect({ unit: row.key, ...pickCounts(row) }).toEqual({ unit: row.key, ...hand });
      expect([row.responseRate, row.resolutionRate, row.satisfactionRate]).toEqual([
        percent(hand.responded, hand.assessed),
        percent(hand.solved, hand.callbacks),
        percent(hand.satisfied, hand.callbacks),
      ]);
    }
    const city_ = rows.at(-1);
    console.info(`rates of the city: ${city_?.responseRate} ${city_?.resolutionRate} ${city_?.satisfactionRate}`);
  },
);

type RateRow = Readonly<Record<string, string | number | null>>;

const pickCounts = (row: RateRow) => {
  const { dispatched, excluded, assessed, responded, callbacks, solved, satisfied } = row;
  return { dispatched, excluded, assessed, responded, callbacks, solved, satisfied };
};

/** As the command prints them. */
async function ratesOf(period: string): Promise<readonly RateRow[]> {
  const { runtime } = city.acting;
  const said: string[] = [];
  const out = { print: (line: string) => void said.push(line), error: (line: string) => void said.push(line) };
  await ratesCommand(['--period', period, '--by', 'unit', '--json'], out, {
    city: runtime.city,
    read: (work) => readInScope(runtime.pools.reader, platform(runtime).scope, work),
    parsePeriod,
    policyOn: (day) => ratesPolicyOn(day),
    label: (_, key) => runtime.units.label(key),
    refusals: {},
  });
  return JSON.parse(said.join('\n'));
}
