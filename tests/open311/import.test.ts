import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importCases } from '../../server/import/import-cases.ts';
import { readImportMap } from '../../server/import/import-map.ts';
import { openTable } from '../../server/import/read-table.ts';
import { type NamedCity, openNamedCity } from '../support/named-city.ts';
import { scaled } from '../support/scale.ts';
import { appOf, headersOf } from '../support/test-app.ts';

/**
 * 10,000 cases of another service as history, read back by a client that knows nothing but Open311 and the file.
 * Needs ../shared/data; said to be skipped where it is absent.
 */
const CASES = new URL('../../../shared/data/cases311/sf-cases.csv', import.meta.url);
const MAP = new URL('../../city/sf/cases-map.json', import.meta.url).pathname;
const DAY_MS = 86_400_000;

let city: NamedCity;
let app: FastifyInstance;
const folder = mkdtempSync(join(tmpdir(), 'huying-import-'));

beforeAll(async () => {
  city = await openNamedCity('sf', '2026-01-15T12:00:00-08:00');
  app = appOf(city);
}, 60_000);

afterAll(async () => {
  await app.close();
  await city.close();
  rmSync(folder, { recursive: true });
});

async function runImport(file: string) {
  const map = readImportMap(MAP);
  if (!map.ok) throw new Error(JSON.stringify(map));
  const rejected: string[] = [];
  const report = await importCases({
    acting: city.acting,
    map: map.value,
    table: await openTable(file),
    dryRun: false,
    reject: (row, refusal) => rejected.push(`${row.row} ${refusal.code} ${refusal.field ?? ''}`),
    progress: () => undefined,
  });
  if (!report.ok) throw new Error(JSON.stringify(report));
  return { ...report.value, rejectedRows: rejected };
}

type Row = Readonly<Record<string, string>>;
type Answer = Readonly<Record<string, string | number | null>>;

const read = async (path: string): Promise<readonly Answer[]> => {
  const answer = await app.inject({ url: `/open311/v2/${path}` });
  expect(answer.statusCode, path).toBe(200);
  return answer.json();
};

/** All requests, in windows of 90 days, as the specification lets a client ask. */
async function readAll(): Promise<ReadonlyMap<string, Answer>> {
  const all = new Map<string, Answer>();
  const end = Date.parse('2017-01-01T00:00:00Z');
  for (let from = Date.parse('2008-06-01T00:00:00Z'); from < end; from += 90 * DAY_MS) {
    const [start_date, end_date] = [from, from + 90 * DAY_MS].map((at) => new Date(at).toISOString());
    const page = await read(`requests.json?start_date=${start_date}&end_date=${end_date}`);
    expect(page.length, 'a window holds less than the limit of an answer').toBeLessThan(1000);
    for (const one of page) all.set(String(one.service_request_id), one);
  }
  return all;
}

/** The instant of a local time of San Francisco, by the platform's own calendar: the first one where it occurs twice. */
function instantOf(local: string): number {
  const utc = Date.parse(`${local.replace(' ', 'T')}Z`);
  const shown = (at: number) =>
    new Date(at).toLocaleString('sv-SE', { timeZone: 'America/Los_Angeles', hourCycle: 'h23' });
  const fits = [7, 8].map((hours) => utc + hours * 3_600_000).filter((at) => shown(at) === local);
  return Math.min(...fits);
}

const none = (value: string | number | null | undefined) =>
  value === null || value === undefined ? '' : String(value);

function differences(row: Row, answer: Answer | undefined, groups: ReadonlyMap<string, string>): readonly string[] {
  if (!answer) return [`${row.case_id} is missing`];
  const pairs: readonly (readonly [string, string | number, string | number])[] = [
    ['status', row.status ?? '', none(answer.status)],
    ['status_notes', row.status_notes ?? '', none(answer.status_notes)],
    ['service_name', row.request_type ?? '', none(answer.service_name)],
    ['group', row.category ?? '', groups.get(none(answer.service_code)) ?? ''],
    ['agency_responsible', row.agency ?? '', none(answer.agency_responsible)],
    ['description', row.details ?? '', none(answer.description)],
    ['address', row.address ?? '', none(answer.address)],
    ['lat', row.lat ? Number(row.lat) : '', answer.lat ?? ''],
    ['long', row.lng ? Number(row.lng) : '', answer.long ?? ''],
    ['requested_datetime', instantOf(row.opened ?? ''), Date.parse(none(answer.requested_datetime))],
    ['updated_datetime', instantOf(row.updated ?? ''), Date.parse(none(answer.updated_datetime))],
  ];
  return pairs.flatMap(([name, wanted, got]) => (wanted === got ? [] : [`${row.case_id} ${name}: ${wanted} / ${got}`]));
}

