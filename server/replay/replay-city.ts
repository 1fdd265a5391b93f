import type { Actor } from '@huying/kernel/case/facts';
import { type BatchRows, joinRows } from '@huying/kernel/store/batch';
import { commitBatch } from '@huying/kernel/store/commit';
import { platform, viewerOfPost } from '../access/sessions.ts';
import { type Acting, actOnCase, openCase } from '../act.ts';
import type { CityRuntime } from '../city-runtime.ts';
import { DEMO_SURNAMES, DEMO_TEXTS } from '../demo/texts.ts';
import { lifeOf } from './life.ts';
import { type Chance, chanceOf } from './random.ts';
import { Story } from './story.ts';

export type ReplayOrder = {
  readonly acting: Acting;
  readonly requests: number;
  readonly seed: number;
  /** First and last moment; what is still open then stays open. */
  readonly from: Date;
  readonly to: Date;
  /** How long the comparison runs in which every verb is committed by itself; 0: not at all. */
  readonly singlySeconds: number;
  progress(cases: number): void;
};

export type ReplayReport = {
  readonly cases: number;
  readonly events: number;
  readonly seconds: number;
  /** Verbs a second when each of them is loaded, decided and committed by itself, measured afterwards. */
  readonly singly: number;
};

/** Cases of one commit: the statement looks through its events once for each of its streams. */
const BATCH = 25;
/** Commits on their way while the next cases are decided. */
const UNDER_WAY = 3;
const HOUR_MS = 3_600_000;
const DEFINITION = 'hotline.request';

/** Requests by hour of the day: few at night, most in the morning. A made-up curve. */
const HOURS = [1, 1, 1, 1, 1, 2, 4, 7, 12, 14, 13, 11, 7, 8, 11, 12, 11, 9, 7, 6, 5, 4, 2, 1];
const HOURS_SUM = HOURS.reduce((sum, weight) => sum + weight, 0);

/**
 * Tells the past of a demonstration city: so many requests through the real verbs, decided one by one at their own
 * times, written some cases a call. The same seed tells the same past.
 */
export async function replayCity(order: ReplayOrder): Promise<ReplayReport> {
  const { acting, requests, from, to } = order;
  const { runtime } = acting;
  if (runtime.mark === 'live') throw new Error('a living city has a past of its own');
  const began = performance.now();
  const chance = chanceOf(order.seed);
  const units = topUnits(runtime);
  const span = to.getTime() - from.getTime();
  let events = 0;
  let batch: BatchRows[] = [];
  const underWay = new Set<Promise<void>>();
  const flush = async () => {
    const parts = batch;
    batch = [];
    const writing = write(runtime, parts).finally(() => underWay.delete(writing));
    underWay.add(writing);
    if (underWay.size >= UNDER_WAY) await Promise.race(underWay);
  };
  for (let n = 0; n < requests; n += 1) {
    const at = momentOf(from.getTime() + (span * n) / requests, chance);
    const story = await tell(acting, chance, units, new Date(at), to);
    events += story.events;
    batch.push(story.rows());
    if (batch.length >= BATCH) await flush();
    if ((n + 1) % 1000 === 0) order.progress(n + 1);
  }
  if (batch.length > 0) await flush();
  await Promise.all(underWay);
  await runtime.pools.writer.query('select refresh_statistics()');
  const seconds = (performance.now() - began) / 1000;
  return { cases: requests, events, seconds, singly: await rateSingly(acting, chance, order.singlySeconds) };
}

async function write({ city, pools }: CityRuntime, parts: readonly BatchRows[]): Promise<void> {
  const committed = await commitBatch(pools.writer, { city, ...joinRows(parts) });
  if (committed.outcome !== 'committed') throw new Error(`a replay met a conflict: ${JSON.stringify(committed)}`);
}

/** Within the day of `at`, at an hour as people call. */
function momentOf(at: number, chance: Chance): number {
  const day = Math.floor((at + 8 * HOUR_MS) / (24 * HOUR_MS)) * 24 * HOUR_MS - 8 * HOUR_MS;
  let left = chance.share() * HOURS_SUM;
  const hour = HOURS.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return day + (Math.max(0, hour) + chance.share()) * HOUR_MS;
}

