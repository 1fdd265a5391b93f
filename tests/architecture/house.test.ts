import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrowViolations, importCycles, type Source, styleViolations } from './rules.ts';

const root = join(import.meta.dirname, '../..');
const ROOMS = ['kernel', 'patterns', 'systems', 'connect', 'city', 'server', 'web', 'bench', 'tests', 'tools'];
const SKIPPED = new Set(['node_modules', 'data', 'dist']);

function sourcesBelow(folder: string): readonly Source[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry): readonly Source[] => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sourcesBelow(path);
    if (!/\.(ts|mjs|js)$/.test(entry.name)) return [];
    return [{ path: relative(root, path), text: readFileSync(path, 'utf8') }];
  });
}

const sources = readdirSync(root)
  .filter((name) => ROOMS.includes(name))
  .flatMap((name) => sourcesBelow(join(root, name)));

test(`the house keeps its arrow, its bans and its measures (${sources.length} files read)`, () => {
  expect(sources.length).toBeGreaterThan(100);
  const found = sources.flatMap((source) => [...arrowViolations(source), ...styleViolations(source)]);
  expect(found.map(({ rule, path, what, instead }) => `${rule}: ${path}: ${what} → ${instead}`)).toEqual([]);
});

test('no file imports itself by way of others', () => {
  expect(importCycles(sources)).toEqual([]);
});

/** One planted violation for each rule: a check that finds nothing proves nothing. */
const PLANTED: readonly (readonly [string, string, string])[] = [
  ['package-arrow', 'kernel/case/x.ts', `import { a } from '@huying/systems/hotline/request';`],
  ['package-arrow', 'systems/life/x.ts', `import { a } from '@huying/server/act';`],
  ['package-arrow', 'kernel/case/x.ts', `import { a } from '../../server/act.ts';`],
  ['package-arrow', 'city/wuhai/x.ts', `import { a } from '@huying/systems/hotline/request';`],
  ['front-door', 'systems/life/x.ts', `import { a } from '../../kernel/case/decide.ts';`],
  ['island', 'systems/life/x.ts', `import { a } from '../hotline/request.ts';`],
  ['word-arrow', 'kernel/store/x.ts', `import { a } from '../case/decide.ts';`],
  ['word-arrow', 'kernel/log/x.ts', `import type { A } from '../case/case-state.ts';`],
  ['word-arrow', 'kernel/rule/x.ts', `import { a } from '../clock/due.ts';`],
  ['clock-at-home', 'server/x.ts', 'const now = new Date();'],
  ['clock-at-home', 'kernel/case/x.ts', 'const now = Date.now();'],
  ['environment-at-home', 'kernel/store/x.ts', 'const a = process.env.HOME;'],
  ['network-at-home', 'server/x.ts', `await fetch('http://x');`],
  ['no-console', 'server/x.ts', `console.log('x');`],
  ['no-any', 'server/x.ts', 'const a = b as any;'],
  ['no-star', 'kernel/case/x.ts', `export * from './decide.ts';`],
  ['no-mock', 'tests/x.test.ts', `vi.mock('./x.ts');`],
  ['no-later', 'server/x.ts', '// TODO: later'],
  ['erasable', 'server/x.ts', 'enum Colour { red }'],
  ['file-length', 'server/x.ts', 'const a = 1;\n'.repeat(401)],
  ['line-length', 'server/x.ts', `const a = '${'x'.repeat(120)}';`],
  ['kebab-case', 'server/someFile.ts', ''],
  ['file-name', 'server/utils.ts', ''],
];

describe('a planted violation is caught', () => {
  test.each(PLANTED)('%s in %s', (rule, path, text) => {
    const found = [...arrowViolations({ path, text }), ...styleViolations({ path, text })];
    expect(found.map((violation) => violation.rule)).toContain(rule);
  });

  test('a circle of three files', () => {
    const file = (name: string, other: string) => ({
      path: `server/${name}.ts`,
      text: `import { x } from './${other}.ts';`,
    });
    expect(importCycles([file('a', 'b'), file('b', 'c'), file('c', 'a')])).toEqual([
      ['server/a', 'server/b', 'server/c'],
    ]);
  });
});
