import type { LiveCity } from '../cities.ts';

/** A round that takes the registers in anew when any of their rows has changed, on this server or another. */
export async function registerWatch(acting: LiveCity): Promise<() => Promise<void>> {
  const ask = async (from: string) => {
    const { runtime } = acting;
    const found = await runtime.pools.writer.query<{ changed: boolean; upto: string }>(
      'select changed, upto::text as upto from records_changed($1, $2::xid8)',
      [runtime.city, from],
    );
    return found.rows[0];
  };
  const first = await acting.runtime.pools.writer.query<{ tx: string }>(
    'select pg_snapshot_xmin(pg_current_snapshot())::text as tx',
  );
  let from = first.rows[0]?.tx ?? '0';
  return async () => {
    const found = await ask(from);
    if (found?.changed) await acting.reload();
    from = found?.upto ?? from;
  };
}
