import { XMLBuilder } from 'fast-xml-parser';

/** GeoReport v2 in both forms: the same data as JSON, or as XML with the element names of the specification. */
export type Open311Form = 'json' | 'xml';

const builder = new XMLBuilder({ format: true, suppressEmptyNode: false });

/** A list as `<services><service>…</service></services>`; null values become empty elements. */
export function xmlList(list: string, item: string, rows: readonly object[]): string {
  const body = builder.build({ [list]: { [item]: rows.map(withoutNulls) } });
  // a list without rows still has its element
  return `<?xml version="1.0" encoding="utf-8"?>\n${rows.length > 0 ? body : `<${list}></${list}>\n`}`;
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === null ? '' : value]));
}