test.skipIf(!existsSync(CASES))(
  'the sample comes in as history and comes back equal in every field (needs ../shared/data)',
  { timeout: 180_000 },
  async () => {
    const rows: readonly Row[] = parse(readFileSync(CASES), { columns: true });
    const first = await runImport(CASES.pathname);
    console.info(`import: ${JSON.stringify(first)}`);
    expect(first.rejectedRows).toEqual([]);
    expect([first.rows, first.imported, first.already, first.rejected]).toEqual([10_000, 10_000, 0, 0]);
    expect(first.flagged.closedBeforeOpened).toBe(129);
    expect([first.empty.lat, first.empty.lng]).toEqual([24, 24]);

    const services = await read('services.json');
    const groups = new Map(services.map(({ service_code, group }) => [none(service_code), none(group)]));
    const back = await readAll();
    expect(back.size).toBe(10_000);
    const different = rows.flatMap((row) => differences(row, back.get(row.case_id ?? ''), groups));
    expect(different.slice(0, 5)).toEqual([]);

    const second = await runImport(CASES.pathname);
    expect([second.imported, second.already]).toEqual([0, 10_000]);
    const counted = await city.query<{ n: number; starts: number; told: number }>(
      `select (select count(*)::integer from cases where city = 'sf') as n,
         (select count(*)::integer from timer where city = 'sf') as starts,
         (select count(*)::integer from outbox where city = 'sf') as told`,
    );
    expect(counted).toEqual([{ n: 10_000, starts: 0, told: 0 }]);
  },
);

test.skipIf(!existsSync(CASES))(
  'cases of the sample can be posted through Open311 itself with the fields that it has (needs ../shared/data)',
  { timeout: 120_000 },
  async () => {
    const rows: readonly Row[] = parse(readFileSync(CASES), { columns: true });
    const services = await read('services.json');
    const codes = new Map(services.map((one) => [`${one.group}/${one.service_name}`, none(one.service_code)]));
    const headers = await headersOf(city, 'sf-311.operator');
    const posted = rows.filter(({ lat }) => lat).slice(0, scaled(1000));
    for (const row of posted) {
      const form = new URLSearchParams({
        service_code: codes.get(`${row.category}/${row.request_type}`) ?? '',
        lat: row.lat ?? '',
        long: row.lng ?? '',
        address_string: row.address ?? '',
        description: row.details ?? '',
      });
      const answer = await app.inject({
        method: 'POST',
        url: '/open311/v2/requests.json',
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
        payload: form.toString(),
      });
      expect(answer.statusCode, answer.body).toBe(201);
      const [{ service_request_id: id }] = answer.json();
      const [shown] = await read(`requests/${id}.json`);
      expect([shown?.status, shown?.service_name]).toEqual(['open', row.request_type]);
    }
    console.info(`posted through Open311: ${posted.length}`);
  },
);

test.skipIf(!existsSync(CASES))('half a file imports its whole rows and says which one is broken', async () => {
  const file = join(folder, 'half.csv');
  const text = readFileSync(CASES, 'utf8').split('\n').slice(0, 5).join('\n');
  writeFileSync(file, text.slice(0, text.lastIndexOf('"')));
  const report = await runImport(file);
  expect(report.rejectedRows).toHaveLength(1);
  expect(report.rejectedRows[0]).toMatch(/import\.row-(broken|cells)/);
});

test('an imported case that was open waits for a dispatcher, who starts its clocks', async () => {
  const open = await city.query<{ id: string; state: string }>(
    "select id, state from cases where city = 'sf' and not final and state = 'carriedOver' limit 1",
  );
  const [one] = open;
  if (!one) return;
  const headers = await headersOf(city, 'sf-311.dispatcher');
  const answer = await app.inject({ method: 'POST', url: `/api/v1/cases/${one.id}/takeOver`, headers, payload: {} });
  expect(answer.statusCode, answer.body).toBe(200);
  const view = answer.json();
  expect(view.state.code).toBe('received');
  expect(view.deadlines.map(({ name }: { name: string }) => name)).toContain('citizen');
});
