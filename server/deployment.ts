import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileKeyStore, type KeyStore } from '@huying/kernel/store/keys';
import { type Engine, startEngine } from '@huying/kernel/store/launcher';
import { migrate } from '@huying/kernel/store/migrate';
import { createDatabase, createRoles, type RolePasswords, roleUrls } from '@huying/kernel/store/roles';
import pg from 'pg';
import type { Pools } from './city-runtime.ts';
import type { Config } from './config.ts';
import { useEngine } from './engine-users.ts';

/** An opened deployment: engine or external database, migrated, with pools for reader and writer and the keys. */
export type Deployment = {
  readonly pools: Pools;
  readonly keys: KeyStore;
  readonly engine: Engine | null;
  readonly migrated: readonly string[];
  ready(): Promise<boolean>;
  /** Starts the embedded engine again where it was killed; true where it had to. */
  revive(): Promise<boolean>;
  /** Ends the pools; stops the engine unless another process of ours uses it, or it is to be kept. */
  close(options?: { readonly keepEngine: boolean }): Promise<void>;
};

const DATABASE = 'huying';
const POOL_MAX = 16;

/** Progress lines for whoever waits. */
export type Tell = (line: string) => void;

export async function openDeployment(config: Config, tell: Tell): Promise<Deployment> {
  mkdirSync(config.dataDir, { recursive: true });
  const use = config.databaseUrl ? null : useEngine(config.dataDir);
  let engine = config.databaseUrl ? null : await startEngine(config.dataDir);
  const leave = async (keep = false) => {
    const others = use?.leave().others;
    if (engine && !others && !keep) await engine.stop();
  };
  if (engine) tell(engine.takenOver ? '数据库已在运行' : '数据库已启动');
  if (engine?.moved) tell(`数据库用户无法进入 ${config.dataDir}，数据放在 ${engine.moved}`);
  const { urls, migrated } = await prepare(engine?.superuserUrl ?? config.databaseUrl ?? '', config).catch(
    async (error: Error) => {
      // what stops the start does not leave an engine behind
      await leave();
      throw error;
    },
  );
  if (migrated.length > 0) tell(`数据结构已更新（${migrated.length} 项）`);
  const pools = { reader: poolOf(urls.readerUrl), writer: poolOf(urls.writerUrl) };
  return {
    pools,
    keys: fileKeyStore(join(config.dataDir, 'keys')),
    engine,
    migrated,
    ready: () => isReady(pools),
    revive: async () => {
      if (!engine || (await isReady(pools))) return false;
      engine = await startEngine(config.dataDir);
      return !engine.takenOver;
    },
    close: async (options) => {
      await Promise.all([pools.reader.end(), pools.writer.end()]);
      await leave(options?.keepEngine);
    },
  };
}

/** Roles, database and schema, as they should be. */
async function prepare(superuserUrl: string, config: Config) {
  const passwords = rolePasswords(config.dataDir);
  await createRoles(superuserUrl, passwords);
  await createDatabase(superuserUrl, DATABASE);
  const urls = roleUrls(superuserUrl, DATABASE, passwords);
  return { urls, migrated: await migrate(urls.ownerUrl) };
}

function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: POOL_MAX, connectionTimeoutMillis: 5_000 });
  // a connection that breaks while idle is replaced at the next query; without a listener it would end the process
  pool.on('error', () => undefined);
  return pool;
}

async function isReady(pools: Pools): Promise<boolean> {
  try {
    await Promise.all([pools.reader.query('select 1'), pools.writer.query('select 1')]);
    return true;
  } catch {
    return false;
  }
}

/** Passwords of the database roles, made once, in a file that only its owner reads. */
function rolePasswords(dataDir: string): RolePasswords {
  const file = join(dataDir, 'keys', 'roles.json');
  if (!existsSync(file)) {
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    const secret = () => randomBytes(24).toString('base64url');
    const made: RolePasswords = { owner: secret(), reader: secret(), writer: secret() };
    writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8')) as RolePasswords;
}
