/**
 * Units and posts. A unit has a parent in place (块: the government it belongs to) and a parent in line (条: the bureau
 * that guides it). Both trees end at the city.
 */
export type Unit = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'centre' | 'government' | 'bureau' | 'street' | 'community' | 'firm' | 'command';
  /** Place whose government it belongs to. */
  readonly placeId: string;
  readonly parentInPlace: string | null;
  readonly parentInLine: string | null;
  readonly level: 'city' | 'district' | 'street' | 'community' | 'firm';
  readonly validFrom: string;
  readonly validTo: string | null;
  /** Stands for a unit that no source names. */
  readonly placeholder?: true;
  /** Where the name was read, such as a newspaper page. */
  readonly namedIn?: string;
};

export type Post = {
  readonly id: string;
  readonly unit: string;
  readonly label: string;
  /** Roles that verbs ask for, such as `dispatcher`, `clerk`. */
  readonly roles: readonly string[];
  /** Person who holds it now. */
  readonly person?: string;
};

/** The organisation of one day, for look-ups. */
export type UnitTree = {
  get(id: string): Unit | undefined;
  /** Is `unit` below `above`, in place or in line, by any number of steps? */
  isBelow(unit: string, above: string): boolean;
  /** Ids from the top of the line down, `/housing/hbw-housing/`; null where it belongs to no line. */
  linePath(unit: string): string | null;
  readonly all: readonly Unit[];
};

/** Steps in a chain of parents; more is a circle. */
const STEPS_MAX = 20;

export function buildUnitTree(units: readonly Unit[], day: string): UnitTree {
  const byId = new Map(units.filter((unit) => isValid(unit, day)).map((unit) => [unit.id, unit]));
  const chain = (id: string, parent: 'parentInPlace' | 'parentInLine'): readonly string[] => {
    const ids: string[] = [];
    for (let at = byId.get(id)?.[parent]; at; at = byId.get(at)?.[parent]) {
      ids.push(at);
      if (ids.length > STEPS_MAX) throw new Error(`the parents of unit ${id} go in a circle`);
    }
    return ids;
  };
  const above = new Map<string, ReadonlySet<string>>();
  for (const id of byId.keys()) above.set(id, new Set([...chain(id, 'parentInPlace'), ...chain(id, 'parentInLine')]));
  return {
    get: (id) => byId.get(id),
    isBelow: (unit, top) => above.get(unit)?.has(top) === true,
    linePath: (id) => {
      if (byId.get(id)?.kind !== 'bureau') return null;
      return `/${[id, ...chain(id, 'parentInLine')].toReversed().join('/')}/`;
    },
    all: [...byId.values()],
  };
}

const isValid = (unit: Unit, day: string): boolean =>
  unit.validFrom <= day && (unit.validTo === null || day < unit.validTo);
