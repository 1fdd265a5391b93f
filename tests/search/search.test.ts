import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followOnce } from '../../kernel/search/follow.ts';
import { viewerOfPost } from '../../server/access/sessions.ts';
import { eraseCase } from '../../server/erase-case.ts';
import { followingOf } from '../../server/search/search-city.ts';
import { appOf, headersOf } from '../support/test-app.ts';
import { openTestCity, TEST_CITY, type TestCity } from '../support/test-city.ts';

let city: TestCity;
let app: FastifyInstance;
beforeAll(async () => {
  city = await openTestCity();
  app = appOf(city);
});
afterAll(async () => {
  await app.close();
  await city.close();
});

/** Follows until everything written so far can be found; a transaction elsewhere on the engine may hold it back. */
async function follow(): Promise<void> {
  const { runtime } = city.acting;
  for (let tries = 0; tries < 500; tries += 1) {
    while ((await followOnce(followingOf(runtime))).more);
    const found = await runtime.pools.writer.query('select search_behind($1, now()) as behind', [TEST_CITY]);
    if (found.rows[0].behind === 0) return;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error('the follower does not come to the end');
}

async function search(post: string, q: string, more = ''): Promise<{ ids: readonly string[]; next: string | null }> {
  const url = `/api/v1/search?q=${encodeURIComponent(q)}${more}`;
  const answer = await app.inject({ url, headers: await headersOf(city, post) });
  expect(answer.statusCode, answer.body).toBe(200);
  const { items, next } = answer.json();
  return { ids: items.map(({ id }: { id: string }) => id), next };
}

const opened = async (originalText: string, more: Record<string, unknown> = {}) => {
  const { state } = await city.open({ originalText, title: '测试', ...more });
  return state.id;
};

describe('what is found', () => {
  test('pairs that stand together, in order, in title, text and address; every word of several', async () => {
    const heating = await opened('乌达区滨河小区暖气不热');
    const water = await opened('滨河小区停水', { title: '乌达停水' });
    const apart = await opened('达到标准，乌云密布');
    await follow();
    expect((await search('operator', '暖气')).ids).toEqual([heating]);
    expect((await search('operator', '乌达')).ids).toEqual([water, heating]);
    expect((await search('operator', '乌达 暖气')).ids).toEqual([heating]);
    expect((await search('operator', '滨河小区')).ids).toEqual([water, heating]);
    expect((await search('operator', '区滨河小区暖')).ids).toEqual([heating]);
    expect((await search('operator', '乌达')).ids).not.toContain(apart);
    expect((await search('operator', '没有这个词')).ids).toEqual([]);
  });

  test('page by page, newest first, none twice and none left out', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      await city.at(`2025-09-${String(1 + n).padStart(2, '0')}T12:00`);
      ids.unshift(await opened('井盖丢失需要更换'));
    }
    await city.at('2025-10-15T12:00');
    await follow();
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { ids: readonly string[]; next: string | null } = await search(
        'operator',
        '井盖丢失',
        `&limit=4${cursor ? `&cursor=${cursor}` : ''}`,
      );
      found.push(...page.ids);
      cursor = page.next;
    } while (cursor);
    expect(found).toEqual(ids);
  });

  test.each([
    ['热', 'search.too-short'],
    ['', 'search.too-short'],
    ['甲乙 丙丁 戊己 庚辛 子丑 寅卯 辰巳 午未 申酉', 'search.too-many-words'],
  ])('“%s” is refused with %s', async (q, code) => {
    const url = `/api/v1/search?q=${encodeURIComponent(q)}`;
    const answer = await app.inject({ url, headers: await headersOf(city, 'operator') });
    expect([answer.statusCode, answer.json().code]).toEqual([422, code]);
  });
});

describe('who finds it', () => {
  test('only those who may see the case, also after it was handed on', async () => {
    const id = await opened('烟囱冒黑烟', { position: { lat: 39.6, lng: 106.8 } });
    await city.must(id, 'dispatcher', 'dispatch', { unit: 'north-housing', dispatchReason: '测试' });
    await follow();
    const finders = async () => {
      const seen: string[] = [];
      for (const post of ['operator', 'north', 'north-housing', 'housing', 'south', 'roads', 'south-housing']) {
        if ((await search(post, '黑烟')).ids.includes(id)) seen.push(post);
      }
      return seen;
    };
    expect(await finders()).toEqual(['operator', 'north', 'north-housing', 'housing']);
    await city.must(id, 'north-housing', 'askReturn', {
      returnReason: 'notOurDuty',
      dutyRow: '目录',
      proposedUnit: 'roads',
    });
    await city.must(id, 'ruler', 'grantReturn');
    await city.must(id, 'dispatcher', 'dispatch', { unit: 'roads', dispatchReason: '改派' });
    await follow();
    // the first receiver and the place go on seeing it, the line of the first unit does not
    expect(await finders()).toEqual(['operator', 'north', 'north-housing', 'roads']);
  });

  test("a whistle-blower's words are found by the centre alone; a unit finds what was written for it", async () => {
    const secret = await opened('举报某局长收受好处费', { kind: 'report' });
    await city.must(secret, 'operator', 'draftText', { textForUnit: '请核查廉政线索。' });
    await city.must(secret, 'operator2', 'confirmText');
    await city.must(secret, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
    await follow();
    expect((await search('operator', '好处费')).ids).toEqual([secret]);
    expect((await search('north', '好处费')).ids).toEqual([]);
    expect((await search('north', '廉政线索')).ids).toEqual([secret]);
  });

  test('an erased text is found no more at once', async () => {
    const erased = await opened('我叫呼斯楞住在西三巷');
    await follow();
    expect((await search('operator', '呼斯楞')).ids).toEqual([erased]);
    const by = viewerOfPost(city.acting.runtime, 'leader')?.actor;
    if (!by) throw new Error('no leader');
    await eraseCase(city.acting, { id: erased, basis: '个人信息保护法第四十七条', by });
    const left = await city.db.owner.query('select from search_text where id = $1', [erased]);
    expect(left.rowCount).toBe(0);
    await follow();
    expect((await search('operator', '呼斯楞')).ids).toEqual([]);
  });
});

test('two followers at once lay everything once and skip nothing', async () => {
  const ids = [];
  for (let n = 0; n < 30; n += 1) ids.push(await opened(`路面塌陷第${n}处`));
  const { runtime } = city.acting;
  await Promise.all(
    [1, 2, 3].map(async () => {
      for (let n = 0; n < 20; n += 1) await followOnce(followingOf(runtime));
    }),
  );
  await follow();
  expect((await search('operator', '路面塌陷', '&limit=100')).ids.toSorted()).toEqual(ids.toSorted());
});
