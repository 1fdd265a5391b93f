// Runs on any Node from 20 on and imports nothing but Node itself: it brings everything else.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.huying-stamp');
const entries = { start: 'server/main.ts', test: 'tools/test.ts', check: 'tools/check.ts', bench: 'bench/main.ts' };

const [command = '', ...rest] = process.argv.slice(2);
const entry = entries[command];
if (!entry) {
  console.error(`usage: node tools/launch.mjs ${Object.keys(entries).join('|')} [options]`);
  process.exit(2);
}

const lockHash = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash;
if (!installed()) await install();
run(nodeBinary(), [join(root, entry), ...(command === 'start' ? ['start', ...rest] : rest)]);

/** Installs the modules once, also when two commands begin at the same time in one clone. */
async function install() {
  const lock = join(root, '.install-lock');
  while (!takeLock(lock)) {
    if (installed()) return;
    await new Promise((done) => setTimeout(done, 500));
  }
  try {
    if (installed()) return;
    const began = process.hrtime.bigint();
    console.log('呼应  installing modules 安装组件 …');
    const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
    });
    if (npm.status !== 0) {
      console.error('npm ci failed. Check that the npm registry can be reached (npm ping) and run the command again.');
      process.exit(1);
    }
    writeFileSync(stamp, lockHash);
    console.log(`呼应  modules installed in ${(Number(process.hrtime.bigint() - began) / 1e9) | 0} s`);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A lock that a killed process left behind is older than ten minutes and is taken away. */
function takeLock(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const age = existsSync(lock) ? performance.timeOrigin + performance.now() - statSync(lock).mtimeMs : 0;
    if (age > 600_000) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function nodeBinary() {
  const own = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `No Node 24 comes with the project for ${process.platform}-${process.arch}: install Node 24 and run again.`,
  );
  process.exit(1);
}

/** Ctrl-C reaches both processes; this one only waits for the other to have ended in order. */
function run(node, args) {
  const env = { ...process.env, NODE_COMPILE_CACHE: join(modules, '.cache', 'node') };
  const child = spawn(node, args, { cwd: root, stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT') child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
