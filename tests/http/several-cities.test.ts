import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServerProcess, startServer } from '../support/server-process.ts';

/** One deployment, two cities in two time zones: each has its own places, numbers and cases. */
let folder: string;
let server: ServerProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'huying-cities-'));
  chmodSync(folder, 0o755);
  server = await startServer({ dataDir: folder, env: { HUYING_CITY: 'wuhai,sf' } });
  await server.ready();
}, 90_000);
afterAll(async () => {
  await server.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const get = (path: string) => fetch(`${server.base}${path}`).then((answer) => answer.text());
const ask = async (path: string, payload: object) => {
  const answer = await fetch(`${server.base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  });
  return (await answer.json()) as { number: string; id: string; openedAt: string };
};

test('a city is named in the path; without a name the first one answers', async () => {
  expect(await get('/open311/v2/services.json')).toContain('供暖不热');
  expect(await get('/c/wuhai/open311/v2/services.json')).toContain('供暖不热');
  expect(await get('/c/sf/open311/v2/services.json')).toContain('Graffiti');
});

test('each city numbers its own cases in its own time, and neither sees those of the other', async () => {
  const request = { title: 'x', text: 'y', kind: 'help', telephone: '13800000001' };
  const here = await ask('/api/v1/cases/hotline.request', { ...request, category: 'housing.heating' });
  const there = await ask('/c/sf/api/v1/cases/hotline.request', { ...request, category: 'graffitiPublicProperty' });
  expect([here.number.split('-')[0], there.number.split('-')[0]]).toEqual(['1503', 'SF']);
  expect(here.openedAt).toMatch(/\+08:00$/);
  expect(there.openedAt).toMatch(/-0[78]:00$/);
  const find = (city: string, number: string) =>
    fetch(`${server.base}/c/${city}/api/v1/cases/${number}?telephone=13800000001`).then(({ status }) => status);
  expect([await find('wuhai', here.number), await find('sf', there.number)]).toEqual([200, 200]);
  expect([await find('sf', here.number), await find('wuhai', there.number)]).toEqual([404, 404]);
});

test('the page of errors has an anchor for the type of a problem', async () => {
  const refused = await fetch(`${server.base}/api/v1/cases/hotline.nothing`, { method: 'POST' });
  const { type } = (await refused.json()) as { type: string };
  const [path = '', anchor = ''] = type.split('#');
  expect(await get(path)).toContain(`id="${anchor}"`);
});
