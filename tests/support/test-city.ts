import { generateKeySync } from 'node:crypto';
import type { CaseState } from '../../kernel/case/case-state.ts';
import { chinaCalendar } from '../../kernel/clock/calendars/cities.ts';
import { movingClock } from '../../kernel/clock/now.ts';
import { parseInstant } from '../../kernel/clock/zone.ts';
import type { Result } from '../../kernel/define/refusal.ts';
import { accept } from '../../kernel/define/refusal.ts';
import type { Post, Unit } from '../../kernel/party/units.ts';
import type { RuleTable } from '../../kernel/rule/table.ts';
import type { CityKeys } from '../../kernel/store/private.ts';
import { anyone, platform, reporterOf, viewerOfPost } from '../../server/access/sessions.ts';
import { type Acted, actOnCase, openCase } from '../../server/act.ts';
import { buildRuntime, type CityData } from '../../server/build-runtime.ts';
import type { LiveCity } from '../../server/cities.ts';
import { loadCase } from '../../server/load-case.ts';
import { numberGiver } from '../../server/numbers.ts';
import { BINDINGS, SYSTEMS } from '../../server/systems.ts';
import { fireTimers } from '../../server/timers.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

/** A small city for tests: a centre, two districts with a street and a community each, two lines, a police command. */
export const TEST_CITY = 'testcity';

const unit = (
  id: string,
  kind: Unit['kind'],
  place: string,
  above: string | null,
  line: string | null = null,
): Unit => ({
  id,
  name: `单位 ${id}`,
  kind,
  placeId: place,
  parentInPlace: above,
  parentInLine: line,
  level: id === 'centre' ? 'city' : 'district',
  validFrom: '2000-01-01',
  validTo: null,
});

export const testUnits: readonly Unit[] = [
  unit('cityhall', 'government', 'tc', null),
  unit('centre', 'centre', 'tc', 'cityhall'),
  unit('housing', 'bureau', 'tc', 'cityhall'),
  unit('roads', 'bureau', 'tc', 'cityhall'),
  ...['north', 'south'].flatMap((name) => [
    unit(name, 'government', `tc.${name}`, 'cityhall'),
    unit(`${name}-housing`, 'bureau', `tc.${name}`, name, 'housing'),
    unit(`${name}-street`, 'street', `tc.${name}.s1`, name),
    unit(`${name}-community`, 'community', `tc.${name}.s1.c1`, `${name}-street`),
  ]),
];

const post = (id: string, of: string, ...roles: string[]): Post => ({
  id,
  unit: of,
  label: id,
  roles,
  person: `person-${id}`,
});

export const testPosts: readonly Post[] = [
  post('operator', 'centre', 'operator'),
  post('operator2', 'centre', 'operator'),
  post('dispatcher', 'centre', 'dispatcher'),
  post('ruler', 'centre', 'ruler'),
  post('caller', 'centre', 'caller'),
  post('judge', 'centre', 'judge'),
  post('supervisor', 'centre', 'centreSupervisor'),
  post('leader', 'centre', 'centreLeader'),
  ...testUnits
    .filter((one) => one.id !== 'centre')
    .flatMap((one) => [post(one.id, one.id, 'clerk', 'handler', 'approver', 'supervisor')]),
];

const PLACES = new Map(
  testUnits
    .map((one) => [one.placeId, `/${one.placeId.split('.').join('/')}/`] as const)
    .concat([
      ['tc.north.s1.c1.g1', '/tc/north/s1/c1/g1/'],
      ['tc.south.s1.c1.g1', '/tc/south/s1/c1/g1/'],
    ]),
);

const dispatch: RuleTable<readonly string[]> = {
  code: 'hotline.dispatch',
  label: '派单目录',
  dimensions: ['category'],
  rows: [
    ['heating', ['housing@district']],
    ['road', ['roads']],
    ['unclear', ['housing@district', 'roads']],
  ].map(([category, gives]) => ({
    id: `d-${category as string}`,
    validFrom: '2000-01-01',
    validTo: null,
    basis: 'test',
    when: { category: category as string },
    gives: gives as string[],
  })),
};

