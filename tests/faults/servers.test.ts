import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, intake, type ServerProcess, startServer, tokenOf, waitUntil } from '../support/server-process.ts';

/** Two servers on one database and one data folder, each with its worker; then parts of it are killed one by one. */
let folder: string;
let one: ServerProcess;
let two: ServerProcess;
let token: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-two-'));
  chmodSync(folder, 0o755);
  one = await startServer({ dataDir: folder });
  await one.ready();
  two = await startServer({ dataDir: folder });
  await two.ready();
  token = await tokenOf(folder, 'wh-centre.operator-1');
}, 90_000);

afterAll(async () => {
  await one.end('SIGTERM');
  await two.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

/** The worker among the children of a server; the database is another one. */
function workerOf(server: ServerProcess): number | null {
  const children = spawnSync('ps', ['-o', 'pid=,args=', '--ppid', String(server.child.pid)]).stdout.toString();
  const line = children.split('\n').find((one) => one.endsWith('main.ts work'));
  return line ? Number(line.trim().split(' ')[0]) : null;
}

const read = (base: string, id: string) =>
  fetch(`${base}/api/v1/cases/${id}`, { headers: { authorization: `Bearer ${token}` } }).then(
    (answer) => answer.status,
  );

test('the same intake sent to both at once is one case; numbers of both are never the same', async () => {
  const pairs = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      Promise.all([intake(one.base, token, `same-${n}`), intake(two.base, token, `same-${n}`)]),
    ),
  );
  for (const [first, second] of pairs) expect(first?.id).toBe(second?.id);
  const numbers = new Set(pairs.map(([first]) => first?.number));
  expect(numbers.size).toBe(40);
  const id = pairs[0]?.[0]?.id ?? '';
  expect([await read(one.base, id), await read(two.base, id)]).toEqual([200, 200]);
});

test('a change of a register on one server is taken in by the other', async () => {
  const admin = await tokenOf(folder, 'wh-centre.systemAdmin');
  const answer = await fetch(`${one.base}/api/v1/records/city.category/housing.newest`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
    body: JSON.stringify({ label: '新类别', line: 'housing' }),
  });
  expect(answer.status).toBe(201);
  await waitUntil('the other server knows the category', async () => {
    const services = await fetch(`${two.base}/open311/v2/services.json`).then((one) => one.text());
    return services.includes('housing.newest');
  });
});

test('a worker that was killed is started again', async () => {
  const pid = workerOf(one);
  expect(pid).not.toBeNull();
  process.kill(pid ?? 0, 'SIGKILL');
  await waitUntil('a new worker runs', () => {
    const next = workerOf(one);
    return next !== null && next !== pid;
  });
});

test('a database that was killed is started again by the server, and what was acknowledged is there', async () => {
  const before = await intake(one.base, token, 'before-kill');
  const pidFile = join(folder, 'pg/postmaster.pid');
  const enginePid = () => (existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0);
  const pid = enginePid();
  process.kill(pid, 'SIGKILL');
  // sessions outlive their engine by a moment
  await waitUntil('another engine runs, and what was acknowledged is read on both', async () => {
    if ([0, pid].includes(enginePid())) return false;
    const both = await Promise.all([read(one.base, before?.id ?? ''), read(two.base, before?.id ?? '')]);
    return both.every((status) => status === 200);
  });
  await waitUntil('intakes are taken again', async () => (await intake(two.base, token, 'after-kill')) !== null);
});

test('when one server ends in order the other goes on, and the last one stops the database', async () => {
  await one.end('SIGTERM');
  expect(await intake(two.base, token, 'alone')).not.toBeNull();
  await two.end('SIGTERM');
  expect(() => readFileSync(join(folder, 'pg/postmaster.pid'))).toThrow();
  const verified = await command(folder, ['log', 'verify', '--json']);
  expect(JSON.parse(verified.said.split('\n').find((line) => line.startsWith('{')) ?? '{}')).toMatchObject({
    ok: true,
  });
});
