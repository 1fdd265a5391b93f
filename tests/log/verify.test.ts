import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Anchoring, anchor, fileSigner } from '../../kernel/log/anchor.ts';
import { verifyLog } from '../../kernel/log/verify.ts';
import { platform } from '../../server/access/sessions.ts';
import { checkCaseRows } from '../../server/check-case-rows.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let folder: string;
let anchoring: Anchoring;
let ids: string[];

const verify = () =>
  verifyLog({ ...anchoring, publicKey: anchoring.signer.publicKey }, (client) => checkCaseRows(client, anchoring.city));
const sql = (text: string, ...values: unknown[]) => city.db.owner.query(text, values);

/**
 * A root covers what lies below the oldest running transaction of the whole engine, on which other tests run too: waits
 * until that is everything written so far.
 */
async function anchorAll(at: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = await sql('select pg_snapshot_xmin(pg_current_snapshot()) > max(tx) as settled from event');
    if (found.rows[0].settled) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  await anchor(anchoring, new Date(at));
}

/** Three cases with some life, anchored; a fourth one after the root. */
beforeEach(async () => {
  city = await openTestCity();
  folder = mkdtempSync(join(tmpdir(), 'huying-log-'));
  const { runtime } = city.acting;
  anchoring = {
    city: runtime.city,
    reader: city.db.reader,
    writer: city.db.writer,
    scope: platform(runtime).scope,
    signer: fileSigner(join(folder, 'keys/sign.pem')),
    file: join(folder, 'roots.ndjson'),
  };
  ids = [];
  for (let n = 0; n < 4; n += 1) {
    const { state } = await city.open({ reporterName: '王小明', reporterPhone: '13847312345' });
    await city.must(state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '派' });
    await city.must(state.id, 'north', 'sign');
    ids.push(state.id);
    if (n === 2) await anchorAll('2025-09-26T10:00:00Z');
  }
});
afterEach(async () => {
  await city.close();
  rmSync(folder, { recursive: true, force: true });
});

test('an untouched log verifies, and says how much of it is not yet anchored', async () => {
  expect(await verify()).toEqual({
    ok: true,
    events: 12,
    anchored: 9,
    notYetAnchored: 1,
    firstBroken: null,
    broken: [],
  });
  await anchorAll('2025-09-26T11:00:00Z');
  expect(await verify()).toMatchObject({ ok: true, anchored: 12, notYetAnchored: 0 });
  expect(await anchor(anchoring, new Date('2025-09-26T12:00:00Z'))).toBeNull();
});

/** What somebody with the owner's rights could do, and what must be found. */
const ATTACKS: readonly (readonly [string, () => Promise<unknown>, string])[] = [
  [
    'a changed event',
    () => sql(`update event set body = replace(body, '"north"', '"south"') where id = $1 and seq = 2`, ids[0]),
    'event-changed',
  ],
  ['a deleted event', () => sql('delete from event where id = $1 and seq = 2', ids[0]), 'event-missing'],
  [
    'two swapped events',
    async () => {
      await sql('update event set seq = 99 where id = $1 and seq = 1', ids[0]);
      await sql('update event set seq = 1 where id = $1 and seq = 2', ids[0]);
      await sql('update event set seq = 2 where id = $1 and seq = 99', ids[0]);
    },
    'event-changed',
  ],
  [
    'a changed root',
    () => sql(`update log_root set body = replace(body, '"leaves":3', '"leaves":2')`),
    'root-not-signed',
  ],
  [
    'the last events cut, with stream and row set back',
    async () => {
      await sql('delete from event where id = $1 and seq = 3', ids[0]);
      await sql(
        `update stream set seq = 2, head = (select hash from event e where e.id = stream.id and e.seq = 2)
         where id = $1`,
        ids[0],
      );
      await sql(`update cases set state = 'assigned', etag = 2, marks = marks - 'sign' where id = $1`, ids[0]);
    },
    'event-missing',
  ],
  [
    'a whole case removed',
    async () => {
      for (const table of ['event', 'stream', 'cases', 'private_value'])
        await sql(`delete from ${table} where id = $1`, ids[0]);
    },
    'event-missing',
  ],
  [
    'an event changed and everything after it computed anew',
    async () => {
      await sql(`update event set body = replace(body, '"north"', '"south"') where id = $1 and seq = 2`, ids[0]);
      for (const seq of [2, 3]) {
        await sql(
          `update event e set hash = sha256(b.hash || convert_to(e.body, 'UTF8')) from event b
           where e.id = $1 and e.seq = $2 and b.id = e.id and b.seq = e.seq - 1`,
          ids[0],
          seq,
        );
      }
      await sql('update stream s set head = e.hash from event e where s.id = $1 and e.id = s.id and e.seq = 3', ids[0]);
    },
    'anchored-event-differs',
  ],
  [
    'a row that says something else than its events',
    () => sql(`update cases set state = 'closed' where id = $1`, ids[3]),
    'row-differs',
  ],
  [
    'a root taken away together with its leaves',
    async () => {
      await sql('delete from log_leaf');
      await sql('delete from log_root');
    },
    'root-missing-in-database',
  ],
];

test.each(ATTACKS)('%s is found', async (_name, attack, what) => {
  await attack();
  const found = await verify();
  expect(found.ok).toBe(false);
  expect(found.broken.map((one) => one.what)).toContain(what);
});
