import { readdirSync, statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { checkTable, chooseRow } from '@huying/kernel/rule/table';
import { expect, test } from 'vitest';
import { checkUnits, postsOf, unitsAbove } from '../../kernel/party/check-units.ts';
import { buildDutyBook, checkDuties } from '../../kernel/party/duty.ts';
import { FIELDS } from './categories.ts';
import { cityOfWuhai } from './city.ts';

const began = performance.now();
const wuhai = cityOfWuhai();
const took = performance.now() - began;
const DAY = '2025-09-26';
const units = new Map(wuhai.units.map((unit) => [unit.id, unit]));
const places = new Map(wuhai.places.map((place) => [place.id, place]));

test('the city is made in under two seconds, and no file of it is over 500 kB', () => {
  expect(took).toBeLessThan(2_000);
  const folder = new URL('.', import.meta.url);
  for (const name of readdirSync(folder)) expect(statSync(new URL(name, folder)).size).toBeLessThan(500_000);
});

test('every unit hangs on the city, in place and in line; posts and duties have no fault', () => {
  expect(checkUnits(wuhai.units, wuhai.posts, DAY)).toEqual([]);
  expect(checkDuties(wuhai.duties, wuhai.posts)).toEqual([]);
  for (const unit of wuhai.units) {
    expect(places.has(unit.placeId)).toBe(true);
    if (unit.id !== 'wh') expect(unitsAbove(units, unit.id, 'place').at(-1)?.id).toBe('wh');
  }
  const of = (kind: string) => wuhai.units.filter((unit) => unit.kind === kind).length;
  expect([of('street'), of('community'), of('government'), of('centre'), of('command')]).toEqual([22, 87, 4, 1, 1]);
});

test('a district bureau stands below its district in place and below its bureau of the city in line', () => {
  expect(unitsAbove(units, 'wh-hbw-housing', 'place').map(({ id }) => id)).toEqual(['wh-hbw', 'wh']);
  expect(unitsAbove(units, 'wh-hbw-housing', 'line').map(({ id }) => id)).toEqual(['wh-housing']);
  expect(units.get('wh-wd-water')).toMatchObject({ name: '乌达区农牧水务局', namedIn: '003:140' });
});

test('bureaus and firms are named by a page or marked as placeholders', () => {
  for (const unit of wuhai.units) {
    if (unit.kind !== 'bureau' && unit.kind !== 'firm') continue;
    expect([unit.placeholder === true, unit.namedIn !== undefined].filter(Boolean)).toHaveLength(1);
  }
});

test('each unit has someone who receives, handles and approves; the centre has each of its roles', () => {
  for (const { id } of wuhai.units) {
    if (id === wuhai.centre) continue;
    for (const role of ['clerk', 'handler', 'approver'])
      expect(postsOf(wuhai.posts, id, role).length).toBeGreaterThan(0);
  }
  const roles = [
    'operator',
    'shiftLeader',
    'dispatcher',
    'centreSupervisor',
    'judge',
    'caller',
    'ruler',
    'centreLeader',
  ];
  const administrators = ['systemAdmin', 'securityAdmin', 'auditAdmin'];
  for (const role of [...roles, ...administrators]) {
    expect(postsOf(wuhai.posts, wuhai.centre, role).length).toBeGreaterThan(0);
  }
  expect(new Set(wuhai.posts.map(({ person }) => person)).size).toBe(wuhai.posts.length);
  expect(wuhai.persons).toHaveLength(wuhai.posts.length);
});

test('each of the 992 grids has exactly one grid worker who answers for it', () => {
  const book = buildDutyBook(wuhai.duties, DAY);
  const grids = wuhai.places.filter(({ kind }) => kind === 'grid');
  const workers = grids.map(({ id }) => book.answerable({ kind: 'place', id }, 'gridWorker'));
  expect(new Set(workers).size).toBe(992);
  const post = wuhai.posts.find(({ id }) => id === workers[0]);
  expect(post).toMatchObject({ unit: grids[0]?.parent?.replaceAll('.', '-'), roles: ['gridWorker'] });
  expect(book.dutiesOf(post?.id ?? '')).toHaveLength(1);
});

test('duties that overlap, leave a gap, end too early or name nobody are found', () => {
  const [first] = wuhai.duties;
  if (!first) throw new Error('there are no duties');
  const codes = (duties: readonly (typeof first)[]) => checkDuties(duties, wuhai.posts).map(({ code }) => code);
  expect(
    codes([
      { ...first, to: '2025-01-01' },
      { ...first, id: 'b', from: '2025-01-01' },
    ]),
  ).toEqual([]);
  expect(codes([first, { ...first, id: 'b', from: '2025-01-01' }])).toEqual(['party.duty-overlap']);
  expect(
    codes([
      { ...first, to: '2024-12-31' },
      { ...first, id: 'b', from: '2025-01-01' },
    ]),
  ).toEqual(['party.duty-gap']);
  expect(codes([{ ...first, to: first.from }])).toEqual(['party.duty-empty']);
  expect(codes([{ ...first, post: 'nobody' }])).toEqual(['party.unknown-post']);
});

test('41 hotlines and 22 online channels as the page counts them, all placeholders, beside the own doors', () => {
  const of = (kind: string) => wuhai.channels.filter((channel) => channel.kind === kind);
  expect([of('hotline').length, of('online').length]).toEqual([41, 22]);
  expect([...of('hotline'), ...of('online')].every(({ placeholder }) => placeholder)).toBe(true);
  expect(of('own').map(({ id }) => id)).toEqual(expect.arrayContaining(['phone', 'web', 'wechat', 'open311']));
  expect(new Set(wuhai.channels.map(({ id }) => id)).size).toBe(wuhai.channels.length);
});

test('figures carry scope, period, plan or result; those that the drawing follows are followed', () => {
  for (const figure of wuhai.figures) {
    expect(Number.isFinite(figure.value)).toBe(true);
    expect(places.get(figure.place)?.kind).toBe(figure.scope);
    expect(['result', 'plan']).toContain(figure.nature);
    expect(figure.source).not.toBe('');
  }
  const value = (name: string) => wuhai.figures.find((figure) => figure.name === name)?.value;
  const count = (kind: string, below: string) =>
    wuhai.places.filter((place) => place.kind === kind && place.id.startsWith(below)).length;
  expect(value('单元网格')).toBe(count('grid', 'wh.'));
  expect(value('网格')).toBe(count('grid', 'wh.hbw.s01.'));
  expect(value('网格党支部')).toBe(count('partyBranch', 'wh.hbw.s01.'));
  expect(wuhai.figures.find(({ name }) => name === '年受理处置诉求')).toMatchObject({ value: 600_000, atLeast: true });
});

test('categories are a tree of up to three levels that holds the seven fields of work', () => {
  const codes = wuhai.categories.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { code, line } of wuhai.categories) {
    const parts = code.split('.');
    expect(parts.length).toBeLessThan(4);
    expect(parts[0]).toBe(line);
    if (parts.length > 1) expect(codes).toContain(parts.slice(0, -1).join('.'));
  }
  const tops = wuhai.categories.filter(({ code }) => !code.includes('.'));
  for (const field of FIELDS) expect(tops.filter((top) => top.field === field)).toHaveLength(1);
});