function testData(): CityData {
  return {
    city: TEST_CITY,
    mark: 'test',
    centre: 'centre',
    numberPrefix: '15',
    units: testUnits,
    posts: testPosts,
    places: {
      exists: (place) => PLACES.has(place),
      path: (place) => PLACES.get(place) ?? null,
      label: (path) => path,
      locate: ({ lat, lng, crs }) => {
        const place = lat > 39.5 ? 'tc.north.s1.c1.g1' : 'tc.south.s1.c1.g1';
        return accept({ lat, lng, assumed: crs ?? 'wgs84', place });
      },
    },
    calendar: chinaCalendar(),
    categories: ['heating', 'road', 'unclear'].map((code) => ({ code, label: code, group: '测试' })),
    rules: SYSTEMS.flatMap(({ rules }) => rules as readonly RuleTable[]),
    dispatch,
    unitOfTemplate: (template, place) => {
      const [name, level] = template.split('@');
      if (level !== 'district') return template;
      const district = place?.split('/')[2];
      return district ? `${district}-${name}` : null;
    },
  };
}

export type TestCity = {
  readonly db: TestDatabase;
  readonly acting: LiveCity;
  readonly keys: CityKeys;
  /** Sets the clock to a time of the city and fires what is due on the way there. */
  at(time: string): Promise<void>;
  /** Sets the clock and fires nothing: a runner that is behind. */
  setClock(time: string): void;
  open(input: Record<string, unknown>, by?: string): Promise<Acted>;
  /** Takes a verb as a post (or `reporter`, `system`); returns the result. */
  act(id: string, by: string, verb: string, input?: Record<string, unknown>): Promise<Result<Acted>>;
  /** As `act`, but a refusal is a failure of the test. */
  must(id: string, by: string, verb: string, input?: Record<string, unknown>): Promise<CaseState>;
  state(id: string): Promise<CaseState>;
  close(): Promise<void>;
};

export async function openTestCity(): Promise<TestCity> {
  const db = await openTestDatabase();
  const key = () => generateKeySync('hmac', { length: 256 });
  const keys: CityKeys = { current: 'k1', values: { k1: key() }, index: key() };
  const start = parseInstant('2025-09-26T16:40', chinaCalendar().zone) ?? new Date(0);
  const clock = movingClock(start);
  await db.writer.query('select found_city($1, $2, $3, $4)', [TEST_CITY, 'test', 'Asia/Shanghai', start]);
  const runtime = buildRuntime(testData(), {
    pools: { reader: db.reader, writer: db.writer },
    keys,
    clock,
    bindings: BINDINGS,
  });
  const acting: LiveCity = { runtime, nextNumber: numberGiver(runtime), shapes: [], reload: async () => undefined };
  const actorOf = (by: string, id: string) => {
    if (by === 'reporter') return reporterOf(runtime, id).actor;
    if (by === 'anyone') return anyone(runtime).actor;
    const viewer = by === 'system' ? platform(runtime) : viewerOfPost(runtime, by);
    if (!viewer) throw new Error(`the test city has no post ${by}`);
    return viewer.actor;
  };
  const act: TestCity['act'] = (id, by, verb, input = {}) =>
    actOnCase(acting, { id, verb, input, actor: actorOf(by, id) });
  return {
    db,
    acting,
    keys,
    act,
    at: async (time) => {
      const moment = parseInstant(time, chinaCalendar().zone);
      if (!moment) throw new Error(`${time} is no time`);
      clock.set(moment);
      await fireTimers(acting);
    },
    setClock: (time) => clock.set(parseInstant(time, chinaCalendar().zone) ?? start),
    open: async (input, by = 'operator') => {
      const given = { title: '测试诉求', originalText: '内容', kind: 'help', category: 'unclear', ...input };
      const opening = { channel: 'phone' };
      const actor = actorOf(by, '');
      const opened = await openCase(acting, {
        definition: 'hotline.request',
        verb: 'open',
        input: given,
        actor,
        opening,
      });
      if (!opened.ok) throw new Error(`not opened: ${JSON.stringify(opened)}`);
      return opened.value;
    },
    must: async (id, by, verb, input) => {
      const acted = await act(id, by, verb, input);
      if (!acted.ok) throw new Error(`${verb} by ${by} was refused: ${JSON.stringify(acted)}`);
      return acted.value.state;
    },
    state: async (id) => {
      const loaded = await loadCase(runtime, id);
      if (!loaded) throw new Error(`no case ${id}`);
      return loaded.state;
    },
    close: () => db.close(),
  };
}

/** A deadline's newest running, with its due moment in the city's own time. */
export function clockOf(city: TestCity, state: CaseState, name: string) {
  const one = state.deadlines.findLast((each) => each.name === name);
  if (!one) throw new Error(`${name} was never started`);
  return { ...one, local: city.acting.runtime.localTime(one.due).slice(0, 16) };
}
