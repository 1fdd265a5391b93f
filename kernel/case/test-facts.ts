import { accept } from '../define/refusal.ts';
import type { CasePlaces, CaseTime, CaseUnits, DecideFacts } from './facts.ts';

/**
 * A made-up city for tests of decisions, without database and calendar: a centre, three districts with a bureau, two
 * streets and four communities each. Time is plain arithmetic: a working day is 24 hours times 7/5, and no day is off.
 */
export const TEST_CENTRE = 'centre';

export const TEST_DISTRICTS = ['hbw', 'hns', 'wda'] as const;

/** Unit → the unit above it. Ids say where a unit stands: `hbw-street1-community2`. */
export const unitsAbove: ReadonlyMap<string, string | null> = new Map([
  [TEST_CENTRE, null],
  ...TEST_DISTRICTS.flatMap((district): [string, string][] => [
    [district, TEST_CENTRE],
    [`${district}-housing`, district],
    ...['street1', 'street2'].flatMap((street): [string, string][] => [
      [`${district}-${street}`, district],
      [`${district}-${street}-community1`, `${district}-${street}`],
      [`${district}-${street}-community2`, `${district}-${street}`],
    ]),
  ]),
]);

export const testUnitIds: readonly string[] = [...unitsAbove.keys()];

/** Places carry the ids of the districts, streets and communities, with a grid below each community. */
export const testPlaceIds: readonly string[] = testUnitIds
  .filter((unit) => unit !== TEST_CENTRE && !unit.endsWith('-housing'))
  .flatMap((place) => (place.includes('community') ? [place, `${place}-grid1`] : [place]));

const HOUR = 60;
const DAY = 24 * HOUR;
const MINUTES: Readonly<Record<string, number>> = {
  min: 1,
  h: HOUR,
  wh: 4 * HOUR,
  d: DAY,
  wd: (DAY * 7) / 5,
  mo: 30 * DAY,
};
const MINUTE_MS = 60_000;
const DAY_MS = DAY * MINUTE_MS;
/** The city's clock is eight hours ahead of UTC. */
const ZONE_MS = 8 * HOUR * MINUTE_MS;

function parts(span: string): { n: number; unit: string } {
  const found = /^(\d+)([a-z]+)$/.exec(span);
  const unit = found?.[2] ?? '';
  if (!found || MINUTES[unit] === undefined) throw new Error(`${JSON.stringify(span)} is no span`);
  return { n: Number(found[1]), unit };
}

function milliseconds(span: string): number {
  const { n, unit } = parts(span);
  return n * (MINUTES[unit] ?? 0) * MINUTE_MS;
}

const dayOf = (instant: Date): string => new Date(instant.getTime() + ZONE_MS).toISOString().slice(0, 10);

const daysBetween = (from: string, to: string | undefined): number =>
  to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / DAY_MS;

export const testTime: CaseTime = {
  due: (from, within, stops) => {
    const stopped = stops.reduce((days, stop) => days + daysBetween(stop.from, stop.to), 0);
    return { due: new Date(from.getTime() + milliseconds(within) + stopped * DAY_MS), provisional: false };
  },
  before: (moment, span) => new Date(moment.getTime() - milliseconds(span)),
  addSpans: (first, second) => {
    const [a, b] = [parts(first), parts(second)];
    if (a.unit === b.unit) return `${a.n + b.n}${a.unit}`;
    return `${(milliseconds(first) + milliseconds(second)) / MINUTE_MS}min`;
  },
  day: dayOf,
  clock: (instant) => new Date(instant.getTime() + ZONE_MS).toISOString().slice(11, 16),
};

/** The units above a unit or a place, nearest first. A grid stands below the community of its name. */
function chainAbove(id: string): readonly string[] {
  const above = unitsAbove.has(id) ? unitsAbove.get(id) : id.slice(0, Math.max(0, id.lastIndexOf('-')));
  return above ? [above, ...chainAbove(above)] : [];
}

/** Kinds of the units that stand for places, as the register of units calls them. */
function kindOf(unit: string): string | null {
  if ((TEST_DISTRICTS as readonly string[]).includes(unit)) return 'government';
  return /^.*-(street|community)\d$/.exec(unit)?.[1] ?? null;
}

const slashPath = (place: string): string => `/city/${place.split('-').join('/')}/`;

export const testUnits: CaseUnits = {
  exists: (unit) => unitsAbove.has(unit),
  isBelow: (unit, above) => chainAbove(unit).includes(above),
  linePath: (unit) => (unit.endsWith('-housing') ? `/line/housing/${unit}/` : null),
  placePath: (unit) => (unit === TEST_CENTRE ? '/city/' : slashPath(unit)),
  unitOfPlace: (place, kind) => [place, ...chainAbove(place)].find((unit) => kindOf(unit) === kind) ?? null,
  label: (unit) => `单位 ${unit}`,
};

export const testPlaces: CasePlaces = {
  exists: (place) => testPlaceIds.includes(place),
  path: (place) => (testPlaceIds.includes(place) ? slashPath(place) : null),
  locate: ({ lat, lng, crs }) => accept({ lat, lng, assumed: crs ?? 'wgs84', place: 'hbw-street1-community1-grid1' }),
};

/** 2025-09-01, a Monday, 09:00 in the city. */
export const TEST_START = new Date('2025-09-01T01:00:00Z');

/** Facts of the made-up city; what a test cares about it gives itself. Every rule says `3wd` unless told otherwise. */
export function testFacts(overrides: Partial<DecideFacts> = {}): DecideFacts {
  return {
    now: TEST_START,
    time: testTime,
    units: testUnits,
    places: testPlaces,
    centre: TEST_CENTRE,
    rule: (_, as) => ({ value: '3wd', id: `test.${as}` }),
    propose: () => null,
    children: [],
    opened: {},
    ...overrides,
  };
}
