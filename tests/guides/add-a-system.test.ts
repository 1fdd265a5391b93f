import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenPromises, type GuideAction, linesOfCode, readGuide } from './read-guide.ts';
import { type Scratch, scratchTree } from './scratch-tree.ts';

const STEPS_MAX = 12;
const LINES_MAX = 120;
const WHOLE_GUIDE_MS = 180_000;

const text = readFileSync(join(import.meta.dirname, '../../docs/guides/add-a-system.md'), 'utf8');
const steps = readGuide(text);
let scratch: Scratch;

beforeAll(() => {
  scratch = scratchTree();
});
afterAll(() => scratch.remove());

test(`the guide has ${steps.length} steps and ${linesOfCode(steps)} lines of code`, () => {
  expect(steps.length).toBeLessThanOrEqual(STEPS_MAX);
  expect(linesOfCode(steps)).toBeLessThanOrEqual(LINES_MAX);
  expect(steps.map(({ number }) => number)).toEqual(steps.map((_, index) => index + 1));
});

test('every step shows a command and what it prints', () => {
  const shown = steps.filter(({ actions }) => actions.some((one) => one.kind === 'run' && one.prints.length > 0));
  expect(shown.map(({ title }) => title)).toEqual(steps.map(({ title }) => title));
});

describe('a reader follows', () => {
  test.each(steps)(
    'step $number: $title',
    ({ actions }) => {
      for (const action of actions) follow(action);
    },
    WHOLE_GUIDE_MS,
  );

  test(
    'and what was added opens, acts, lists and counts over HTTP in a whole city',
    () => {
      const path = (name: string) => join(scratch.folder, 'tests/guides', name);
      renameSync(path('lending-over-http.ts'), path('lending-over-http.test.ts'));
      const ran = scratch.run('node node_modules/vitest/vitest.mjs run tests/guides/lending-over-http');
      expect(ran.output).toMatch(/Tests +5 passed/);
      expect(ran.status).toBe(0);
    },
    WHOLE_GUIDE_MS,
  );
});

function follow(action: GuideAction): void {
  if (action.kind === 'run') {
    const { status, output } = scratch.run(action.command);
    const broken = brokenPromises(action.prints, output);
    if (status !== 0 || broken.length > 0) {
      throw new Error(`${action.command}\nexit ${status}, promised and not printed: ${broken.join(' | ')}\n${output}`);
    }
    return;
  }
  const path = join(scratch.folder, action.path);
  if (action.kind === 'file') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, action.text, { flag: 'wx' });
    return;
  }
  const lines = scratch.read(action.path).split('\n');
  const places = lines.flatMap((line, index) => (line === action.after ? [index] : []));
  expect(`${action.path} has ${places.length} such lines: ${action.after}`).toBe(
    `${action.path} has 1 such lines: ${action.after}`,
  );
  const at = (places[0] ?? 0) + 1;
  writeFileSync(path, [...lines.slice(0, at), action.text.trimEnd(), ...lines.slice(at)].join('\n'));
}

describe('what the guide promises is looked for', () => {
  test('in order, with … for anything', () => {
    expect(brokenPromises(['a … c', 'd'], 'x\na b c\nd\n')).toEqual([]);
    expect(brokenPromises(['d', 'a … c'], 'x\na b c\nd\n')).toEqual(['a … c']);
    expect(brokenPromises(['0 faults'], '1 definitions, 2 faults')).toEqual(['0 faults']);
  });

  test('a block that says nothing about its file is refused', () => {
    expect(() => readGuide('## 1. A\n\nWhy.\n\n```ts\nx\n```\n')).toThrow(/line 5: .*neither its file/);
    expect(() => readGuide('## 1. A\n\n```text\nx\n```\n')).toThrow(/without its command/);
  });
});
