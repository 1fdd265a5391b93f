import { assembleCase } from '@huying/kernel/case/assemble';
import type { CaseBinding } from '@huying/kernel/case/binding';
import { type CaseState, unopened } from '@huying/kernel/case/case-state';
import { nextMoment } from '@huying/kernel/case/deadlines';
import type { Decision, VerbRequest } from '@huying/kernel/case/decide';
import { decideAll } from '@huying/kernel/case/decide-all';
import { decideTimer } from '@huying/kernel/case/decide-timer';
import type { DecideFacts } from '@huying/kernel/case/facts';
import type { BatchRows } from '@huying/kernel/store/batch';
import { newId } from '@huying/kernel/store/id';
import { factsFor } from '../act.ts';
import type { CityRuntime } from '../city-runtime.ts';
import { emptyHead } from '../load-case.ts';

/** Moments of the platform that one step may pass; more is a circle in a definition. */
const FIRINGS_MAX = 50;

/**
 * One case told in memory: every verb is decided as at any other time, against the state that the verbs before it have
 * made, with the platform's own events in between; nothing is read from the database. Its rows are written as one.
 */
export class Story {
  state: CaseState;
  readonly #runtime: CityRuntime;
  readonly #binding: CaseBinding;
  readonly #parts: BatchRows[] = [];
  #head: Buffer = emptyHead;
  #opened: Record<string, string> = {};
  events = 0;

  constructor(runtime: CityRuntime, binding: CaseBinding) {
    this.#runtime = runtime;
    this.#binding = binding;
    this.state = unopened(newId());
  }

  /** Takes a verb at a moment; false where it was refused. */
  take(at: Date, request: VerbRequest): boolean {
    this.#passUntil(at);
    const decided = decideAll(this.#binding, this.state, request, this.#facts(at));
    if (!decided.ok) return false;
    this.#write(decided.value, at);
    return true;
  }

  /** Rows of the whole history, as one opening with its events. Messages were sent long ago: none is written. */
  rows(): BatchRows {
    const joined: Record<string, unknown[]> = {};
    for (const part of this.#parts) {
      for (const [name, rows] of Object.entries(part) as [string, readonly unknown[]][]) {
        joined[name] = joined[name] ? [...joined[name], ...rows] : [...rows];
      }
    }
    const { streams = [], opened = [], changed = [], scopes = [], timers = [], outbox: _, ...rest } = joined;
    const last = streams.at(-1) as BatchRows['streams'][number];
    return {
      ...(rest as unknown as BatchRows),
      streams: [{ ...last, expected: 0 }],
      opened: [(changed.at(-1) ?? opened[0]) as object],
      scopes: lastOfEach(scopes as NonNullable<BatchRows['scopes']>, ({ axis, path }) => `${axis} ${path}`),
      timers: timers.slice(-1) as NonNullable<BatchRows['timers']>,
    };
  }

  #passUntil(at: Date): void {
    for (let firing = 0; firing < FIRINGS_MAX && this.state.seq > 0; firing += 1) {
      const moment = nextMoment(this.state);
      if (moment === null || moment >= at.toISOString()) return;
      const fired = new Date(Date.parse(moment) + 1000);
      const decisions = decideTimer(this.#binding, this.state, this.#facts(fired));
      if (decisions.length === 0) return;
      this.#write(decisions, fired);
    }
  }

  #facts(at: Date): DecideFacts {
    const runtime = { ...this.#runtime, now: () => at };
    const loaded = { state: this.state, head: this.#head, opened: this.#opened, classes: {}, children: [] };
    return factsFor(runtime, this.#binding, this.state.seq === 0 ? null : loaded);
  }

  #write(decisions: readonly Decision[], at: Date): void {
    const runtime = this.#runtime;
    const rows = assembleCase(this.state, this.#head, decisions, {
      city: runtime.city,
      definition: this.#binding.definition,
      keys: runtime.keys,
      units: runtime.units,
      centre: runtime.centre,
      now: at,
      dayOf: (iso) => runtime.time.day(new Date(iso)),
      coHandlers: { before: [], after: [] },
    });
    this.#parts.push(rows);
    this.#head = Buffer.from(rows.streams[0]?.head ?? '', 'hex');
    this.events += decisions.length;
    for (const { event, after } of decisions) {
      for (const [name, secret] of Object.entries(event.secrets)) this.#opened[name] = secret.value;
      this.state = after;
    }
  }
}

function lastOfEach<T>(all: readonly T[], keyOf: (one: T) => string): readonly T[] {
  return [...new Map(all.map((one) => [keyOf(one), one])).values()];
}