test('the dispatch catalogue answers every category at every community with units that exist, mostly with one', () => {
  expect(checkTable(wuhai.dispatch)).toEqual([]);
  let single = 0;
  for (const { code } of wuhai.categories) {
    const parts = code.split('.');
    const facts = Object.fromEntries(parts.map((_, at) => [`level${at + 1}`, parts.slice(0, at + 1).join('.')]));
    const row = chooseRow(wuhai.dispatch, DAY, facts);
    if (!row.ok) throw new Error(`${code}: ${row.code}`);
    expect(row.value.default).toBe(true);
    if (row.value.gives.length === 1) single += 1;
    for (const path of ['/wh/hbw/s01/c01/g001/', '/wh/hn/s05/c01/g001/', '/wh/wd/s09/c01/g001/']) {
      for (const template of row.value.gives) expect(units.has(wuhai.unitOfTemplate(template, path) ?? '')).toBe(true);
    }
  }
  expect(single).toBeGreaterThan(wuhai.categories.length / 2);
  expect(single).toBeLessThan(wuhai.categories.length);
  expect(wuhai.unitOfTemplate('bureau:housing@district', null)).toBeNull();
  expect(wuhai.unitOfTemplate('bureau:cooperation@district', '/wh/hbw/')).toBeNull();
  expect(wuhai.unitOfTemplate('street', '/wh/hbw/s01/c01/')).toBe('wh-hbw-s01');
  expect(wuhai.unitOfTemplate('community', '/wh/hbw/s01/')).toBeNull();
});

test('the same city comes out every time', () => {
  expect(JSON.stringify(cityOfWuhai())).toBe(JSON.stringify(wuhai));
});
