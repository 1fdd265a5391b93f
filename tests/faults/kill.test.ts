import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scaled } from '../support/scale.ts';
import { waitUntil } from '../support/server-process.ts';

/**
 * Goal: what was acknowledged is there after any kill -9, and nothing else is half there.
 * Method: a real server with its own engine; intakes and dispatches without pause; now the server, now the database is
 * killed; after each restart every acknowledged case is read back, and the whole log is verified.
 */
const ROUNDS = scaled(20);
const root = join(import.meta.dirname, '../..');
let folder: string;
let port: number;
let server: ChildProcess;

const env = () => ({ ...process.env, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'silent' });
const start = () =>
  spawn(process.execPath, ['server/main.ts', 'start', '--no-demo'], { cwd: root, env: env(), stdio: 'ignore' });

async function command(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['server/main.ts', ...args], { cwd: root, env: env() });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
  });
  await new Promise((done) => child.on('exit', done));
  return said;
}

async function ready(): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const ok = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the server did not come back');
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-kill-'));
  // as root the engine runs as another user, who has to reach the folder
  chmodSync(folder, 0o755);
  port = await freePort();
  server = start();
  await ready();
}, 60_000);

afterAll(async () => {
  const gone = new Promise((done) => server.on('exit', done));
  server.kill('SIGTERM');
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const enginePid = (): number => {
  const file = join(folder, 'pg/postmaster.pid');
  return Number(readFileSync(file, 'utf8').split('\n')[0]);
};

type Acknowledged = { readonly id: string; readonly key: string };

async function hammer(token: string, until: { stop: boolean }, acknowledged: Acknowledged[]): Promise<void> {
  for (let n = 0; !until.stop; n += 1) {
    const key = `${performance.now()}-${n}`;
    const sent = await fetch(`http://127.0.0.1:${port}/api/v1/cases/hotline.request`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({
        title: '停水',
        text: '小区停水',
        kind: 'help',
        category: 'housing',
        channel: 'phone',
        telephone: '13800000001',
      }),
    }).catch(() => null);
    const body = sent?.ok ? ((await sent.json().catch(() => null)) as { id: string } | null) : null;
    if (body) acknowledged.push({ id: body.id, key });
    else await new Promise((done) => setTimeout(done, 20));
  }
}

/** Every message that left, whenever its runner was killed, is one of a committed event, and no message left twice. */
async function onlyCommitted(): Promise<void> {
  const outgoing = join(folder, 'outgoing/wuhai');
  await waitUntil('messages have left', () => existsSync(outgoing) && readdirSync(outgoing).length > 0);
  const lines = readdirSync(outgoing).flatMap((name) => readFileSync(join(outgoing, name), 'utf8').trim().split('\n'));
  const sent = lines.map((line) => JSON.parse(line) as { id: string; about: { id: string; seq: number } });
  expect(sent.length).toBeGreaterThan(0);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
  const password = encodeURIComponent(readFileSync(join(folder, 'pg.password'), 'utf8'));
  const client = new pg.Client(`postgresql://postgres:${password}@localhost/huying?host=${folder}/socket`);
  await client.connect();
  const found = await client.query(
    `select from jsonb_to_recordset($1) as m (id uuid, seq integer)
     join event e on e.city = 'wuhai' and e.kind = 'case' and e.id = m.id and e.seq = m.seq`,
    [JSON.stringify(sent.map(({ about }) => about))],
  );
  await client.end();
  expect(found.rowCount).toBe(sent.length);
  console.info(`${sent.length} messages left, each of a committed event`);
}

test(`after ${ROUNDS} kills of server and database every acknowledged case is there, once`, async () => {
  const posts = JSON.parse(await command('demo', '--json', '--post', 'wh-centre.operator-1')) as { token: string }[];
  const token = posts[0]?.token ?? '';
  const acknowledged: Acknowledged[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const until = { stop: false };
    const load = Promise.all(Array.from({ length: 4 }, () => hammer(token, until, acknowledged)));
    await new Promise((done) => setTimeout(done, 400));
    if (round % 2 === 0) {
      const gone = new Promise((done) => server.on('exit', done));
      server.kill('SIGKILL');
      await gone;
      server = start();
    } else {
      process.kill(enginePid(), 'SIGKILL');
      await new Promise((done) => setTimeout(done, 300));
      const gone = new Promise((done) => server.on('exit', done));
      server.kill('SIGKILL');
      await gone;
      server = start();
    }
    await ready();
    until.stop = true;
    await load;
  }
  expect(acknowledged.length).toBeGreaterThan(ROUNDS * 5);
  const headers = { authorization: `Bearer ${token}` };
  for (const { id } of acknowledged) {
    const found = await fetch(`http://127.0.0.1:${port}/api/v1/cases/${id}`, { headers });
    expect(`${id} ${found.status}`).toBe(`${id} 200`);
  }
  await onlyCommitted();
  // a kill between database and file leaves a root that the next round writes out
  await command('log', 'anchor');
  const verified = JSON.parse(await command('log', 'verify', '--json')) as { ok: boolean; events: number };
  expect(verified).toMatchObject({ ok: true, broken: [] });
  expect(verified.events).toBeGreaterThanOrEqual(acknowledged.length);
}, 300_000);
