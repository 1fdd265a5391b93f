import { readFileSync } from 'node:fs';
import type { PlaceKind, PlaceNode, Ring } from '@huying/kernel/place/place';
import { readRows } from '../read-rows.ts';
import { drawBranches } from './branches.ts';
import { drawEstates } from './estates.ts';
import { drawGrids } from './grids.ts';

/** No source gives the days on which the places were founded: they hold for every case of the demonstration. */
const VALID_FROM = '2000-01-01';

/** Day from which the statistical codes hold: that of their edition. */
const STATS = { system: 'stats', edition: '2023', validFrom: '2023-06-30' } as const;

/**
 * All places of Wuhai: 3 districts, 22 streets and towns and 87 communities of the register, places that the newspaper
 * pages name, and for demonstration 992 grids, estates with buildings, roads and party branches.
 */
export function wuhaiPlaces(): readonly PlaceNode[] {
  const divisions = readDivisions();
  const of = (kind: PlaceKind) => divisions.filter((node) => node.kind === kind);
  const outlined = of('district').flatMap((node) => {
    const outline = node.outline?.[0];
    return outline ? [{ node, outline }] : [];
  });
  const communities = of('community');
  const grids = drawGrids(outlined, of('street'), communities);
  const demo = [...drawEstates(of('district'), communities, grids), ...drawBranches(grids)];
  return [...divisions, ...grids, ...readNamedPlaces(), ...demo];
}

function readDivisions(): readonly PlaceNode[] {
  const outlines = readOutlines();
  return readRows(new URL('./places.csv', import.meta.url)).map((row): PlaceNode => {
    const { id = '', kind = '', name = '', parent = '', stats_2023: code = '' } = row;
    const outline = outlines.get(code);
    return {
      id,
      kind: kind as PlaceKind,
      name,
      parent: parent === '' ? null : parent,
      validFrom: VALID_FROM,
      validTo: null,
      codes: [{ ...STATS, code }],
      ...(outline ? { outline: [outline] } : {}),
    };
  });
}

/** Places that a page names. Where it says no more than the street or the district, the place stands below that. */
function readNamedPlaces(): readonly PlaceNode[] {
  return readRows(new URL('./named-places.csv', import.meta.url)).map((row): PlaceNode => {
    const { id = '', kind = '', name = '', parent = '', aliases = '', named_in: namedIn = '' } = row;
    return {
      id,
      kind: kind as PlaceKind,
      name,
      parent,
      validFrom: VALID_FROM,
      validTo: null,
      codes: [],
      ...(aliases === '' ? {} : { aliases: aliases.split(';') }),
      namedIn,
    };
  });
}

type Outlines = { features: { properties: { code: string }; geometry: { coordinates: Ring[] } }[] };

function readOutlines(): ReadonlyMap<string, Ring> {
  const text = readFileSync(new URL('./districts.wgs84.geojson', import.meta.url), 'utf8');
  const { features } = JSON.parse(text) as Outlines;
  return new Map(
    features.map(({ properties, geometry }) => {
      const ring = geometry.coordinates[0] ?? [];
      // GeoJSON repeats the first point at the end
      return [properties.code, ring.slice(0, -1)];
    }),
  );
}
