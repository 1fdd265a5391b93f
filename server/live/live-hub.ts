import type { ReadScope } from '@huying/kernel/access/scope';
import type { CityRuntime } from '../city-runtime.ts';
import { type Change, isAfter, readChanges, seenBy } from './read-changes.ts';

export type Listener = { readonly scope: ReadScope; tell(changes: readonly Change[]): void };

/** Everybody who listens to one city on this server. */
export type LiveHub = {
  /** Adds a listener who hears everything behind `from`; the function returned takes it off again. */
  listen(listener: Listener, from: string): () => void;
  /** Reads what is new and tells it; called again and again by the runner. */
  round(): Promise<void>;
  listeners(): number;
};

/**
 * One follower of the log for all listeners of a server: the log is read once, and each scope is asked once, however
 * many pages are open. While nobody listens nothing is read.
 */
export function liveHub(runtime: CityRuntime): LiveHub {
  const listeners = new Set<Listener>();
  let cursor: string | null = null;
  return {
    listeners: () => listeners.size,
    listen: (listener, from) => {
      cursor ??= from;
      // the follower may be a little behind the place that this listener has read up to
      const own: Listener = {
        scope: listener.scope,
        tell: (changes) => {
          const fresh = changes.filter((change) => isAfter(change.cursor, from));
          if (fresh.length > 0) listener.tell(fresh);
        },
      };
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    round: async () => {
      if (listeners.size === 0) cursor = null;
      if (cursor === null) return;
      const all: ReadScope = { city: runtime.city, all: true, centre: true, unit: null, place: null, line: null };
      const { changes, next } = await readChanges(runtime, all, cursor);
      cursor = next;
      if (changes.length > 0) await tellAll(runtime, [...listeners], changes);
    },
  };
}

async function tellAll(
  runtime: CityRuntime,
  listeners: readonly Listener[],
  changes: readonly Change[],
): Promise<void> {
  const groups = Map.groupBy(listeners, ({ scope }) => JSON.stringify(scope));
  for (const group of groups.values()) {
    const scope = group[0]?.scope;
    const seen = scope ? await seenBy(runtime, scope, changes) : [];
    if (seen.length > 0) for (const listener of group) listener.tell(seen);
  }
}
