import type { Post, Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';
import type { RuleRow, RuleTable } from '@huying/kernel/rule/table';
import type { Category, Channel, CityFile } from '../city-file.ts';
import { readRows } from '../read-rows.ts';

const VALID_FROM = '2000-01-01';
const CENTRE = 'sf-311';

/**
 * San Francisco as a test city: names of neighbourhoods, agencies and categories of its 311 service, one level deep and
 * without grid geometry, in another time zone. It holds nobody's case and no person.
 */
export function cityOfSanFrancisco(): CityFile {
  const units = unitsOf(agencies());
  return {
    city: 'sf',
    name: 'San Francisco',
    mark: 'test',
    zone: 'America/Los_Angeles',
    centre: CENTRE,
    numberPrefix: 'SF',
    places: places(),
    units,
    posts: postsOf(units),
    persons: [],
    duties: [],
    categories: [...categories().map(({ category }) => category), ...types()],
    channels: CHANNELS,
    figures: [],
    dispatch: dispatch(),
    unitOfTemplate,
  };
}

/** The box in which the city's addresses lie: a point inside it is in the city, its neighbourhood comes by name. */
const BOX = { west: -122.52, south: 37.7, east: -122.35, north: 37.84 } as const;

function places(): readonly PlaceNode[] {
  const node = (id: string, kind: PlaceNode['kind'], name: string, parent: string | null): PlaceNode => ({
    id,
    kind,
    name,
    parent,
    validFrom: VALID_FROM,
    validTo: null,
    codes: [],
  });
  const { west, south, east, north } = BOX;
  const city: PlaceNode = {
    ...node('sf', 'city', 'San Francisco', null),
    outline: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
      ],
    ],
  };
  return [city, ...neighbourhoods().map(({ id, name }) => node(id, 'grid', name, 'sf'))];
}

const neighbourhoods = () =>
  readRows(new URL('./neighbourhoods.csv', import.meta.url)).map(({ id = '', name = '' }) => ({ id, name }));

/** The grid of a case that names its neighbourhood; null where the name is not in the register. */
export function neighbourhoodFinder(): (name: string) => string | null {
  const ids = new Map(neighbourhoods().map(({ id, name }) => [name, id]));
  return (name) => ids.get(name) ?? null;
}

type Agency = { readonly id: string; readonly name: string; readonly queues: readonly string[] };

const agencies = (): readonly Agency[] =>
  readRows(new URL('./agencies.csv', import.meta.url)).map(({ id = '', name = '', queues = '' }) => ({
    id,
    name,
    queues: queues.split(';'),
  }));

/**
 * The unit behind a work queue of the 311 service, such as `DPW Ops Queue`: by the longest beginning that an agency
 * has. Queues that are no longer used begin with `zz`.
 */
export function agencyFinder(): (queue: string) => string | null {
  const beginnings = agencies()
    .flatMap(({ id, queues }) => queues.map((beginning) => ({ id, beginning })))
    .toSorted((a, b) => b.beginning.length - a.beginning.length);
  return (queue) => {
    const name = queue.replace(/^zz/, '');
    const found = beginnings.find(({ beginning }) => name.startsWith(beginning));
    return found ? `sf-${found.id}` : null;
  };
}

function unitsOf(all: readonly Agency[]): readonly Unit[] {
  const unit = (id: string, name: string, kind: Unit['kind'], above: string | null): Unit => ({
    id,
    name,
    kind,
    placeId: 'sf',
    parentInPlace: above,
    parentInLine: null,
    level: 'city',
    validFrom: VALID_FROM,
    validTo: null,
  });
  const kindOf = (id: string): Unit['kind'] => (`sf-${id}` === CENTRE ? 'centre' : 'bureau');
  return [
    unit('sf', 'City and County of San Francisco', 'government', null),
    ...all.map(({ id, name }) => unit(`sf-${id}`, name, kindOf(id), 'sf')),
  ];
}

const CENTRE_ROLES: readonly string[] = [
  'operator',
  'shiftLeader',
  'dispatcher',
  'ruler',
  'judge',
  'caller',
  'centreSupervisor',
  'centreLeader',
];

function postsOf(units: readonly Unit[]): readonly Post[] {
  const post = (unit: string, name: string, roles: readonly string[]): Post => ({
    id: `${unit}.${name}`,
    unit,
    label: name,
    roles,
  });
  return units.flatMap(({ id }) =>
    id === CENTRE
      ? CENTRE_ROLES.map((role) => post(id, role, [role]))
      : [post(id, 'clerk', ['clerk', 'handler']), post(id, 'leader', ['approver', 'supervisor'])],
  );
}

const categories = () =>
  readRows(new URL('./categories.csv', import.meta.url)).map(({ code = '', label = '', agencies: to = '' }) => {
    const category: Category = { code, label, line: code, field: null };
    return { category, to: to === '' ? [] : to.split(';') };
  });

/**
 * Request types below their categories, by the names that the service gives them. Four categories have a type without
 * a name; it keeps its empty name, so that nothing is put into the mouth of the source.
 */
const types = (): readonly Category[] =>
  readRows(new URL('./types.csv', import.meta.url)).map(({ code = '', label = '', line = '' }) => ({
    code,
    label,
    line,
    field: null,
  }));

/**
 * One agency for most categories, two where the sample shows them side by side; what the centre itself sorts by hand
 * has no row.
 */
function dispatch(): RuleTable<readonly string[]> {
  const rows = categories()
    .filter(({ to }) => to.length > 0)
    .map(
      ({ category, to }): RuleRow<readonly string[]> => ({
        id: category.code,
        validFrom: VALID_FROM,
        validTo: null,
        basis: 'default of a test city, read from a sample of cases of 2008 to 2016',
        default: true,
        when: { level1: category.code },
        gives: to.map((agency) => `agency:${agency}`),
      }),
    );
  return { code: 'hotline.dispatch', label: 'Dispatch catalogue', dimensions: ['level1'], rows };
}

function unitOfTemplate(template: string): string | null {
  const agency = /^agency:(\w+)$/.exec(template);
  if (!agency) throw new Error(`the dispatch catalogue has an unknown template ${template}`);
  return `sf-${agency[1]}`;
}

/** Sources of the cases, with the names that the service gives them. */
const CHANNELS: readonly Channel[] = [
  'Voice In',
  'Open311',
  'Web Self Service',
  'Integrated Agency',
  'Twitter',
  'Other Department',
  'e-mail In',
  'Mail In',
].map((name) => ({
  id: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
  kind: name === 'Voice In' ? 'hotline' : 'online',
  name,
  placeholder: false,
  source: 'sf311',
}));
