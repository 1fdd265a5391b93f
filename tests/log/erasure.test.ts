import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileSigner } from '../../kernel/log/anchor.ts';
import { verifyLog } from '../../kernel/log/verify.ts';
import { platform, viewerOfPost } from '../../server/access/sessions.ts';
import { checkCaseRows } from '../../server/check-case-rows.ts';
import { eraseCase } from '../../server/erase-case.ts';
import { erasePerson } from '../../server/erase-person.ts';
import { loadCase } from '../../server/load-case.ts';
import { changeRecord, shownRecords } from '../../server/records.ts';
import { REGISTERS } from '../../server/registers.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let folder: string;
beforeAll(async () => {
  city = await openTestCity();
  folder = mkdtempSync(join(tmpdir(), 'huying-erase-'));
});
afterAll(async () => {
  await city.close();
  rmSync(folder, { recursive: true, force: true });
});

const NAME = '呼斯楞图雅';
const PHONE = '13947312345';
const PHRASE = '西三巷绿色铁门旁的暖气井';

/** Every table of the database as text, as a dump would have it. */
async function dump(): Promise<string> {
  const tables = await city.db.owner.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const rows = await city.db.owner.query(`select t::text as line from ${name} t`);
    texts.push(...rows.rows.map((row) => row.line as string));
  }
  return texts.join('\n');
}

test('after erasure the values are nowhere, the chain still verifies, and the case still stands', async () => {
  const { state } = await city.open({
    category: 'heating',
    position: { lat: 39.66, lng: 106.79 },
    reporterName: NAME,
    reporterPhone: PHONE,
    originalText: `${PHRASE}没有盖子`,
  });
  const before = await dump();
  for (const secret of [NAME, PHONE, PHRASE]) expect(before).not.toContain(secret);
  const by = viewerOfPost(city.acting.runtime, 'leader')?.actor;
  if (!by) throw new Error('no leader');
  const values = () => city.db.owner.query('select field from private_value where id = $1', [state.id]);
  expect((await values()).rows.length).toBeGreaterThan(4);
  const receipt = await eraseCase(city.acting, { id: state.id, basis: '个人信息保护法第四十七条', by });
  expect(receipt.ok && receipt.value.erased).toEqual(expect.arrayContaining(['reporterName', 'reporterPhone']));
  expect((await values()).rows).toEqual([]);
  const keys = await city.db.owner.query('select from search_key where id = $1', [state.id]);
  expect(keys.rowCount).toBe(0);
  const loaded = await loadCase(city.acting.runtime, state.id);
  expect([loaded?.opened, loaded?.state.state, loaded?.state.marks.erased?.n]).toEqual([{}, 'assigned', 1]);
  const { runtime } = city.acting;
  const verified = await verifyLog(
    {
      city: runtime.city,
      reader: city.db.reader,
      scope: platform(runtime).scope,
      file: join(folder, 'roots.ndjson'),
      publicKey: fileSigner(join(folder, 'sign.pem')).publicKey,
    },
    (client) => checkCaseRows(client, runtime.city),
  );
  expect(verified).toMatchObject({ ok: true });
  // and it can still be handled
  expect((await city.must(state.id, 'north-housing', 'sign')).state).toBe('working');
});

test('an erasure without a basis is refused; a second one erases nothing more', async () => {
  const { state } = await city.open({ reporterPhone: PHONE });
  const by = viewerOfPost(city.acting.runtime, 'leader')?.actor;
  if (!by) throw new Error('no leader');
  expect(await eraseCase(city.acting, { id: state.id, basis: ' ', by })).toMatchObject({ code: 'case.missing-field' });
  const once = await eraseCase(city.acting, { id: state.id, fields: ['reporterPhone'], basis: '申请', by });
  expect(once.ok && once.value.erased).toEqual(['reporterPhone']);
  const again = await eraseCase(city.acting, { id: state.id, fields: ['reporterPhone'], basis: '申请', by });
  expect(again.ok && again.value.erased).toEqual([]);
});

test('a person is found by the number in every case and register, and nothing of them is left in any table', async () => {
  const number = '13947399887';
  const cases = [];
  for (const title of ['第一件', '第二件']) {
    const { state } = await city.open({ reporterName: NAME, reporterPhone: number, title, originalText: PHRASE });
    cases.push(state);
  }
  const other = await city.open({ reporterName: '别人', reporterPhone: '13947300001' });
  const { runtime } = city.acting;
  const clerk = viewerOfPost(runtime, 'north-community');
  const register = REGISTERS.get('life.craftsman');
  if (!clerk || !register) throw new Error('no clerk or register');
  const values = { name: NAME, trade: 'locks', telephone: '+86 139 4739 9887', consent: true };
  const change = { type: 'register' as const, ownId: 'smith-1', validFrom: '2025-01-01', values };
  expect(await changeRecord(runtime, register, 'smith-1', change, clerk)).toMatchObject({ ok: true });

  const by = clerk.actor;
  const erased = await erasePerson(city.acting, { number: '139-4739-9887', basis: '个人信息保护法第四十七条', by });
  if (!erased.ok) throw new Error(erased.code);
  expect(erased.value.cases.map((one) => one.number).toSorted()).toEqual(cases.map((one) => one.number).toSorted());
  expect(erased.value.records).toMatchObject([{ register: 'life.craftsman', id: 'smith-1' }]);
  const left = await city.db.owner.query('select from private_value where id = any($1)', [cases.map(({ id }) => id)]);
  expect(left.rowCount).toBe(0);
  expect(await shownRecords(runtime, register, { place: null, after: '', limit: 10 })).toMatchObject([
    { id: 'smith-1', trade: 'locks' },
  ]);
  const text = await dump();
  for (const secret of [NAME, number, PHRASE]) expect(text).not.toContain(secret);
  expect((await loadCase(runtime, other.state.id))?.opened.reporterName).toBe('别人');
  const again = await erasePerson(city.acting, { number, basis: '再次申请', by });
  expect(again).toMatchObject({ ok: true, value: { cases: [], records: [] } });
});
