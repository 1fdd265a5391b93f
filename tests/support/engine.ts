import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../../kernel/store/launcher.ts';
import { migrate } from '../../kernel/store/migrate.ts';
import { createDatabase, createRoles, roleUrls } from '../../kernel/store/roles.ts';

export const TEMPLATE = 'huying_template';

/** One engine for the whole run; each test file opens a database of its own from one migrated template. */
export default async function setup(): Promise<() => Promise<void>> {
  const passwords = { owner: secret(), reader: secret(), writer: secret() };
  const own = process.env.HUYING_TEST_DATABASE_URL;
  const folder = own ? null : mkdtempSync(join(tmpdir(), 'huying-test-'));
  if (folder) chmodSync(folder, 0o755);
  const engine = folder ? await startEngine(folder) : null;
  const superuserUrl = own ?? engine?.superuserUrl ?? '';
  await createRoles(superuserUrl, passwords);
  await createDatabase(superuserUrl, TEMPLATE);
  await migrate(roleUrls(superuserUrl, TEMPLATE, passwords).ownerUrl);
  process.env.HUYING_TEST_ENGINE = JSON.stringify({ superuserUrl, passwords });
  return async () => {
    await engine?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  };
}

const secret = (): string => randomBytes(12).toString('hex');
