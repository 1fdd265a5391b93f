import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadScope } from '@huying/kernel/access/scope';
import { systemClock } from '@huying/kernel/clock/now';
import { zoneOf } from '@huying/kernel/clock/zone';
import { followOnce } from '@huying/kernel/search/follow';
import { marksOf } from '@huying/kernel/search/marks';
import { searchCases } from '@huying/kernel/search/query';
import { newId } from '@huying/kernel/store/id';
import { placeOfValue, sealValue } from '@huying/kernel/store/private';
import { actingFor, type LiveCity } from '@huying/server/cities';
import { openDeployment } from '@huying/server/deployment';
import { replayCity } from '@huying/server/replay';
import { followingOf, searchFrameOf } from '@huying/server/search';
import { viewerOfPost } from '@huying/server/sessions';
import pg from 'pg';
import type { Bench, BenchRow } from './report.ts';

const TEXTS = Number(process.env.HUYING_BENCH_TEXTS ?? '1000000');
const BATCH = 5_000;
const YEAR_MS = 365 * 24 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
/** How often each query is asked; the first one warms up and does not count. */
const TIMES = 9;
const QUERIES = ['暖气', '停水', '乌达', '乌达 停水', '滨河小区三号楼', '没有这个词'] as const;
const FOLLOWED = 3_000;

/** Parts of sentences with the skew of a city: 乌达 in a fifth of the texts, 暖气 in 5 %, 停水 in 2 %. */
const PLACES = ['乌达区', '海勃湾区', '海勃湾区', '海勃湾区', '海南区'] as const;
const ESTATES = ['滨河小区', '新华街', '凤凰岭', '五虎山', '巴音赛', '梁家沟', '三道坎', '苏海图', '公乌素', '拉僧庙'];
const MATTERS = [
  ['家里暖气一直不热', 5],
  ['从早上开始停水', 2],
  ['路灯坏了好几盏', 12],
  ['垃圾没有人清运', 14],
  ['车辆占用消防通道', 13],
  ['工地夜间施工扰民', 12],
  ['拖欠工资不发', 8],
  ['电梯经常停运', 10],
  ['公交车等了很久', 9],
  ['下水道堵塞污水外溢', 15],
] as const;
const ENDS = ['请尽快处理。', '已经反映多次没有结果。', '希望有关部门核实。', '家里有老人和孩子。'];

/** Search among a million texts, and how quickly new ones are found. */
export async function searchBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'huying-bench-'));
  chmodSync(folder, 0o755);
  const deployment = await openDeployment(configOf(folder), () => undefined);
  try {
    const acting = await actingFor('wuhai', deployment, systemClock);
    if (!acting || !deployment.engine) throw new Error('no city');
    const url = new URL(deployment.engine.superuserUrl);
    url.pathname = '/huying';
    const owner = new pg.Client({ connectionString: url.toString() });
    await owner.connect();
    const laid = await lay(acting, owner);
    const rows: BenchRow[] = [];
    for (const [who, post] of [
      ['centre', 'wh-centre.operator-1'],
      ['a street', 'wh-hbw-s01.clerk'],
    ] as const) {
      const scope = viewerOfPost(acting.runtime, post)?.scope;
      if (!scope) throw new Error(`no post ${post}`);
      for (const words of QUERIES) rows.push(await timed(acting, scope, who, words));
    }
    rows.push(...(await followed(acting)));
    await owner.end();
    return { title: 'Search', data: `${TEXTS} texts, laid in ${laid.toFixed(0)} s`, rows };
  } finally {
    await deployment.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const configOf = (dataDir: string) => ({
  host: '127.0.0.1',
  port: 0,
  dataDir,
  databaseUrl: null,
  cities: ['wuhai'],
  city: 'wuhai',
  logLevel: 'silent',
  smtp: null,
  allowedNetworks: [],
  trustedProxies: [],
});

function textOf(n: number): string {
  const pick = <T>(from: readonly T[], salt: number): T => from[(Math.imul(n + 1, salt) >>> 8) % from.length] as T;
  let share = (Math.imul(n + 7, 2_654_435_761) >>> 8) % 100;
  const matter = MATTERS.find(([, weight]) => {
    share -= weight;
    return share < 0;
  });
  const number = `${['一', '二', '三', '四', '五', '六'][n % 6]}号楼`;
  const where = `${pick(PLACES, 2_246_822_519)}${pick(ESTATES, 3_266_489_917)}`;
  return `${where}${number}${matter?.[0] ?? ''}，${pick(ENDS, 668_265_263)}`;
}

/** Rows as the platform writes them, as far as a search looks at them; indexes of tokens afterwards. */
async function lay({ runtime }: LiveCity, owner: pg.Client): Promise<number> {
  const began = performance.now();
  const { tokeniser } = searchFrameOf(runtime);
  const zone = zoneOf(runtime.zone);
  const streets = ['/wh/hbw/hbw.s01/', '/wh/hbw/hbw.s02/', '/wh/wd/wd.s01/', '/wh/hn/hn.s01/'];
  const street = viewerOfPost(runtime, 'wh-hbw-s01.clerk')?.scope.place ?? streets[0];
  const paths = [street ?? '', ...Array.from({ length: 21 }, (_, at) => `/wh/other/s${at}/`)];
  const { definition } = [...runtime.bindings.values()][0] as { definition: { code: string } };
  await owner.query('drop index search_text_by_token');
  await owner.query("set session_replication_role = 'replica'; set synchronous_commit = off");
  const end = runtime.now().getTime();
  for (let from = 0; from < TEXTS; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, TEXTS - from) }, (_, at) => {
      const n = from + at;
      const id = newId();
      const openedAt = new Date(end - YEAR_MS + (YEAR_MS * n) / TEXTS);
      const text = textOf(n);
      const path = paths[(Math.imul(n + 3, 374_761_393) >>> 8) % paths.length] ?? '';
      const sealed = sealValue(runtime.keys, placeOfValue(runtime.city, 'case', id, 1, 'title'), text);
      const scopes = [
        { axis: 'handler', path: runtime.centre },
        { axis: 'place', path },
      ];
      return {
        id,
        n,
        opened_at: openedAt.toISOString(),
        path,
        words: tokeniser.ofText(text),
        marks: marksOf(scopes, openedAt, zone).map(tokeniser.number),
        salt: sealed.salt.toString('hex'),
        value: sealed.value.toString('base64'),
        key_id: sealed.keyId,
      };
    });
    await owner.query(INSERT, [runtime.city, definition.code, runtime.centre, JSON.stringify(rows)]);
  }
  await owner.query('create index search_text_by_token on search_text using gin (words, centre_words, marks)');
  await owner.query('analyze');
  return (performance.now() - began) / 1000;
}

