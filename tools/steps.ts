import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);

/** Runs a tool of node_modules with the project's own Node; true where it held. */
export function step(title: string, script: string, args: readonly string[]): boolean {
  const began = performance.now();
  const path = join(root, 'node_modules', script);
  if (!existsSync(path)) throw new Error(`${script} is not installed: run npm ci`);
  const done = spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${done.status === 0 ? 'holds' : 'FAILS'}  ${title} (${seconds} s)\n`);
  return done.status === 0;
}

/** Types and style: what needs no database. */
export function checkSource(): boolean {
  const types = step('types', 'typescript/bin/tsc', ['--noEmit', '-p', 'tsconfig.json']);
  const style = step('style', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']);
  return types && style;
}
