import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@huying/kernel/clock/now';
import { openCase } from '@huying/server/act';
import { actingFor, type LiveCity } from '@huying/server/cities';
import type { Config } from '@huying/server/config';
import { openDeployment } from '@huying/server/deployment';
import { newToken, openSession, viewerOfPost } from '@huying/server/sessions';
import autocannon from 'autocannon';
import type { Bench } from './report.ts';

const SECONDS = Number(process.env.HUYING_BENCH_SECONDS ?? '10');
const WARM_UP_SECONDS = 3;
const CONNECTIONS = 32;
const PORT = 18_080;
const BATCHES = 20_000;

/** Intake over HTTP, everything included, beside the same statements sent by a bare driver loop in the same run. */
export async function intakeBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'huying-bench-'));
  chmodSync(folder, 0o755);
  const config: Config = {
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
    await answers(`http://127.0.0.1:${PORT}/readyz`);
    const acting = await actingFor('wuhai', deployment, systemClock);
    if (!acting) throw new Error('no city');
    const token = newToken();
    await openSession(acting.runtime, token, 'wh-centre.operator-1', 1);
    await load(token, WARM_UP_SECONDS);
    const http = await load(token, SECONDS);
    server.kill('SIGKILL');
    const batches = await recordBatches(acting);
    const bare = await bareLoop(acting.runtime.pools.writer, batches);
    const perSecond = http.requests.average;
    const ratio = perSecond / bare;
    return {
      title: `Intake over HTTP, ${CONNECTIONS} connections, ${SECONDS} s`,
      data: `${http['2xx']} cases written, ${http.non2xx} refused, ${http.errors} errors`,
      rows: [
        { what: 'intakes a second', value: perSecond.toFixed(0), bar: '>= 1500/s', holds: perSecond >= 1500 },
        { what: 'p50', value: `${http.latency.p50} ms` },
        { what: 'p99', value: `${http.latency.p99} ms`, bar: '< 50 ms', holds: http.latency.p99 < 50 },
        { what: 'the same statements by a bare driver loop, a second', value: bare.toFixed(0) },
        { what: 'ratio', value: `${(ratio * 100).toFixed(1)} %`, bar: '>= 40 %', holds: ratio >= 0.4 },
        {
          what: 'refused or failed',
          value: String(http.non2xx + http.errors),
          bar: '0',
          holds: http.non2xx + http.errors === 0,
        },
      ],
    };
  } finally {
    server.kill('SIGKILL');
    await deployment.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startServer(folder: string): ChildProcess {
  return spawn(process.execPath, ['server/main.ts', 'start', '--no-demo'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, DATA_DIR: folder, PORT: String(PORT), LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function answers(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} does not answer`);
}

/** A position somewhere in the city, a telephone of its own, one of several categories: no two requests are alike. */
function body(n: number): Record<string, unknown> {
  const categories = ['housing.heating', 'housing.property', 'environment.noise', 'labour.wages', 'transport.bus'];
  return {
    title: `家中暖气不热 ${n}`,
    text: `从昨天晚上开始家里暖气一直不热，室内只有十五度，家里有老人和孩子，请尽快派人来处理。编号 ${n}`,
    kind: 'help',
    category: categories[n % categories.length],
    position: { lat: 39.64 + (n % 97) / 2000, lng: 106.79 + (n % 89) / 3000, crs: 'wgs84' },
    telephone: `1380${String(n % 10_000_000).padStart(7, '0')}`,
    name: '王女士',
    channel: 'phone',
  };
}

function load(token: string, seconds: number): Promise<autocannon.Result> {
  let n = 0;
  return autocannon({
    url: `http://127.0.0.1:${PORT}`,
    connections: CONNECTIONS,
    duration: seconds,
    requests: [
      {
        method: 'POST',
        path: '/api/v1/cases/hotline.request',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        setupRequest: (request) => {
          n += 1;
          return { ...request, body: JSON.stringify(body(n)) };
        },
      },
    ],
  });
}

/** The batches that intakes make, caught at the door of the database instead of being written. */
async function recordBatches(acting: LiveCity): Promise<readonly string[]> {
  const texts: string[] = [];
  const { runtime } = acting;
  const actor = viewerOfPost(runtime, 'wh-centre.operator-1')?.actor;
  if (!actor) throw new Error('no operator');
  const { writer } = runtime.pools;
  const recorder = {
    query: async (config: { text: string; values: unknown[] }) => {
      if (!config.text.includes('commit_batch')) return writer.query(config);
      texts.push(String(config.values[0]));
      return { rows: [{ answer: { ok: true } }] };
    },
  };
  const recording = {
    ...acting,
    runtime: { ...runtime, pools: { ...runtime.pools, writer: recorder as unknown as typeof writer } },
  };
  for (let n = 0; n < BATCHES; n += 1) {
    const { title, text, kind, category, position, telephone, name } = body(n);
    const input = { title, originalText: text, kind, category, position, reporterPhone: telephone, reporterName: name };
    await openCase(recording, {
      definition: 'hotline.request',
      verb: 'open',
      input,
      actor,
      opening: { channel: 'phone' },
    });
  }
  return texts;
}

/** What the database itself takes: the same calls, no HTTP, no decision. */
async function bareLoop(
  writer: { query(config: object): Promise<unknown> },
  batches: readonly string[],
): Promise<number> {
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    for (let at = next++; at < batches.length; at = next++) {
      await writer.query({
        name: 'commit_batch',
        text: 'select commit_batch($1::jsonb) as answer',
        values: [batches[at]],
      });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  return batches.length / ((performance.now() - began) / 1000);
}
