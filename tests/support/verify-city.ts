import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLog } from '../../kernel/log/verify.ts';
import { anchoringOf } from '../../server/anchoring.ts';
import { checkCaseRows } from '../../server/check-case-rows.ts';
import type { NamedCity } from './named-city.ts';

/** The auditor's check on a city of a test: chains, heads, and rows that are the fold of their events. */
export async function verifyNamed(city: NamedCity) {
  const folder = mkdtempSync(join(tmpdir(), 'huying-verify-'));
  const { runtime } = city.acting;
  const anchoring = anchoringOf(runtime, folder);
  const found = await verifyLog({ ...anchoring, publicKey: anchoring.signer.publicKey }, (client) =>
    checkCaseRows(client, runtime.city),
  );
  rmSync(folder, { recursive: true, force: true });
  return found;
}
