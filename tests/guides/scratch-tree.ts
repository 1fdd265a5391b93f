import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const LEFT_OUT = ['node_modules', 'data', '.git', '.cache'];
const PACKAGES = '@huying';
/** Entries of node_modules that lead back into the tree, or say how it was installed: they have to be its own. */
const OWN_ENTRIES = ['.bin', '.huying-stamp', '.package-lock.json'];

export type Scratch = {
  readonly folder: string;
  read(path: string): string;
  /** Runs a command of a shell in the tree. */
  run(command: string): { readonly status: number | null; readonly output: string };
  remove(): void;
};

/**
 * A copy of the source tree in which a reader may work: the modules of others are linked, our own packages lead to
 * the copy, so that no file of the checkout is reached from there.
 */
export function scratchTree(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'huying-guide-'));
  chmodSync(folder, 0o755);
  cpSync(root, folder, { recursive: true, filter: (source) => !LEFT_OUT.includes(relative(root, source)) });
  const modules = join(root, 'node_modules');
  const own = join(folder, 'node_modules');
  mkdirSync(join(own, PACKAGES), { recursive: true });
  for (const name of readdirSync(modules)) {
    if (OWN_ENTRIES.includes(name)) {
      cpSync(realpathSync(join(modules, name)), join(own, name), { recursive: true, verbatimSymlinks: true });
    } else if (name !== PACKAGES && !name.startsWith('.')) symlinkSync(join(modules, name), join(own, name));
  }
  for (const name of readdirSync(join(modules, PACKAGES))) {
    symlinkSync(join('../..', name), join(own, PACKAGES, name));
  }
  return {
    folder,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    run: (command) => {
      const done = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', env: environment() });
      return { status: done.status, output: `${done.stdout}${done.stderr}` };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As a reader's own shell: nothing of the test that runs around it, and the project's Node first. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|HUYING_TEST_ENGINE$|TINYPOOL|npm_)/.test(name),
  );
  const path = [dirname(process.execPath), process.env.PATH].join(':');
  return { ...Object.fromEntries(kept), PATH: path, NO_COLOR: '1', HUYING_SCALE: '0.1' };
}
