import { movingClock, systemClock } from '@huying/kernel/clock/now';
import { viewerOfPost } from '../access/sessions.ts';
import type { Acting } from '../act.ts';
import { actOnCase, openCase } from '../act.ts';
import { actingFor } from '../cities.ts';
import type { Deployment, Tell } from '../deployment.ts';
import { loadCase } from '../load-case.ts';
import { fireTimers } from '../timers.ts';
import { DEMO_SURNAMES, DEMO_TEXTS } from './texts.ts';

/** Cases of the demonstration, over the days before today. */
const CASES = 120;
const DAYS = 10;
const SEED = 20_250_926;
const HOUR_MS = 3_600_000;

/**
 * Gives an empty demonstration city a past: requests that go their way by real verbs at simulated times. Simulated
 * time is allowed for a city marked demo only.
 */
export async function seedDemo(city: string, deployment: Deployment, tell: Tell): Promise<void> {
  const found = await deployment.pools.writer.query<{ n: number }>('select count_cases($1) as n', [city]);
  if ((found.rows[0]?.n ?? 0) > 0) return;
  const now = systemClock.now();
  const clock = movingClock(new Date(now.getTime() - DAYS * 24 * HOUR_MS));
  const acting = await actingFor(city, deployment, clock);
  if (acting?.runtime.mark !== 'demo') return;
  tell(`生成演示诉求 ${CASES} 件 …`);
  const random = seededRandom(SEED);
  const step = (DAYS * 24 * HOUR_MS) / CASES;
  const steps: Step[] = [];
  for (let index = 0; index < CASES; index += 1) {
    const at = now.getTime() - DAYS * 24 * HOUR_MS + index * step;
    steps.push({ at, take: () => openOne(acting, random, at, steps) });
  }
  while (steps.length > 0) {
    steps.sort((a, b) => a.at - b.at);
    const next = steps.shift();
    if (!next || next.at > now.getTime()) break;
    clock.set(new Date(next.at));
    await fireTimers(acting);
    await next.take();
  }
}

type Step = { readonly at: number; take(): Promise<void> };

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

async function openOne(acting: Acting, random: () => number, at: number, steps: Step[]): Promise<void> {
  const { runtime } = acting;
  const categories = Object.keys(DEMO_TEXTS);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const category = pick(categories);
  const [title, text] = pick(DEMO_TEXTS[category] ?? []);
  const operator = viewerOfPost(runtime, `${runtime.centre}.operator-1`);
  if (!operator) return;
  const asks = /咨询/.test(title) ? 'consult' : pick(['help', 'complaint', 'help', 'suggestion']);
  const name = `${pick([...DEMO_SURNAMES])}${pick(['女士', '先生'])}`;
  const opened = await openCase(acting, {
    definition: 'hotline.request',
    verb: 'open',
    actor: operator.actor,
    opening: { channel: pick(['phone', 'phone', 'phone', 'web', 'wechat']) },
    input: {
      title,
      originalText: text,
      kind: asks,
      category,
      position: { lat: 39.66 + (random() - 0.5) * 0.06, lng: 106.81 + (random() - 0.5) * 0.05, crs: 'wgs84' },
      reporterName: name,
      // 1380000xxxx is no subscriber's number
      reporterPhone: `1380000${String(Math.floor(random() * 10_000)).padStart(4, '0')}`,
    },
  });
  if (!opened.ok) throw new Error(`a demonstration case was refused: ${JSON.stringify(opened)}`);
  const { id } = opened.value.state;
  let when = at;
  for (const [verb, by, input, hours] of lifeOf(random)) {
    when += hours * HOUR_MS * (0.5 + random());
    steps.push({ at: when, take: () => takeOne(acting, id, verb, by, input) });
  }
}

type Act = readonly [verb: string, by: 'unit' | string, input: Readonly<Record<string, unknown>>, hours: number];

/** One of a few ordinary ways; some stop half-way, so that every list has something in it. */
function lifeOf(random: () => number): readonly Act[] {
  const whole: readonly Act[] = [
    ['dispatch', 'dispatcher', {}, 1],
    ['sign', 'unit', {}, 2],
    ['contact', 'unit', { contactChannel: 'phone', dialled: '13800000000', contactResult: 'reached' }, 4],
    [
      'reply',
      'unit',
      {
        result: random() < 0.7 ? 'solved' : 'explained',
        handlingReport: '已派人到现场核实并处理，处理情况已告知诉求人。',
        replyToCitizen: '您反映的问题已经处理，如再出现请随时拨打 12345。',
      },
      26,
    ],
    ['approveReply', 'dispatcher', {}, 2],
    random() < 0.85
      ? ['recordContent', 'caller-1', { contacted: 'yes', solved: 'yes', satisfaction: '5', heardBy: 'person' }, 12]
      : [
          'recordDiscontent',
          'caller-1',
          { contacted: 'yes', solved: 'no', satisfaction: '2', heardBy: 'person', discontent: 'result' },
          12,
        ],
  ];
  return whole.slice(0, random() < 0.6 ? whole.length : Math.floor(random() * whole.length));
}

/** Refused verbs are left out: an order that waits for a dispatcher cannot be signed. */
async function takeOne(acting: Acting, id: string, verb: string, by: string, input: Act[2]): Promise<void> {
  const { runtime } = acting;
  const loaded = await loadCase(runtime, id);
  const unit = loaded?.state.chain[0];
  const post = by === 'unit' ? `${unit}.clerk` : `${runtime.centre}.${by}`;
  const viewer = viewerOfPost(runtime, post);
  if (!viewer) return;
  await actOnCase(acting, { id, verb, input, actor: viewer.actor });
}
