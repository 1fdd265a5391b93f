import { readFileSync } from 'node:fs';
import type { PlaceKind, PlaceNode, Ring } from '@huying/kernel/place/place';
import { drawGrids } from './grids.ts';

/** Short own ids of the districts; streets and communities are numbered in the order of their codes. */
const DISTRICTS: Readonly<Record<string, string>> = { 150302: 'hbw', 150303: 'hn', 150304: 'wd' };

/** The register begins with the year of its edition; older cases take the edition's first day. */
const VALID_FROM = '2000-01-01';

type Division = { readonly code: string; readonly name: string; readonly level: PlaceKind; readonly parent: string };

/** All places of Wuhai: 3 districts, 22 streets and towns, 87 communities, 992 demonstration grids. */
export function wuhaiPlaces(): readonly PlaceNode[] {
  const divisions = readDivisions();
  const nodes: PlaceNode[] = [];
  const ids = new Map<string, string>();
  const serials = new Map<string, number>();
  for (const { code, name, level, parent } of divisions) {
    const above = ids.get(parent) ?? null;
    const id = idOf(code, level, above, serials);
    ids.set(code, id);
    nodes.push({
      id,
      kind: level,
      name,
      parent: above,
      validFrom: VALID_FROM,
      validTo: null,
      codes: [{ system: 'stats', edition: '2023', code }],
    });
  }
  const of = (kind: PlaceKind) => nodes.filter((node) => node.kind === kind);
  const outlines = readOutlines();
  const districts = of('district').map((node) => ({ node, outline: outlines.get(node.codes[0]?.code ?? '') ?? [] }));
  return [...nodes, ...drawGrids(districts, of('street'), of('community'))];
}

function idOf(code: string, level: PlaceKind, above: string | null, serials: Map<string, number>): string {
  if (level === 'city' || above === null) return 'wh';
  if (level === 'district') return `${above}.${DISTRICTS[code] ?? code}`;
  const serial = (serials.get(above) ?? 0) + 1;
  serials.set(above, serial);
  return `${above}.${level === 'street' ? 's' : 'c'}${String(serial).padStart(2, '0')}`;
}

function readDivisions(): readonly Division[] {
  const text = readFileSync(new URL('./divisions-2023.csv', import.meta.url), 'utf8');
  const rows = text.trim().split('\n').slice(1);
  const divisions = rows.map((row): Division => {
    const [code = '', name = '', level = '', parent = ''] = row.split(',');
    return { code, name, level: level as PlaceKind, parent };
  });
  // by length first: a parent always comes before its children
  return divisions.toSorted((a, b) => a.code.length - b.code.length || (a.code < b.code ? -1 : 1));
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
