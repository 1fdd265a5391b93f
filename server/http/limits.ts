import { blindIndex, normalNumber } from '@huying/kernel/store/private';
import type { CityRuntime } from '../city-runtime.ts';
import { type HumanCheck, workCheck } from './human-check.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What of the doors' limits has been used up, in this process. Null: it passes. */
export type Doors = {
  anonymousIntake(runtime: CityRuntime, caller: Caller): Denied | null;
  signIn(runtime: CityRuntime, address: string): Denied | null;
  lookUp(runtime: CityRuntime, address: string): Denied | null;
  readonly check: HumanCheck;
};

export type Caller = {
  readonly address: string;
  readonly telephone?: string | undefined;
  /** Header `Human-Check`. */
  readonly answer?: string | undefined;
};

/** Seconds after which it may be tried again, and what would let a person pass at once. */
export type Denied = { readonly seconds: number; readonly ask: Readonly<Record<string, string | number>> | null };

/** Counters of one server, bounded in memory. Several servers count apart: a limit is a fence, not a book. */
export function openDoors(runtime: CityRuntime): Doors {
  const addresses = new WindowCounter(HOUR_MS);
  const telephones = new WindowCounter(DAY_MS);
  const signIns = new WindowCounter(HOUR_MS);
  const lookUps = new WindowCounter(HOUR_MS);
  const check = workCheck(runtime.keys.index);
  return {
    check,
    anonymousIntake: (city, { address, telephone, answer }) => {
      const now = city.now();
      const most = dial(city, 'anonymousPerAddressHour');
      const count = addresses.add(address, now.getTime());
      const ask = check.ask(now);
      if (count > most) {
        const checked = answer !== undefined && check.passes(answer, now);
        const further = dial(city, 'anonymousPerAddressHourChecked');
        if (!checked || count > further) {
          return { seconds: addresses.retryAfterSeconds(now.getTime()), ask: count > further ? null : ask };
        }
      }
      if (telephone === undefined) return null;
      // the number itself is not kept, not even in memory
      const key = blindIndex(city.keys, 'door', normalNumber(telephone));
      if (telephones.add(key, now.getTime()) <= dial(city, 'anonymousPerTelephoneDay')) return null;
      return { seconds: telephones.retryAfterSeconds(now.getTime()), ask: null };
    },
    signIn: (city, address) => over(signIns, address, city, 'signInPerAddressHour'),
    lookUp: (city, address) => over(lookUps, address, city, 'lookUpsPerAddressHour'),
  };
}

function over(counter: WindowCounter, key: string, runtime: CityRuntime, as: string): Denied | null {
  const now = runtime.now().getTime();
  return counter.add(key, now) <= dial(runtime, as) ? null : { seconds: counter.retryAfterSeconds(now), ask: null };
}

function dial(runtime: CityRuntime, as: string): number {
  return Number(runtime.rule('door.limits', as, {}, runtime.time.day(runtime.now())).value);
}

/** Counts events a key in a sliding window of two halves; memory is bounded by dropping whole windows. */
export class WindowCounter {
  readonly #windowMs: number;
  #current = new Map<string, number>();
  #before = new Map<string, number>();
  #start = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** Counts one more for the key at `now` and returns the estimate for the last window. */
  add(key: string, now: number): number {
    this.#turn(now);
    const count = (this.#current.get(key) ?? 0) + 1;
    this.#current.set(key, count);
    const share = 1 - (now - this.#start) / this.#windowMs;
    return count + (this.#before.get(key) ?? 0) * share;
  }

  /** Seconds until the window has moved on by a half. */
  retryAfterSeconds(now: number): number {
    return Math.max(1, Math.ceil((this.#start + this.#windowMs - now) / 1000));
  }

  #turn(now: number): void {
    const passed = now - this.#start;
    if (passed >= 0 && passed < this.#windowMs) return;
    this.#before = passed >= 0 && passed < 2 * this.#windowMs ? this.#current : new Map();
    this.#current = new Map();
    this.#start = now - (passed >= 0 ? passed % this.#windowMs : 0);
  }
}
