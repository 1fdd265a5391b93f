import type { PlaceCode, PlaceNode } from '@huying/kernel/place/place';

/** A row of another list of divisions: a code, a name, and the name of the place above it. */
export type ForeignDivision = { readonly code: string; readonly name: string; readonly above: string };

export type CodesAdded = {
  readonly nodes: readonly PlaceNode[];
  /** Rows of the other list for which no place was found, and places that the other list does not know. */
  readonly unmatchedRows: readonly ForeignDivision[];
  readonly unmatchedPlaces: readonly string[];
};

/**
 * Gives places the codes of another list, matched by name and the name above, never by code: the lists of the
 * statistical office and of map companies give the same digits to different streets.
 */
export function addCodesByName(
  nodes: readonly PlaceNode[],
  rows: readonly ForeignDivision[],
  edition: Omit<PlaceCode, 'code'>,
): CodesAdded {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const key = (above: string, name: string) => `${above} ${name}`;
  const codes = new Map(rows.map((row) => [key(row.above, row.name), row]));
  const matched = new Set<ForeignDivision>();
  const unmatchedPlaces: string[] = [];
  const coded = nodes.map((node) => {
    if (node.kind !== 'district' && node.kind !== 'street') return node;
    const row = codes.get(key(names.get(node.parent ?? '') ?? '', node.name));
    if (!row) {
      unmatchedPlaces.push(node.id);
      return node;
    }
    matched.add(row);
    return { ...node, codes: [...node.codes, { ...edition, code: row.code }] };
  });
  return { nodes: coded, unmatchedRows: rows.filter((row) => !matched.has(row)), unmatchedPlaces };
}
