import pg from 'pg';

/** Passwords of the three roles of one deployment. */
export type RolePasswords = { readonly owner: string; readonly reader: string; readonly writer: string };

export type RoleUrls = { readonly ownerUrl: string; readonly readerUrl: string; readonly writerUrl: string };

/** A server, its worker and a command may prepare one engine at the same moment: one after the other. */
const PREPARE_LOCK = 4_829_104;

const ROLES = ['owner', 'reader', 'writer'] as const;

/** Creates the three roles as superuser, or gives them their passwords anew. None of them is a superuser. */
export async function createRoles(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
    for (const role of ROLES) {
      const name = `huying_${role}`;
      const found = await client.query('select from pg_roles where rolname = $1', [name]);
      const verb = found.rowCount === 0 ? 'create' : 'alter';
      await client.query(
        `${verb} role ${name} login nosuperuser nocreatedb nocreaterole password ${pg.escapeLiteral(passwords[role])}`,
      );
    }
  } finally {
    await client.end();
  }
}

/** Creates the database, owned by the owner, with an encoding and ctype that keep Chinese. */
export async function createDatabase(superuserUrl: string, name: string, template = 'template0'): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [PREPARE_LOCK]);
    const found = await client.query('select from pg_database where datname = $1', [name]);
    if (found.rowCount) return;
    const form = template === 'template0' ? ` encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'` : '';
    await client.query(
      `create database ${pg.escapeIdentifier(name)} owner huying_owner
       template ${pg.escapeIdentifier(template)}${form}`,
    );
  } finally {
    await client.end();
  }
}

/** The same server and database, seen as each role. */
export function roleUrls(superuserUrl: string, database: string, passwords: RolePasswords): RoleUrls {
  const urlOf = (role: (typeof ROLES)[number]): string => {
    const url = new URL(superuserUrl);
    url.username = `huying_${role}`;
    url.password = passwords[role];
    url.pathname = `/${database}`;
    return url.toString();
  };
  return { ownerUrl: urlOf('owner'), readerUrl: urlOf('reader'), writerUrl: urlOf('writer') };
}
