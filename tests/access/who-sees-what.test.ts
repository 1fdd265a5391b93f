import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInScope } from '../../kernel/access/scope.ts';
import { viewerOfPost } from '../../server/access/sessions.ts';
import { appOf, headersOf } from '../support/test-app.ts';
import { openTestCity, type TestCity } from '../support/test-city.ts';

/**
 * Practice 7: visibility is rows along axes. Twelve posts, eight cases; A acts (is offered a verb), R reads, - sees
 * nothing.
 *
 * cases: 1 waits at the centre (north) · 2 with north-housing · 3 with north, first receiver south · 4 passed down
 * north → north-street → north-community · 5 with roads, happened in the south · 6 with south-housing, co-handled by
 * roads · 7 a whistle-blower's, with north · 8 closed at the centre without a unit (south)
 */
const TABLE = `
  post              1 2 3 4 5 6 7 8
  dispatcher        A A A A A A A R
  operator          A A A A A A A R
  supervisor        A A A A A A A A
  housing           - A - - - A - -
  roads             - - - - A R - -
  north             R A A A - - A -
  north-housing     - A - - - - - -
  north-street      R R - A - - - -
  north-community   R R - A - - - -
  south             - - R - R A - R
  south-housing     - - - - - A - -
  south-street      - - - - R R - R
`;

let city: TestCity;
let app: FastifyInstance;
const cases: string[] = [];
const north = { lat: 39.66, lng: 106.79 };
const south = { lat: 39.4, lng: 106.8 };

async function toUnit(input: Record<string, unknown>, unit: string): Promise<string> {
  const { state } = await city.open(input);
  await city.must(state.id, 'dispatcher', 'dispatch', { unit, dispatchReason: '测试' });
  return state.id;
}

beforeAll(async () => {
  city = await openTestCity();
  app = appOf(city);
  const one = await city.open({ position: north });
  const two = await toUnit({ position: north }, 'north-housing');
  const three = await toUnit({}, 'south');
  const ask = { returnReason: 'notOurDuty', dutyRow: '一', proposedUnit: 'north' };
  await city.must(three, 'south', 'askReturn', ask);
  await city.must(three, 'ruler', 'grantReturn');
  await city.must(three, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '改派' });
  const four = await toUnit({}, 'north');
  await city.must(four, 'north', 'sign');
  await city.must(four, 'north', 'subassign', { unit: 'north-street', instruction: '办' });
  await city.must(four, 'north-street', 'subassign', { unit: 'north-community', instruction: '办' });
  const five = await toUnit({ position: south }, 'roads');
  const six = await toUnit({ position: south }, 'south-housing');
  await city.must(six, 'dispatcher', 'addCoHandlers', { coUnits: ['roads'], task: '配合' });
  const seven = await city.open({ kind: 'report', reporterName: '王小明', reporterPhone: '13847312345' });
  await city.must(seven.state.id, 'operator', 'draftText', { textForUnit: '有人反映违规问题' });
  await city.must(seven.state.id, 'operator2', 'confirmText');
  await city.must(seven.state.id, 'dispatcher', 'dispatch', { unit: 'north', dispatchReason: '测试' });
  const eight = await city.open({ position: south });
  await city.must(eight.state.id, 'operator', 'answerDirectly', { replyToCitizen: '已答复' });
  cases.push(one.state.id, two, three, four, five, six, seven.state.id, eight.state.id);
});
afterAll(async () => {
  await app.close();
  await city.close();
});

const rows = TABLE.trim()
  .split('\n')
  .slice(1)
  .map((line) => line.trim().split(/\s+/))
  .map(([post = '', ...cells]) => ({ post, cells }));

const headersFor = (post: string) => headersOf(city, post);

describe('through the API', () => {
  test.each(rows)('$post sees and may act: $cells', async ({ post, cells }) => {
    const headers = await headersFor(post);
    const seen: string[] = [];
    for (const id of cases) {
      const answer = await app.inject({ url: `/api/v1/cases/${id}`, headers });
      if (answer.statusCode === 404) seen.push('-');
      else {
        const { verbs } = answer.json() as { verbs: { allowed: boolean }[] };
        seen.push(verbs.some((verb) => verb.allowed) ? 'A' : 'R');
      }
    }
    expect(seen.join(' ')).toBe(cells.join(' '));
  });
});

describe('through row security alone, without a where clause', () => {
  test.each(rows)('$post reads $cells', async ({ post, cells }) => {
    const viewer = viewerOfPost(city.acting.runtime, post);
    if (!viewer) throw new Error(`no post ${post}`);
    const found = await readInScope(city.db.reader, viewer.scope, (client) =>
      client.query<{ id: string }>('select id from cases'),
    );
    const ids = new Set(found.rows.map((row) => row.id));
    expect(cases.map((id) => (ids.has(id) ? 'seen' : '-'))).toEqual(cells.map((cell) => (cell === '-' ? '-' : 'seen')));
  });

  test('the reporter of case 7 is in no row that its unit can read: not in a value, not in a list', async () => {
    const viewer = viewerOfPost(city.acting.runtime, 'north');
    if (!viewer) throw new Error('no post north');
    const values = await readInScope(city.db.reader, viewer.scope, (client) =>
      client.query<{ field: string }>('select field from private_value where id = $1', [cases[6]]),
    );
    const fields = values.rows.map((row) => row.field);
    expect(fields).toContain('textForUnit');
    expect(fields).not.toContain('reporterName');
    expect(fields).not.toContain('reporterPhone');
    expect(fields).not.toContain('originalText');
    expect(fields).not.toContain('title');
  });

  test('a reader whose scope was never set sees no case', async () => {
    // a fresh connection knows no scope at all; one that had a scope keeps nothing of it after the transaction
    const read = city.db.reader.query('select id from cases').then(
      (found) => found.rows,
      (error: Error) => error.message,
    );
    expect([[], 'unrecognized configuration parameter "huying.city"']).toContainEqual(await read);
  });
});

test('SC-2: the unit’s payload of a report holds no reporter block, masked or not', async () => {
  const answer = await app.inject({ url: `/api/v1/cases/${cases[6]}`, headers: await headersFor('north') });
  expect(answer.body).not.toContain('王小明');
  expect(answer.body).not.toContain('13847312345');
  const { fields, masked } = answer.json() as { fields: Record<string, unknown>; masked: string[] };
  expect(Object.keys(fields)).not.toContain('reporterName');
  expect(masked).not.toContain('reporterPhone');
  expect(fields.textForUnit).toBe('有人反映违规问题');
});

test('a wrong code, a wrong telephone and an absent number answer alike', async () => {
  const { state } = await city.open({ reporterPhone: '13847312345' }, 'anyone');
  const ask = async (path: string) => {
    const { statusCode, body } = await app.inject({ url: path });
    return [statusCode, body.replaceAll(/1[50]-\d{6}-\d{6}-\d/g, 'N')];
  };
  const wrong = await ask(`/api/v1/cases/${state.number}?code=AAAAAAAAAA`);
  expect(await ask(`/api/v1/cases/${state.number}?telephone=13900000000`)).toEqual(wrong);
  expect(await ask(`/api/v1/cases/${state.number.slice(0, -1)}${(Number(state.number.at(-1)) + 1) % 10}`)).toEqual(
    wrong,
  );
  const right = await app.inject({ url: `/api/v1/cases/${state.number}?telephone=%2B86%20138-4731-2345` });
  expect(right.statusCode).toBe(200);
});
