import type { Pool } from 'pg';
import type { Batch } from './batch.ts';

export type Committed =
  | { readonly outcome: 'committed' }
  /** A stream has moved on since it was read: read again and decide again. */
  | { readonly outcome: 'conflict'; readonly detail: string }
  /** The same key was used before: the earlier result stands. */
  | { readonly outcome: 'repeated'; readonly bodyHash: string; readonly result: Readonly<Record<string, unknown>> };

const CONFLICT = 'HY409';
/** Unique violation: two openings with the same foreign number at once; the later one reads the earlier one. */
const UNIQUE_VIOLATION = '23505';

/**
 * Writes one batch as the role `writer`: everything or nothing. Throws where the database is away or the rows do not
 * fit together; a thrown commit may have happened (the answer was lost), so callers repeat it with its idempotency
 * key.
 */
export async function commitBatch(writer: Pool, batch: Batch): Promise<Committed> {
  try {
    const answer = await writer.query<{ answer: CommitAnswer }>({
      name: 'commit_batch',
      text: 'select commit_batch($1::jsonb) as answer',
      values: [JSON.stringify(batch)],
    });
    const repeated = answer.rows[0]?.answer.repeated;
    if (repeated) return { outcome: 'repeated', bodyHash: repeated.bodyHash, result: repeated.result };
    return { outcome: 'committed' };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === CONFLICT || code === UNIQUE_VIOLATION) return { outcome: 'conflict', detail: message };
    throw error;
  }
}

type CommitAnswer = {
  readonly ok?: true;
  readonly repeated?: { readonly bodyHash: string; readonly result: Readonly<Record<string, unknown>> };
};
