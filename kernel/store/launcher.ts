import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type EngineUser, enginePackage, engineUser, giveTo, reachable } from './engine-package.ts';

/** The embedded engine: the trial form. Production names its own PostgreSQL in DATABASE_URL (docs/operating). */
export type Engine = {
  readonly superuserUrl: string;
  readonly pid: number;
  readonly clusterDir: string;
  /** Where the cluster lies, if it could not lie under the folder that was asked for. */
  readonly moved: string | null;
  /** True when a live engine on this folder was taken over. */
  readonly takenOver: boolean;
  stop(): Promise<void>;
};

/** Unix sockets have a path of at most 107 bytes; over this length the engine listens on 127.0.0.1 with a password. */
const SOCKET_PATH_MAX = 100;
const START_MS_MAX = 60_000;
const START_AGAIN_MS = 1_000;
const STOP_MS_MAX = 60_000;
const PORT = 5432;

export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** Starts the engine on `dataDir`, or takes over the one that runs there; creates the cluster when it is new. */
export async function startEngine(dataDir: string): Promise<Engine> {
  const user = engineUser();
  const wanted = resolve(dataDir);
  mkdirSync(wanted, { recursive: true });
  const base = reachable(wanted, user) ? wanted : join('/var/lib/huying', nameOfPath(wanted));
  const moved = base === wanted ? null : base;
  mkdirSync(base, { recursive: true });
  const native = enginePackage(user, base);
  const clusterDir = join(base, 'pg');
  const password = passwordOf(base);
  if (!existsSync(join(clusterDir, 'PG_VERSION'))) await createCluster({ native, base, clusterDir, password, user });
  const running = liveEngine(clusterDir);
  const socket = socketFolder(base, user);
  if (!running) dropForeignLock(clusterDir);
  const superuserUrl = urlOf(socket, clusterDir, password);
  await answers(superuserUrl, clusterDir, () => launch({ native, clusterDir, socket, user }));
  const pid = pidOf(clusterDir);
  if (pid === null) throw new EngineError(`the engine on ${clusterDir} answers but left no postmaster.pid`);
  return { superuserUrl, pid, clusterDir, moved, takenOver: running, stop: () => stopEngine(clusterDir) };
}

/** Each folder that the engine cannot reach has a place of its own. */
const nameOfPath = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 32);

type Place = {
  readonly native: string;
  readonly base: string;
  readonly clusterDir: string;
  readonly password: string;
  readonly user: EngineUser;
};

