import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@huying/kernel/clock/now';
import { actingFor, type LiveCity } from '@huying/server/cities';
import { openDeployment } from '@huying/server/deployment';
import { replayCity } from '@huying/server/replay';
import { newToken, openSession } from '@huying/server/sessions';
import type { Bench, BenchRow } from './report.ts';

const CLIENTS = 16;
const SECONDS = 20;
const WARM_UP_SECONDS = 5;
const PORT = 18_081;
/** Cases that lie there at the second measurement, told by the replay. */
const CASES = Number(process.env.HUYING_BENCH_CASES ?? '100000');
const YEAR_MS = 365 * 24 * 3_600_000;

type Tokens = { readonly operator: string; readonly dispatcher: string; readonly clerk: string };
type Measured = { readonly perSecond: number; readonly failed: number; readonly p99: number };

/** A whole life over HTTP: asked, dispatched, signed, contacted, answered, read by its number, and the unit's list. */
export async function lifecycleBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'huying-bench-'));
  chmodSync(folder, 0o755);
  const config = {
    host: '127.0.0.1',
    port: PORT,
    dataDir: folder,
    databaseUrl: null,
    cities: ['wuhai'],
    city: 'wuhai',
    logLevel: 'silent',
    smtp: null,
    allowedNetworks: [],
    trustedProxies: [],
  };
  const deployment = await openDeployment(config, () => undefined);
  const server = startServer(folder);
  try {
    await answers();
    const acting = await actingFor('wuhai', deployment, systemClock);
    if (!acting) throw new Error('no city');
    const tokens = await signIn(acting);
    await measure(tokens, WARM_UP_SECONDS);
    const empty = await measure(tokens, SECONDS);
    const to = systemClock.now();
    await replayCity({
      acting,
      requests: CASES,
      seed: 3,
      from: new Date(to.getTime() - YEAR_MS),
      to,
      singlySeconds: 0,
      progress: () => undefined,
    });
    await measure(tokens, WARM_UP_SECONDS);
    const full = await measure(tokens, SECONDS);
    return {
      title: `Lifecycle over HTTP, ${CLIENTS} clients, ${SECONDS} s, no pause`,
      data: `0 and ${CASES} cases laid`,
      rows: [...rowsOf('at 0 cases', empty), ...rowsOf(`at ${CASES} cases`, full), ratioRow(empty, full)],
    };
  } finally {
    server.kill('SIGKILL');
    await deployment.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const rowsOf = (when: string, { perSecond, failed, p99 }: Measured): readonly BenchRow[] => [
  {
    what: `lives a second ${when}`,
    value: perSecond.toFixed(0),
    bar: '>= 300/s',
    holds: perSecond >= 300,
  },
  { what: `p99 of one request ${when}`, value: `${p99.toFixed(0)} ms` },
  { what: `refused or failed ${when}`, value: String(failed), bar: '0', holds: failed === 0 },
];

function ratioRow(empty: Measured, full: Measured): BenchRow {
  const ratio = full.perSecond / empty.perSecond;
  return {
    what: 'of the rate at 0 cases',
    value: `${(ratio * 100).toFixed(0)} %`,
    bar: '>= 90 %',
    holds: ratio >= 0.9,
  };
}

function startServer(folder: string): ChildProcess {
  return spawn(process.execPath, ['server/main.ts', 'start', '--no-demo'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, DATA_DIR: folder, PORT: String(PORT), LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function answers(): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const ok = await send('GET', '/readyz', null, null).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the server does not answer');
}

async function signIn({ runtime }: LiveCity): Promise<Tokens> {
  const open = async (post: string) => {
    const token = newToken();
    await openSession(runtime, token, post, 2);
    return token;
  };
  return {
    operator: await open('wh-centre.operator-1'),
    dispatcher: await open('wh-centre.dispatcher'),
    clerk: await open('wh-hbw-housing.clerk'),
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS * 2 });

function send(method: string, path: string, token: string | null, body: unknown) {
  const text = body === null ? '' : JSON.stringify(body);
  return new Promise<{ status: number; json: Record<string, unknown> }>((done, fail) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: PORT,
        method,
        path,
        agent,
        headers: {
          ...(token ? { authorization: `Bearer ${token}` } : {}),
          ...(text ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } : {}),
        },
      },
      (response) => {
        let got = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          got += chunk;
        });
        response.on('end', () => done({ status: response.statusCode ?? 0, json: got ? JSON.parse(got) : {} }));
      },
    );
    sent.on('error', fail);
    sent.end(text);
  });
}

async function measure(tokens: Tokens, seconds: number): Promise<Measured> {
  const began = performance.now();
  const times: number[] = [];
  let lives = 0;
  let failed = 0;
  let n = 0;
  const client = async () => {
    while (performance.now() - began < seconds * 1000) {
      n += 1;
      if (await live(tokens, n, times)) lives += 1;
      else failed += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const p99 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  return { perSecond: (lives * 1000) / (performance.now() - began), failed, p99 };
}

const contact = { contactChannel: 'phone', dialled: '13800000000', contactResult: 'reached' };
const reply = { result: 'solved', handlingReport: '已到现场处理。', replyToCitizen: '已经处理。' };

async function live({ operator, dispatcher, clerk }: Tokens, n: number, times: number[]): Promise<boolean> {
  const ask = async (method: string, path: string, token: string, body: unknown = null) => {
    const began = performance.now();
    const answer = await send(method, path, token, body);
    times.push(performance.now() - began);
    return answer;
  };
  const opened = await ask('POST', '/api/v1/cases/hotline.request', operator, {
    title: `家中暖气不热 ${n}`,
    text: `从昨天晚上开始家里暖气一直不热，室内只有十五度，请尽快派人来处理。编号 ${n}`,
    kind: 'help',
    // what is urgent goes to a dispatcher
    urgency: 'danger',
    category: 'housing.heating',
    position: { lat: 39.64 + (n % 97) / 2000, lng: 106.79 + (n % 89) / 3000, crs: 'wgs84' },
    telephone: `1380${String(n % 10_000_000).padStart(7, '0')}`,
    channel: 'phone',
  });
  const { id, number } = opened.json;
  const verb = (name: string, token: string, body: unknown) => ask('POST', `/api/v1/cases/${id}/${name}`, token, body);
  const steps = [
    await verb('dispatch', dispatcher, { unit: 'wh-hbw-housing', dispatchReason: '按职责派单' }),
    await verb('sign', clerk, {}),
    await verb('contact', clerk, contact),
    await verb('reply', clerk, reply),
    await ask('GET', `/api/v1/cases/${number}`, operator),
    await ask('GET', '/api/v1/cases?axis=mine&limit=50', clerk),
  ];
  return opened.status === 201 && steps.every(({ status }) => status === 200);
}
