import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** A platform as a process of its own, as an administrator runs it. */
export type ServerProcess = {
  readonly base: string;
  readonly child: ChildProcess;
  ready(): Promise<void>;
  /** Ends it with a signal and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
};

export type ServerOptions = {
  readonly dataDir: string;
  readonly env?: Record<string, string>;
  readonly args?: string[];
};

export async function startServer({ dataDir, env = {}, args = ['--no-demo'] }: ServerOptions): Promise<ServerProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, ['server/main.ts', 'start', ...args], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'silent', ...env },
    stdio: 'ignore',
  });
  const base = `http://127.0.0.1:${port}`;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  return {
    base,
    child,
    ready: () => waitUntil('the server is ready', () => isReady(base)),
    end: async (signal) => {
      child.kill(signal);
      await gone;
    },
  };
}

export const isReady = (base: string): Promise<boolean> =>
  fetch(`${base}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

/** Runs a command of the platform and returns what it printed. */
export async function command(dataDir: string, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['server/main.ts', ...args], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...env },
  });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
  });
  child.stderr.on('data', (data) => {
    said += data;
  });
  const code = await new Promise<number | null>((done) => child.on('exit', done));
  return { code, said };
}

export async function waitUntil(what: string, holds: () => Promise<boolean> | boolean, seconds = 40): Promise<void> {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`waited ${seconds} s in vain: ${what}`);
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A token of a demonstration post. */
export async function tokenOf(dataDir: string, post: string, env: Record<string, string> = {}): Promise<string> {
  const { said } = await command(dataDir, ['demo', '--json', '--post', post], env);
  const line = said.split('\n').find((one) => one.startsWith('['));
  return (JSON.parse(line ?? '[]') as { token: string }[])[0]?.token ?? '';
}

/** One intake; null where it was not acknowledged. */
export async function intake(base: string, token: string, key: string): Promise<{ id: string; number: string } | null> {
  const sent = await fetch(`${base}/api/v1/cases/hotline.request`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ title: '停水', text: '小区停水', kind: 'help', category: 'housing', channel: 'phone' }),
  }).catch(() => null);
  return sent?.ok ? ((await sent.json().catch(() => null)) as { id: string; number: string } | null) : null;
}