/** A cluster is made beside its place and renamed: one that was interrupted half-way never looks finished. */
async function createCluster({ native, base, clusterDir, password, user }: Place): Promise<void> {
  const fresh = join(base, 'pg.new');
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  giveTo(fresh, user);
  const passwordFile = join(base, '.initdb-password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(passwordFile, user);
  const options = ['-D', fresh, '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--locale-provider=builtin'];
  options.push('--builtin-locale=C.UTF-8', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync');
  await run(join(native, 'bin/initdb'), options, user);
  rmSync(passwordFile);
  renameSync(fresh, clusterDir);
}

function passwordOf(base: string): string {
  const file = join(base, 'pg.password');
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return readFileSync(file, 'utf8');
}

function socketFolder(base: string, user: EngineUser): string | null {
  const folder = join(base, 'socket');
  if (Buffer.byteLength(join(folder, `.s.PGSQL.${PORT}`)) > SOCKET_PATH_MAX) return null;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  giveTo(folder, user);
  return folder;
}

type Start = {
  readonly native: string;
  readonly clusterDir: string;
  readonly socket: string | null;
  readonly user: EngineUser;
};

/** In a process group of its own, so that Ctrl-C reaches the platform alone, which then stops the engine in order. */
function launch({ native, clusterDir, socket, user }: Start): void {
  const log = join(clusterDir, 'engine.log');
  const out = openSync(log, 'a');
  giveTo(log, user);
  const listen = socket ? ['-c', 'listen_addresses=', '-k', socket] : ['-c', 'listen_addresses=127.0.0.1', '-p', '0'];
  const port = socket ? ['-p', String(PORT)] : ['-p', String(freePort(clusterDir)), '-k', ''];
  const settings = tuning().flatMap((setting) => ['-c', setting]);
  const args = ['-D', clusterDir, ...(socket ? listen : listen.slice(0, 2)), ...port, ...settings];
  const child = spawn(join(native, 'bin/postgres'), args, {
    ...user.spawn,
    cwd: clusterDir,
    detached: true,
    stdio: ['ignore', out, out],
  });
  child.on('error', () => undefined);
  child.unref();
}

/** A port of its own for each cluster folder that is too long for a socket. */
function freePort(clusterDir: string): number {
  let sum = 0;
  for (const byte of Buffer.from(clusterDir)) sum = (sum * 31 + byte) % 20_000;
  return 42_000 + sum;
}

function tuning(): readonly string[] {
  const megabytes = Math.floor(totalmem() / 1_048_576);
  const shared = Math.max(128, Math.min(2048, Math.floor(megabytes / 8)));
  return [
    `shared_buffers=${shared}MB`,
    `effective_cache_size=${Math.floor(megabytes / 2)}MB`,
    'max_connections=100',
    'wal_compression=on',
    'max_wal_size=4GB',
    'checkpoint_timeout=15min',
    'random_page_cost=1.1',
    'log_min_messages=warning',
    'timezone=UTC',
    'jit=off',
  ];
}

function urlOf(socket: string | null, clusterDir: string, password: string): string {
  const url = new URL(`postgresql://postgres@localhost/postgres`);
  url.password = password;
  if (socket) url.searchParams.set('host', socket);
  else url.host = `127.0.0.1:${freePort(clusterDir)}`;
  return url.toString();
}

/**
 * Waits for the engine to answer and starts it as long as none runs: right after a kill the children of the old one may
 * still hold its memory, and a new one refuses to start until they are gone.
 */
async function answers(url: string, clusterDir: string, start: () => void): Promise<void> {
  const began = performance.now();
  let startedAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    if (!liveEngine(clusterDir) && performance.now() - startedAt > START_AGAIN_MS) {
      start();
      startedAt = performance.now();
    }
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (performance.now() - began > START_MS_MAX) {
        const log = existsSync(join(clusterDir, 'engine.log'))
          ? readFileSync(join(clusterDir, 'engine.log'), 'utf8')
          : '';
        throw new EngineError(`the engine did not answer: ${(error as Error).message}\n${log.slice(-2000)}`);
      }
      await wait(50);
    }
  }
}

const wait = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

function pidOf(clusterDir: string): number | null {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

/** Is the process of postmaster.pid alive, and is it really an engine on this folder? A number alone proves nothing. */
function liveEngine(clusterDir: string): boolean {
  const pid = pidOf(clusterDir);
  if (pid === null) return false;
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /postgres$/.test(command[0] ?? '') && command.includes(clusterDir);
  } catch {
    return false;
  }
}

/**
 * The engine itself knows what to do with a lock file whose process is gone, and needs it to see whether children of
 * that process still run. Only where the number now belongs to some other program does the file have to go.
 */
function dropForeignLock(clusterDir: string): void {
  const pid = pidOf(clusterDir);
  if (pid !== null && existsSync(`/proc/${pid}`)) rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

/** Fast shutdown: open transactions are rolled back, everything acknowledged is on disk. */
async function stopEngine(clusterDir: string): Promise<void> {
  // after a kill another process may have started it anew
  const pid = pidOf(clusterDir);
  if (pid === null || !liveEngine(clusterDir)) return;
  process.kill(pid, 'SIGINT');
  const steps = STOP_MS_MAX / 50;
  for (let step = 0; step < steps; step += 1) {
    if (!liveEngine(clusterDir)) return;
    await wait(50);
  }
  throw new EngineError(
    `the engine (process ${pid}) has not stopped in ${STOP_MS_MAX / 1000} s; see ${clusterDir}/engine.log`,
  );
}

function run(command: string, args: readonly string[], user: EngineUser): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { ...user.spawn, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('error', fail);
    child.on('exit', (code) => (code === 0 ? done() : fail(new EngineError(`${command} failed (${code}): ${said}`))));
  });
}
