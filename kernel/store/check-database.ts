import type { Pool } from 'pg';

/** Something about the database that would break a promise, with the statement that mends it. */
export type DatabaseFault = { readonly what: string; readonly found: string; readonly mend: string };

/** Tables whose rows a reader may see only in part: the second fence has to stand. */
const FENCED = ['cases', 'case_scope', 'private_value', 'event'] as const;
const VERSION_MIN = 150_000;

type Settings = {
  version: number;
  encoding: string;
  reads_chinese: boolean;
  fsync: string;
  synchronous: string;
  database: string;
};
type Role = { name: string; superuser: boolean; bypasses: boolean; owns: boolean };
type Fence = { name: string; forced: boolean };

/**
 * Looks at the database before a server serves on it: version, encoding, character type, durability, the rights of the
 * two roles that it connects as, and the fences. Empty where everything holds.
 */
export async function checkDatabase(pools: { readonly reader: Pool; readonly writer: Pool }) {
  const faults: DatabaseFault[] = [];
  const settings = await pools.writer.query<Settings>(
    `select current_setting('server_version_num')::integer as version,
       current_setting('server_encoding') as encoding, '乌海' ~ '^\\w+$' as reads_chinese,
       current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous,
       current_database() as database`,
  );
  const [found] = settings.rows;
  if (found) faults.push(...settingFaults(found));
  for (const pool of [pools.reader, pools.writer]) faults.push(...(await roleFaults(pool)));
  const fences = await pools.writer.query<Fence>(
    `select relname as name, relrowsecurity and relforcerowsecurity as forced from pg_class
     where relnamespace = 'public'::regnamespace and relname = any($1)`,
    [FENCED],
  );
  for (const { name, forced } of fences.rows) {
    if (forced) continue;
    const mend = `alter table ${name} enable row level security; alter table ${name} force row level security;`;
    faults.push({ what: `row security of ${name}`, found: 'off', mend });
  }
  return faults;
}

function settingFaults({ version, encoding, reads_chinese, fsync, synchronous, database }: Settings) {
  const faults: DatabaseFault[] = [];
  if (version < VERSION_MIN) {
    faults.push({ what: 'PostgreSQL 15 or later', found: String(version), mend: 'upgrade the database server' });
  }
  const form = `encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8' template template0`;
  const anew = `create database ${database} ${form};`;
  if (encoding !== 'UTF8') faults.push({ what: 'encoding UTF8', found: encoding, mend: anew });
  if (!reads_chinese) faults.push({ what: 'a character type that knows Chinese', found: 'none', mend: anew });
  if (fsync !== 'on') faults.push({ what: 'fsync', found: fsync, mend: 'alter system set fsync = on;' });
  if (!['on', 'remote_write', 'remote_apply', 'local'].includes(synchronous)) {
    const mend = `alter database ${database} set synchronous_commit = on;`;
    faults.push({ what: 'synchronous_commit', found: synchronous, mend });
  }
  return faults;
}

async function roleFaults(pool: Pool): Promise<readonly DatabaseFault[]> {
  const { rows } = await pool.query<Role>(
    `select r.rolname as name, r.rolsuper as superuser, r.rolbypassrls as bypasses,
       exists (select from pg_class c where c.relowner = r.oid and c.relnamespace = 'public'::regnamespace) as owns
     from pg_roles r where r.rolname = current_user`,
  );
  return rows.flatMap(({ name, superuser, bypasses, owns }) => [
    ...(superuser
      ? [{ what: `${name} is no superuser`, found: 'it is', mend: `alter role ${name} nosuperuser;` }]
      : []),
    ...(bypasses
      ? [{ what: `${name} keeps to row security`, found: 'it does not', mend: `alter role ${name} nobypassrls;` }]
      : []),
    ...(owns
      ? [{ what: `${name} owns no table`, found: 'it does', mend: `reassign owned by ${name} to huying_owner;` }]
      : []),
  ]);
}
