import type { CityRuntime } from '../city-runtime.ts';

export const HOUR_MS = 3_600_000;
/** Anonymous intakes an address and hour: default of the dial. */
const ANONYMOUS_PER_ADDRESS = 20;

/** Counts one more anonymous intake from an address and says whether it still passes. */
export function admits(counter: WindowCounter, address: string, runtime: CityRuntime): boolean {
  const most = runtime.anonymousPerAddress ?? ANONYMOUS_PER_ADDRESS;
  return counter.add(address, runtime.now().getTime()) <= most;
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
