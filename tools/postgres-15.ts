import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's own PostgreSQL, the oldest that the platform supports. */
const BIN = '/usr/lib/postgresql/15/bin';
/** The engine refuses to run as root: then it runs as nobody. */
const NOBODY = 65_534;

export type Postgres15 = { readonly url: string; stop(): void };

/** Starts PostgreSQL 15 in a folder of its own; null where the machine has none. */
export async function startPostgres15(): Promise<Postgres15 | null> {
  if (!existsSync(join(BIN, 'postgres'))) return null;
  const folder = mkdtempSync(join(tmpdir(), 'huying-pg15-'));
  const root = process.getuid?.() === 0;
  if (root) {
    chmodSync(folder, 0o755);
    chownSync(folder, NOBODY, NOBODY);
  }
  const run = (name: string, ...args: string[]) => {
    const as = root ? { uid: NOBODY, gid: NOBODY } : {};
    const done = spawnSync(join(BIN, name), args, {
      ...as,
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (done.status !== 0) throw new Error(`${name}: ${done.stderr}`);
  };
  const data = join(folder, 'data');
  const port = await freePort();
  run('initdb', '-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust', '--no-sync');
  const options = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=off`;
  run('pg_ctl', '-D', data, '-o', options, '-l', join(folder, 'log'), '-w', 'start');
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'fast', '-w', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
