import { type StoredCaseRow, stateOfRow } from '@huying/kernel/case/case-row';
import { foldEvent, unopened } from '@huying/kernel/case/case-state';
import type { EventBody } from '@huying/kernel/log/event';
import type { Broken } from '@huying/kernel/log/verify';
import canonicalize from 'canonicalize';
import type { PoolClient } from 'pg';

const PAGE = 500;

/** The row of each case must be the fold of its events, column by column. */
export async function checkCaseRows(client: PoolClient, city: string): Promise<readonly Broken[]> {
  const broken: Broken[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await client.query<StoredCaseRow>(
      `select c.*, s.seq from cases c join stream s on s.city = c.city and s.kind = 'case' and s.id = c.id
       where c.city = $1 and c.id > $2 order by c.id limit ${PAGE}`,
      [city, after],
    );
    const last = page.rows.at(-1);
    if (!last) return broken;
    const events = await client.query<{ id: string; body: string }>(
      `select id, body from event where city = $1 and kind = 'case' and id > $2 and id <= $3 order by id, seq`,
      [city, after, last.id],
    );
    const folded = new Map<string, ReturnType<typeof unopened>>();
    for (const { id, body } of events.rows) {
      folded.set(id, foldEvent(folded.get(id) ?? unopened(id), JSON.parse(body) as EventBody));
    }
    for (const row of page.rows) {
      const same = canonicalize(folded.get(row.id)) === canonicalize(stateOfRow(row));
      if (!same) broken.push({ what: 'row-differs', kind: 'case', id: row.id, seq: row.seq });
    }
    after = last.id;
  }
}