async function tell(acting: Acting, chance: Chance, units: readonly string[], at: Date, until: Date): Promise<Story> {
  const { runtime } = acting;
  const binding = runtime.bindings.get(DEFINITION);
  if (!binding) throw new Error(`no definition ${DEFINITION}`);
  const story = new Story(runtime, binding);
  const number = await acting.nextNumber(runtime.time.day(at));
  const channel = chance.weighted({ phone: 70, wechat: 15, web: 10, app: 5 });
  const actor = actorOf(runtime, `${runtime.centre}.operator-1`);
  const opened = story.take(at, { verb: 'open', input: requestOf(chance), actor, opening: { number, channel } });
  if (!opened) throw new Error('a made-up request was refused');
  const life = lifeOf(chance, units);
  let answer = true;
  let now = at.getTime();
  for (let next = life.next(answer); !next.done; next = life.next(answer)) {
    const { hours, verb, by, input = {} } = next.value;
    now = byDay(now + hours * HOUR_MS, verb);
    if (now > until.getTime() || story.state.final) break;
    const unit = story.state.chain[0];
    const post = by === 'unit' ? `${unit}.clerk` : `${runtime.centre}.${by}`;
    answer = story.take(new Date(now), { verb, input, actor: actorOf(runtime, post) });
  }
  return story;
}

const CALLS = ['attemptCall', 'recordContent', 'recordDiscontent'];

/** People are called by day: what falls into the night waits for ten in the morning. */
function byDay(at: number, verb: string): number {
  if (!CALLS.includes(verb)) return at;
  const hour = Math.floor((at + 8 * HOUR_MS) / HOUR_MS) % 24;
  const wait = hour < 9 ? 10 - hour : hour >= 20 ? 34 - hour : 0;
  return at + wait * HOUR_MS;
}

const actors = new Map<string, Actor>();

function actorOf(runtime: CityRuntime, post: string): Actor {
  let actor = actors.get(post);
  if (!actor) {
    actor = viewerOfPost(runtime, post)?.actor ?? platform(runtime).actor;
    actors.set(post, actor);
  }
  return actor;
}

/** Units one level below the centre that orders go to. */
const topUnits = (runtime: CityRuntime): readonly string[] =>
  runtime.units.ids().filter((unit) => runtime.posts.has(`${unit}.clerk`) && unit.split('-').length === 2);

const CATEGORIES = Object.keys(DEMO_TEXTS);

function requestOf(chance: Chance): Readonly<Record<string, unknown>> {
  const category = chance.pick(CATEGORIES);
  const [title = '', text = ''] = chance.pick(DEMO_TEXTS[category] ?? []);
  const kind = title.includes('咨询') ? 'consult' : chance.weighted({ help: 55, complaint: 33, suggestion: 12 });
  return {
    title,
    originalText: text,
    kind,
    category,
    position: { lat: chance.between(39.63, 39.69), lng: chance.between(106.785, 106.835), crs: 'wgs84' },
    reporterName: `${chance.pick([...DEMO_SURNAMES])}${chance.pick(['女士', '先生'])}`,
    // 1380000xxxx is no subscriber's number
    reporterPhone: `1380000${String(Math.floor(chance.share() * 10_000)).padStart(4, '0')}`,
  };
}

/** For comparison: opening and dispatching one case after the other, each verb by itself. */
async function rateSingly(acting: Acting, chance: Chance, forSeconds: number): Promise<number> {
  if (forSeconds === 0) return 0;
  const { runtime } = acting;
  const actor = actorOf(runtime, `${runtime.centre}.operator-1`);
  const began = performance.now();
  let verbs = 0;
  const one = async () => {
    while (performance.now() - began < forSeconds * 1000) {
      const input = requestOf(chance);
      const opened = await openCase(acting, {
        definition: DEFINITION,
        verb: 'open',
        input,
        actor,
        opening: { channel: 'phone' },
      });
      if (!opened.ok) throw new Error(opened.code);
      verbs += 1;
      const { id } = opened.value.state;
      const note = await actOnCase(acting, { id, verb: 'note', input: { note: '已记录' }, actor });
      if (note.ok) verbs += 1;
    }
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return (verbs * 1000) / (performance.now() - began);
}