const INSERT = `with r as materialized (
    select * from jsonb_to_recordset($4::jsonb) as r (id uuid, n integer, opened_at timestamptz, path text,
      words integer[], marks integer[], salt text, value text, key_id text)
  ), c as (
    insert into cases (city, id, definition, version, number, state, final, owner, chain, place, channel, opened_at,
      last_at, etag, data, marks, deadlines)
    select $1, id, $2, 1, 'B-' || n, 'received', false, 'post:dispatcher', '{}', path, 'phone', opened_at, opened_at, 1,
      '{}', '{}', '{"all":[],"sealed":{"title":1}}' from r
  ), s as (
    insert into case_scope (city, case_id, axis, path, allowed, since)
    select $1, id, 'handler', $3, 'act', opened_at from r union all
    select $1, id, 'place', path, 'read', opened_at from r
  ), v as (
    insert into private_value (city, kind, id, seq, field, class, salt, value, key_id)
    select $1, 'case', id, 1, 'title', 'personal', decode(salt, 'hex'), decode(value, 'base64'), key_id from r
  )
  insert into search_text (city, id, opened_at, words, centre_words, marks)
  select $1, id, opened_at, words, words, marks from r`;

async function timed({ runtime }: LiveCity, scope: ReadScope, who: string, words: string): Promise<BenchRow> {
  const frame = searchFrameOf(runtime);
  const times: number[] = [];
  let hits = 0;
  for (let time = 0; time <= TIMES; time += 1) {
    const began = performance.now();
    const page = await searchCases(frame, { words, scope, limit: 50, now: runtime.now() });
    if (time > 0) times.push(performance.now() - began);
    hits = page.ok ? page.value.ids.length : -1;
  }
  const median = times.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
  const worst = Math.max(...times);
  return {
    what: `${who}: ${words} (${hits} on the first page)`,
    value: `${median.toFixed(0)} / ${worst.toFixed(0)} ms`,
    bar: 'worst < 100 ms',
    holds: worst < 100,
  };
}

/** Real cases, laid into the index by the follower alone: cases a second, and the lag that follows at 500 intakes/s. */
async function followed(acting: LiveCity): Promise<readonly BenchRow[]> {
  const { runtime } = acting;
  const to = runtime.now();
  await replayCity({
    acting,
    requests: FOLLOWED,
    seed: 11,
    from: new Date(to.getTime() - DAY_MS),
    to,
    singlySeconds: 0,
    progress: () => undefined,
  });
  const following = followingOf(runtime);
  const began = performance.now();
  let cases = 0;
  for (;;) {
    const round = await followOnce(following);
    cases += round.cases;
    if (!round.more) break;
  }
  const perSecond = cases / ((performance.now() - began) / 1000);
  return [
    {
      what: 'cases that the follower lays a second',
      value: perSecond.toFixed(0),
      bar: '>= 500',
      holds: perSecond >= 500,
    },
  ];
}
