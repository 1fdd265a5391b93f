import type { Pool } from 'pg';
import { dice, type History, randomHistory } from '../case/random-histories.ts';
import { talliesOf } from '../case/tallies.ts';
import type { AnyCase } from '../define/case-definition.ts';
import { sealEvent } from '../log/event.ts';
import type { TallyRow } from '../store/batch.ts';

/** A made-up city for tests: whole histories in the log, their tallies beside them, as commits would have left them. */
export type RandomCity = {
  readonly city: string;
  readonly definition: AnyCase;
  readonly dayOf: (iso: string) => string;
  readonly seed: number;
  readonly cases: number;
  readonly eventsMax: number;
  /** First number of a case: several lays of one city must not meet. */
  readonly from?: number;
};

const START = Date.UTC(2025, 8, 1);
const GAP_MS = 40_000_000;

/** Writes the histories as `owner`, one transaction for each hundred cases, and returns them. */
export async function layRandomCity(owner: Pool, lay: RandomCity): Promise<readonly History[]> {
  const roll = dice(lay.seed);
  const histories: History[] = [];
  for (let at = 0; at < lay.cases; at += 1) {
    const n = (lay.from ?? 0) + at;
    const id = `019a0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
    const { city, definition } = lay;
    const events = 1 + roll(lay.eventsMax);
    const frame = {
      city,
      definition,
      id,
      number: `T-${n}`,
      start: START + roll(30) * 86_400_000,
      gapMs: GAP_MS,
      events,
    };
    histories.push(randomHistory(frame, roll));
  }
  for (let at = 0; at < histories.length; at += 100) await write(owner, lay, histories.slice(at, at + 100));
  return histories;
}

async function write(owner: Pool, lay: RandomCity, histories: readonly History[]): Promise<void> {
  const events: object[] = [];
  for (const { bodies } of histories) {
    let head: Buffer = Buffer.alloc(0);
    for (const body of bodies) {
      const { text, hash } = sealEvent(body, head);
      head = hash;
      const { kind, id, seq, type } = body;
      events.push({
        city: lay.city,
        kind,
        id,
        seq,
        type,
        recorded_at: body.at,
        body: text,
        hash: `\\x${hash.toString('hex')}`,
      });
    }
  }
  const tallies = histories.flatMap((history) => talliesOfHistory(history, lay));
  await owner.query(
    `with written as (
       insert into event (city, kind, id, seq, type, recorded_at, body, hash)
       select city, kind, id, seq, type, recorded_at, body, hash from jsonb_populate_recordset(null::event, $1::jsonb)
     )
     insert into tally (city, indicator, part, happened_on, case_id, seq, delta, unit, place, category, recorded_at)
     select $3, indicator, part, happened_on, case_id, seq, delta, unit, place, category, recorded_at
     from jsonb_populate_recordset(null::tally, $2::jsonb)`,
    [JSON.stringify(events), JSON.stringify(tallies), lay.city],
  );
}

export function talliesOfHistory(
  { bodies, states }: History,
  { definition, dayOf }: Pick<RandomCity, 'definition' | 'dayOf'>,
): readonly TallyRow[] {
  return bodies.flatMap((body, at) => {
    const before = states[at - 1] ?? null;
    const after = states[at];
    const key = { case_id: body.id, seq: body.seq, recorded_at: body.at };
    return after ? talliesOf(definition, before, after, dayOf).map((step) => ({ ...step, ...key })) : [];
  });
}
