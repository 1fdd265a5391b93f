import type { Pool, PoolClient } from 'pg';
import { type CaseState, foldEvent, unopened } from '../case/case-state.ts';
import { talliesOf } from '../case/tallies.ts';
import { dayText, localOf, zoneOf } from '../clock/zone.ts';
import type { AnyCase } from '../define/case-definition.ts';
import type { EventBody } from '../log/event.ts';

export type Rebuilt = {
  /** Events read and steps that they make. */
  readonly events: number;
  readonly steps: number;
  /** Stored steps that the log does not make, and steps of the log that were not stored. */
  readonly removed: number;
  readonly added: number;
};

const PAGE = 5000;

/**
 * Makes the tallies of a definition anew from the log and replaces what differs, with the roll-ups, in one transaction
 * as role `owner`. Reads only what transactions below the oldest running one have written, so that intake goes on
 * beside it; steps written meanwhile stand on the same definition. A definition with other indicators is first put in
 * service, then rebuilt.
 *
 * @param options.dryRun compare only: nothing is changed, and `removed` and `added` say what differs
 */
export async function rebuildTallies(
  owner: Pool,
  city: string,
  definition: AnyCase,
  options: { readonly dryRun?: boolean } = {},
): Promise<Rebuilt> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    const zone = await client.query<{ zone: string; below: string }>(
      'select zone, pg_snapshot_xmin(pg_current_snapshot())::text as below from city where city = $1',
      [city],
    );
    const found = zone.rows[0];
    if (!found) throw new Error(`no city ${city}`);
    const source = { city, definition, ...found };
    const read = await tallyLog(client, source);
    const changed = await replace(client, source);
    await client.query(options.dryRun ? 'rollback' : 'commit');
    return { ...read, ...changed };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

type Source = {
  readonly city: string;
  readonly definition: AnyCase;
  readonly zone: string;
  /** Transactions below it are final. */
  readonly below: string;
};

const columns = 'indicator, part, happened_on, case_id, seq, delta, unit, place, category, recorded_at, tx';

/** Folds every event of every case, in order of the streams, into the temporary table `rebuilt`. */
async function tallyLog(client: PoolClient, source: Source): Promise<{ events: number; steps: number }> {
  await client.query(`create temporary table rebuilt on commit drop as select ${columns} from tally with no data`);
  await client.query(
    `declare log no scroll cursor for select body, tx::text as tx from event
     where city = $1 and kind = 'case' and tx < $2::xid8 order by id, seq`,
    [source.city, source.below],
  );
  const zone = zoneOf(source.zone);
  const dayOf = (iso: string) => dayText(localOf(new Date(iso), zone).day);
  const read = { events: 0, steps: 0 };
  let state: CaseState | null = null;
  for (;;) {
    const { rows } = await client.query<{ body: string; tx: string }>(`fetch ${PAGE} from log`);
    if (rows.length === 0) break;
    const steps: object[] = [];
    for (const { body: text, tx } of rows) {
      const body = JSON.parse(text) as EventBody;
      const before: CaseState | null = state?.id === body.id ? state : null;
      const after = foldEvent(before ?? unopened(body.id), body);
      state = after;
      if (after.definition !== source.definition.code) continue;
      read.events += 1;
      for (const step of talliesOf(source.definition, before, after, dayOf)) {
        steps.push({ ...step, case_id: body.id, seq: body.seq, recorded_at: body.at, tx });
      }
    }
    await client.query(
      `insert into rebuilt (${columns}) select ${columns} from jsonb_populate_recordset(null::rebuilt, $1::jsonb)`,
      [JSON.stringify(steps)],
    );
    read.steps += steps.length;
  }
  await client.query('close log');
  return read;
}

/** Removes and adds what differs; where it stands in the roll-up already, the roll-up gets the difference. */
async function replace(client: PoolClient, { city, definition, below }: Source) {
  await client.query(`insert into tally_rolled (city, below) values ($1, '0') on conflict do nothing`, [city]);
  await client.query('select from tally_rolled where city = $1 for update', [city]);
  await client.query(`create temporary table differing on commit drop as
    select ${columns}, 0 as side from tally with no data`);
  const stored = `select ${columns} from tally where city = $1 and tx < $2::xid8 and starts_with(indicator, $3)`;
  const made = `select ${columns} from rebuilt`;
  await client.query(
    `insert into differing
     select *, -1 from (${stored} except ${made}) surplus union all
     select *, 1 from (${made} except ${stored}) missing`,
    [city, below, `${definition.code}.`],
  );
  const removed = await client.query(
    `delete from tally t using differing d
     where t.city = $1 and d.side = -1 and t.indicator = d.indicator and t.part = d.part
       and t.happened_on = d.happened_on and t.case_id = d.case_id and t.seq = d.seq and t.delta = d.delta`,
    [city],
  );
  const added = await client.query(
    `insert into tally (city, ${columns}) select $1, ${columns} from differing where side = 1`,
    [city],
  );
  await client.query(
    `select add_to_rollup($1, coalesce(array_agg(row(indicator, part, axis, value, day, n)::rollup_step), '{}'))
     from (
       select d.indicator, d.part, a.axis, a.value, d.happened_on as day, sum(d.side * d.delta) as n
       from differing d cross join lateral axes_of(d.unit, d.place, d.category) a
       where d.tx < (select below from tally_rolled where city = $1)
       group by 1, 2, 3, 4, 5 having sum(d.side * d.delta) <> 0
     ) step`,
    [city],
  );
  return { removed: removed.rowCount ?? 0, added: added.rowCount ?? 0 };
}
