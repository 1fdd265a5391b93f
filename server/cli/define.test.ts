import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileDefinition, differingKeys } from '../../kernel/define/compile.ts';
import { definitionHash } from '../../kernel/define/definition-hash.ts';
import { BINDINGS } from '../systems.ts';
import { defineCommand } from './define.ts';
import { HOLDS, WRONG_USAGE } from './output.ts';

function run(...argv: readonly string[]) {
  const said: string[] = [];
  const wrong: string[] = [];
  const exit = defineCommand(argv, { print: (line) => said.push(line), error: (line) => wrong.push(line) });
  return { exit, said: said.join('\n'), wrong: wrong.join('\n') };
}

const codes = BINDINGS.map(({ definition }) => definition.code);

test('every definition in service holds, against the posts of the city', () => {
  const { exit, said } = run('check', '--city', 'wuhai', '--json');
  expect(exit).toBe(HOLDS);
  expect(JSON.parse(said)).toMatchObject({ ok: true, definitions: codes.length, faults: [] });
});

test('every definition in service has a hash of its own and compiles to JSON that says the same again', () => {
  const hashes = BINDINGS.map(({ definition }) => definitionHash(definition));
  expect(new Set(hashes).size).toBe(hashes.length);
  for (const { definition } of BINDINGS) {
    const stored = JSON.parse(JSON.stringify(compileDefinition(definition)));
    expect(differingKeys(stored, compileDefinition(definition))).toEqual([]);
  }
});

test('diagrams are drawn for all, or for the one that is named', () => {
  expect(JSON.parse(run('diagram', '--json').said).map((one: { code: string }) => one.code)).toEqual(codes);
  expect(run('diagram', codes[0] ?? '').said.match(/stateDiagram-v2/g)).toHaveLength(1);
});

test('reference writes one page a definition, and one for the refusals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huying-reference-'));
  try {
    const { exit, said } = run('reference', '--out', folder, '--json');
    expect([exit, JSON.parse(said).length]).toEqual([HOLDS, codes.length + 1]);
    expect(readdirSync(folder).toSorted()).toEqual([...codes, 'errors'].map((name) => `${name}.md`).toSorted());
    for (const code of codes) {
      const page = readFileSync(join(folder, `${code}.md`), 'utf8');
      expect(page).toContain(`\`${code}\``);
      expect(page).not.toContain('undefined');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([[], ['draw'], ['check', '--city', 'atlantis'], ['check', '--loud'], ['diagram', 'no.such'], ['reference']])(
  'wrong usage is exit 2: define %s %s %s',
  (...argv) => {
    const { exit, said, wrong } = run(...argv.filter((part) => typeof part === 'string'));
    expect([exit, said]).toEqual([WRONG_USAGE, '']);
    expect(wrong).not.toBe('');
  },
);
