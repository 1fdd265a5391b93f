import { existsSync, readFileSync } from 'node:fs';
import { buildLocator } from '@huying/kernel/place/locate';
import { buildPlaceTree, checkPlaces } from '@huying/kernel/place/place';
import { chooseRow } from '@huying/kernel/rule/table';
import { expect, test } from 'vitest';
import { checkUnits } from '../../kernel/party/check-units.ts';
import { agencyFinder, cityOfSanFrancisco, neighbourhoodFinder } from './city.ts';

const sf = cityOfSanFrancisco();
const DAY = '2025-09-26';
const headings = sf.categories.filter(({ code, line }) => code === line);

test('the test city has 122 neighbourhoods, 28 categories with 325 types, 8 channels, and an organisation without faults', () => {
  expect(sf.places.filter(({ kind }) => kind === 'grid')).toHaveLength(122);
  expect([sf.categories.length, sf.channels.length]).toEqual([28 + 325, 8]);
  expect(checkPlaces(sf.places, DAY)).toEqual([]);
  expect(checkUnits(sf.units, sf.posts, DAY)).toEqual([]);
  const units = new Set(sf.units.map(({ id }) => id));
  const proposed = sf.dispatch.rows.flatMap(({ gives }) => gives.map((template) => sf.unitOfTemplate(template, null)));
  expect(proposed.filter((unit) => unit === null || !units.has(unit))).toEqual([]);
});

test('a point in the city is found without grids and says that its grid is open; Wuhai is not in San Francisco', () => {
  const locate = buildLocator(buildPlaceTree(sf.places, DAY).nodes);
  expect(locate({ lat: 37.7642, lng: -122.4206 })).toMatchObject({ ok: true, value: { place: 'sf', coarse: true } });
  expect(locate({ lat: -122.4206, lng: 37.7642 })).toMatchObject({ code: 'place.axes-exchanged' });
  expect(locate({ lat: 39.66, lng: 106.81 })).toMatchObject({ code: 'place.outside-city' });
  expect(neighbourhoodFinder()('Oceanview')).toBe('sf.oceanview');
  expect(neighbourhoodFinder()('Ocean View')).toBe('sf.ocean-view');
  expect(neighbourhoodFinder()('Haibowan')).toBeNull();
});

const CASES = new URL('../../../shared/data/cases311/sf-cases.csv', import.meta.url);

test.skipIf(!existsSync(CASES))(
  'every case of the sample finds place, category and agency (needs ../shared/data)',
  () => {
    const [head = [], ...rows] = readQuoted(readFileSync(CASES, 'utf8'));
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)] ?? '');
    const labels = new Map(headings.map(({ label, code }) => [label, code]));
    const [agencyOf, gridOf] = [agencyFinder(), neighbourhoodFinder()];
    expect(rows).toHaveLength(10_000);
    expect(column('category').filter((label) => !labels.has(label))).toEqual([]);
    const categories = column('category');
    const typeNames = new Set(sf.categories.map(({ label, line }) => `${line}/${label}`));
    const named = column('request_type').map((type, at) => `${labels.get(categories[at] ?? '')}/${type}`);
    expect(named.filter((name) => !typeNames.has(name))).toEqual([]);
    expect(column('agency').filter((queue) => agencyOf(queue) === null)).toEqual([]);
    expect(column('neighborhood').filter((name) => name !== '' && gridOf(name) === null)).toEqual([]);
    const agencies = column('agency');
    const right = column('category').filter((label, at) => {
      const row = chooseRow(sf.dispatch, DAY, { level1: labels.get(label) ?? '' });
      return row.ok && row.value.gives.some((one) => sf.unitOfTemplate(one, null) === agencyOf(agencies[at] ?? ''));
    });
    console.info(`the catalogue names the agency of ${right.length} of ${rows.length} cases`);
    // the catalogue names who handles most of a category: it must be right far more often than not
    expect(right.length / rows.length).toBeGreaterThan(0.7);
  },
);

/** Comma separated rows with quotation marks, as the file has them. */
function readQuoted(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
