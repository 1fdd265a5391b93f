import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { command, type ServerProcess, startServer, tokenOf, waitUntil } from '../support/server-process.ts';

/** A whole deployment: what was said, sent, searched and erased, and what is left of it in its folder. */
let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-erase-'));
  chmodSync(folder, 0o755);
  server = await startServer({ dataDir: folder });
  await server.ready();
}, 90_000);
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const NAME = '呼斯楞图雅';
const PHONE = '13947312345';
const PHRASE = '西三巷绿色铁门旁的暖气井';

/** Files under the folder that hold one of the values, as bytes of UTF-8. */
function filesWith(values: readonly string[]): readonly string[] {
  const wanted = values.map((value) => Buffer.from(value));
  const found: string[] = [];
  const walk = (at: string) => {
    for (const name of readdirSync(at)) {
      const path = join(at, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) continue;
      if (stat.isDirectory()) walk(path);
      else if (stat.isFile()) {
        const bytes = readFileSync(path);
        if (wanted.some((value) => bytes.includes(value))) found.push(path.replace(folder, ''));
      }
    }
  };
  walk(folder);
  return found;
}

async function database<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const password = encodeURIComponent(readFileSync(join(folder, 'pg.password'), 'utf8'));
  const client = new pg.Client(`postgresql://postgres:${password}@localhost/huying?host=${folder}/socket`);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('after an erasure no value is in any table, in any file, nor found; and the log verifies', async () => {
  const token = await tokenOf(folder, 'wh-centre.operator-1');
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = await fetch(`${server.base}/api/v1/cases/hotline.request`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      title: `${NAME}反映井盖`,
      text: `${PHRASE}没有盖子`,
      kind: 'help',
      category: 'housing.heating',
      name: NAME,
      telephone: PHONE,
      channel: 'phone',
      position: { lat: 39.66, lng: 106.81, crs: 'wgs84' },
    }),
  });
  const { id, number } = (await asked.json()) as { id: string; number: string };
  const search = async () => {
    const found = await fetch(`${server.base}/api/v1/search?q=${encodeURIComponent('绿色铁门')}`, { headers });
    return ((await found.json()) as { items: { id: string }[] }).items.map((one) => one.id);
  };
  await waitUntil('the text is found', async () => (await search()).includes(id));
  await waitUntil('messages have left', () => {
    const outgoing = join(folder, 'outgoing/wuhai');
    return (
      readdirSync(join(folder)).includes('outgoing') && readdirSync(outgoing).some((name) => name.startsWith('sms'))
    );
  });

  const erased = await command(folder, ['erase', '--number', PHONE, '--basis', '个人信息保护法第四十七条', '--json']);
  expect(erased.code, erased.said).toBe(0);
  expect(JSON.parse(erased.said.split('\n').find((line) => line.startsWith('{')) ?? '{}').cases).toMatchObject([
    { number },
  ]);
  await database(async (client) => {
    await client.query('vacuum');
    await client.query('select pg_switch_wal()');
    await client.query('checkpoint');
    const tables = await client.query<{ name: string }>(
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of tables.rows) {
      const rows = await client.query(`select from ${name} t where t::text ~ $1`, [`${NAME}|${PHONE}|${PHRASE}`]);
      expect(`${name}: ${rows.rowCount}`).toBe(`${name}: 0`);
    }
    const left = await client.query("select from private_value where kind = 'case' and id = $1", [id]);
    expect(left.rowCount).toBe(0);
  });
  expect(filesWith([NAME, PHONE, PHRASE])).toEqual([]);
  expect(await search()).toEqual([]);
  const verified = await command(folder, ['log', 'verify', '--json']);
  expect(verified.said).toContain('"ok":true');
});
