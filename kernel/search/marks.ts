import type { ReadScope } from '../access/scope.ts';
import { dayText, localOf, type Zone } from '../clock/zone.ts';

/** Marks of a case beside its words: along which axis and path it is seen, and when it was opened. */
export type SeenAlong = { readonly axis: string; readonly path: string };

/** A path gives a mark for each of its beginnings: whoever stands above finds it by the own path alone. */
export function marksOf(scopes: readonly SeenAlong[], openedAt: Date, zone: Zone): readonly string[] {
  const seen = scopes.flatMap(({ axis, path }) =>
    axis === 'place' || axis === 'line' ? beginningsOf(path).map((one) => `${axis}:${one}`) : [`unit:${path}`],
  );
  return [...new Set([...seen, dayMark(openedAt, zone)])];
}

/** `/a/b/c/` → `/a/`, `/a/b/`, `/a/b/c/`. */
function beginningsOf(path: string): readonly string[] {
  const parts = path.split('/').filter(Boolean);
  return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}/`);
}

/** The day of a moment: `on:2025-09-26`. */
export const dayMark = (moment: Date, zone: Zone): string => `on:${dayText(localOf(moment, zone).day)}`;

/** Marks of which a reader's cases carry one at least; null for a reader who sees all. */
export function marksOfReader(scope: ReadScope, centre: string): readonly string[] | null {
  if (scope.all || scope.unit === centre) return null;
  return [
    ...(scope.unit ? [`unit:${scope.unit}`] : []),
    ...(scope.place ? [`place:${scope.place}`] : []),
    ...(scope.line ? [`line:${scope.line}`] : []),
  ];
}
