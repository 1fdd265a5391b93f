import { expect, test } from 'vitest';
import { checkUnits, postsOf, unitsAbove } from './check-units.ts';
import type { Post, Unit } from './units.ts';

const DAY = '2025-09-26';

const unit = (id: string, above: string | null, line: string | null = null, validTo: string | null = null): Unit => ({
  id,
  name: id,
  kind: 'bureau',
  placeId: 't',
  parentInPlace: above,
  parentInLine: line,
  level: 'city',
  validFrom: '2000-01-01',
  validTo,
});
const post = (id: string, of: string): Post => ({ id, unit: of, label: id, roles: ['clerk'] });

const town = [unit('t', null), unit('t-water', 't'), unit('n', 't'), unit('n-water', 'n', 't-water')];
const codes = (units: readonly Unit[], posts: readonly Post[] = []) =>
  checkUnits(units, posts, DAY).map(({ code, given }) => `${code} ${given}`);

test('an organisation whose chains end at the city has no fault; each fault is named', () => {
  expect(codes(town, [post('a', 'n-water')])).toEqual([]);
  expect(codes([...town, unit('n', 't')])).toEqual(['party.repeated-unit n']);
  expect(codes([...town, unit('x', 'y')])).toEqual(['party.no-parent x', 'party.no-top x']);
  expect(codes([...town, unit('x', 't', 'z')])).toEqual(['party.no-parent x']);
  expect(codes([...town, unit('x', 'y'), unit('y', 'x')])).toEqual(['party.no-top x', 'party.no-top y']);
  expect(codes(town, [post('a', 'gone'), post('a', 't')])).toEqual(['party.repeated-post a', 'party.no-unit a']);
  // a unit that has ended is no parent any more
  expect(codes([unit('t', null), unit('n', 't', null, '2025-01-01'), unit('m', 'n')])).toContain('party.no-parent m');
});

test('the chain of a unit in place and in line, nearest first', () => {
  const units = new Map(town.map((one) => [one.id, one]));
  expect(unitsAbove(units, 'n-water', 'place').map(({ id }) => id)).toEqual(['n', 't']);
  expect(unitsAbove(units, 'n-water', 'line').map(({ id }) => id)).toEqual(['t-water']);
  expect(unitsAbove(units, 'nowhere', 'place')).toEqual([]);
  expect(postsOf([post('a', 't'), post('b', 'n')], 'n', 'clerk').map(({ id }) => id)).toEqual(['b']);
});
