import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';

const FOLDER = new URL('./migrations/', import.meta.url);
/** Any number will do as long as every server uses the same one: two servers migrate one after the other. */
const MIGRATION_LOCK = 4_829_105;

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
};

export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function readMigrations(folder: URL = FOLDER): readonly Migration[] {
  const files = readdirSync(folder).filter((file) => /^\d{4}-[a-z0-9-]+\.sql$/.test(file));
  return files.sort().map((name) => {
    const sql = readFileSync(new URL(name, folder), 'utf8');
    return { number: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
  });
}

/**
 * Brings a database to the newest schema, as its owner. Each file runs in one transaction and is remembered by its
 * hash. Refusals (thrown): `migration.changed` where an applied file differs, `migration.newer` where the database
 * knows more.
 */
export async function migrate(ownerUrl: string, migrations = readMigrations()): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create table if not exists schema_migration (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now())`);
    const known = await client.query<{ name: string; sha256: string }>('select name, sha256 from schema_migration');
    const applied = new Map(known.rows.map((row) => [row.name, row.sha256]));
    checkKnown(applied, migrations);
    const done: string[] = [];
    for (const migration of migrations) {
      if (applied.has(migration.name)) continue;
      await applyOne(client, migration);
      done.push(migration.name);
    }
    return done;
  } finally {
    await client.end();
  }
}

function checkKnown(applied: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  for (const [name, sha256] of applied) {
    const file = migrations.find((migration) => migration.name === name);
    if (!file) {
      throw new MigrationError(
        'migration.newer',
        `the database has ${name}; this version does not know it: upgrade it`,
      );
    }
    if (file.sha256 !== sha256) {
      throw new MigrationError('migration.changed', `${name} was changed after it was applied; add a new file instead`);
    }
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.sql);
    await client.query('insert into schema_migration (name, sha256) values ($1, $2)', [
      migration.name,
      migration.sha256,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new MigrationError('migration.failed', `${migration.name}: ${(error as Error).message}`);
  }
}
