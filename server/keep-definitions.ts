import { type CompiledCase, compileDefinition, differingKeys } from '@huying/kernel/define/compile';
import { compiledHash } from '@huying/kernel/define/definition-hash';
import type { CityRuntime } from './city-runtime.ts';

/** Why a server may not start on these definitions. */
export type DefinitionConflict =
  | { readonly what: 'changed'; readonly code: string; readonly version: number; readonly keys: readonly string[] }
  /** Open cases run on a version that nothing here knows. */
  | { readonly what: 'unknown'; readonly code: string; readonly version: number; readonly open: number };

/**
 * Keeps the versions in service with their hashes. A version that once went into service is never changed: cases run
 * on it. What changed is told by its keys; the mend is a new version number.
 */
export async function keepDefinitions(runtime: CityRuntime): Promise<readonly DefinitionConflict[]> {
  const conflicts: DefinitionConflict[] = [];
  const { writer } = runtime.pools;
  const known = new Set<string>();
  for (const { definition } of new Set(runtime.bindings.values())) {
    const { code, version } = definition;
    known.add(`${code}@${version}`);
    const compiled = compileDefinition(definition);
    const hash = compiledHash(compiled);
    const kept = await writer.query<{ hash: string; body: CompiledCase }>(
      'select hash, body from keep_definition($1, $2, $3, $4, $5::jsonb, $6)',
      [runtime.city, code, version, hash, JSON.stringify(compiled), runtime.now()],
    );
    const row = kept.rows[0];
    if (row && row.hash !== hash) {
      conflicts.push({ what: 'changed', code, version, keys: differingKeys(row.body, compiled) });
    }
  }
  const used = await writer.query<{ code: string; version: number; open: string }>(
    'select code, version, open from versions_in_use($1)',
    [runtime.city],
  );
  for (const { code, version, open } of used.rows) {
    if (!known.has(`${code}@${version}`)) conflicts.push({ what: 'unknown', code, version, open: Number(open) });
  }
  return conflicts;
}
