/** A difference of the two clocks of the machine that is no mere correction. */
const JUMP_MS = 5_000;
/** After a jump forward nothing is called overdue for so long, so that a wrong clock can be put right first. */
export const HOLD_MS = 10 * 60_000;

export type ClockLook = {
  /** Milliseconds by which the wall clock moved more than time passed; 0 where it kept step. */
  readonly jumpedMs: number;
  /** Timers are to wait. */
  readonly hold: boolean;
};

/**
 * Watches the wall clock against the clock that only counts. Deadlines are judged by the wall clock, and being overdue
 * is written for ever: after a jump forward timers wait ten minutes, and go on at once when the clock comes back. A
 * jump backwards needs nothing: events of a case never go back in time. `wall` and `steady` in milliseconds.
 */
export function clockWatch(): (wall: number, steady: number) => ClockLook {
  let last: { wall: number; steady: number } | null = null;
  let ahead = 0;
  let since = 0;
  return (wall, steady) => {
    const jumped = last ? wall - last.wall - (steady - last.steady) : 0;
    last = { wall, steady };
    const jumpedMs = Math.abs(jumped) > JUMP_MS ? jumped : 0;
    if (jumpedMs !== 0) {
      ahead = Math.max(0, ahead + jumpedMs);
      since = steady;
    }
    if (ahead > JUMP_MS && steady - since >= HOLD_MS) ahead = 0;
    return { jumpedMs, hold: ahead > JUMP_MS };
  };
}
