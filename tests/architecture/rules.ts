import { dirname, join, posix } from 'node:path';

/** One source file as text, with its path inside the repository. */
export type Source = { readonly path: string; readonly text: string };

export type Violation = {
  readonly rule: string;
  readonly path: string;
  readonly what: string;
  readonly instead: string;
};

/** Packages, the lower ones first: a file may import its own package and lower ones. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  patterns: ['kernel'],
  systems: ['kernel', 'patterns'],
  connect: ['kernel'],
  city: ['kernel'],
  server: ['kernel', 'patterns', 'systems', 'connect', 'city'],
  web: ['kernel', 'patterns', 'systems'],
  bench: ['kernel', 'patterns', 'systems', 'connect', 'city', 'server'],
};

/** Words of the kernel, the lower ones first; `span` and `now` stand apart from the rest of the clock. */
const WORDS: readonly (readonly string[])[] = [
  ['define'],
  ['store'],
  ['clock/span', 'clock/now', 'clock/errors'],
  ['rule'],
  ['clock'],
  ['place'],
  ['party'],
  ['access'],
  ['log'],
  ['case', 'record', 'ledger', 'reading', 'file', 'search'],
  ['indicator', 'document', 'notice'],
];

const IMPORT = /(?:^|\n)\s*(?:import|export)\b[^'";]*?(?:from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

export const importsOf = (source: Source): readonly string[] =>
  [...source.text.matchAll(IMPORT)].map((found) => found[1] ?? found[2] ?? '');

/** Path inside the repository that an import means; null for packages of others. */
export function targetOf(from: string, specifier: string): string | null {
  const own = /^@huying\/([a-z]+)(\/.*)?$/.exec(specifier);
  if (own) return `${own[1]}${own[2] ?? ''}`;
  if (!specifier.startsWith('.')) return null;
  return posix.normalize(join(dirname(from), specifier)).replace(/\.ts$/, '');
}

const packageOf = (path: string): string => path.split('/')[0] ?? '';
const isTest = (path: string): boolean => path.endsWith('.test.ts') || /random-|test-facts/.test(path);

export function arrowViolations(source: Source): readonly Violation[] {
  const own = packageOf(source.path);
  const below = PACKAGES[own];
  if (!below || isTest(source.path)) return [];
  return importsOf(source).flatMap((specifier): Violation[] => {
    const target = targetOf(source.path, specifier);
    if (target === null) return [];
    const violation = (rule: string, instead: string): Violation[] => [
      { rule, path: source.path, what: specifier, instead },
    ];
    const theirs = packageOf(target);
    if (theirs !== own && !below.includes(theirs)) {
      return violation('package-arrow', `${own} may import ${below.join(', ') || 'nothing of ours'}`);
    }
    if (theirs !== own && specifier.startsWith('.')) {
      return violation('front-door', `import it by name: @huying/${theirs}/…`);
    }
    if (own === 'systems' && theirs === 'systems' && systemOf(target) !== systemOf(source.path)) {
      return target.endsWith('/contract') ? [] : violation('island', 'import its contract.ts, or let it send an event');
    }
    if (own === 'kernel' && theirs === 'kernel' && levelOf(target) > levelOf(source.path)) {
      return violation('word-arrow', `${wordOf(source.path)} stands below ${wordOf(target)}; turn the arrow round`);
    }
    return [];
  });
}

const systemOf = (path: string): string => path.split('/')[1] ?? '';
const wordOf = (path: string): string => path.split('/')[1] ?? '';

function levelOf(path: string): number {
  const inside = path.replace(/^kernel\//, '').replace(/\.ts$/, '');
  const exact = WORDS.findIndex((words) => words.includes(inside));
  return exact >= 0 ? exact : WORDS.findIndex((words) => words.includes(wordOf(path)));
}

type Ban = { readonly rule: string; readonly pattern: RegExp; readonly home: RegExp; readonly instead: string };

/** What may be written at home only. */
const BANS: readonly Ban[] = [
  {
    rule: 'clock-at-home',
    pattern: /\bDate\.now\(|\bnew Date\(\s*\)/,
    home: /^kernel\/clock\/now\.ts$/,
    instead: 'ask the Clock that you were given (kernel/clock/now)',
  },
  {
    rule: 'environment-at-home',
    pattern: /\bprocess\.env\b/,
    home: /^(server\/config\.ts$|tools\/|tests\/|bench\/|server\/bin\/|vitest\.config)/,
    instead: 'take it from the Config (server/config)',
  },
  {
    rule: 'network-at-home',
    pattern: /(?<![.\w])fetch\(/,
    home: /^(connect|bench|tests)\//,
    instead: 'declare a port and put the adapter into connect/',
  },
  { rule: 'no-console', pattern: /\bconsole\.\w+\(/, home: /^tools\//, instead: 'write to the Output or the logger' },
  { rule: 'no-any', pattern: /\bas any\b|:\s*any\b/, home: /^$/, instead: 'name the type, or use unknown' },
  { rule: 'no-star', pattern: /^export \* /m, home: /^$/, instead: 'list the file in the exports map' },
  { rule: 'no-mock', pattern: /\bvi\.mock\(/, home: /^$/, instead: 'use the real thing, or give a port a simulator' },
  {
    rule: 'no-later',
    pattern: /\b(TODO|FIXME|XXX|HACK)\b/,
    home: /^$/,
    instead: 'do it, or write it into docs/PLAN.md',
  },
  {
    rule: 'erasable',
    pattern: /^\s*(export )?(const )?enum \w|^\s*namespace \w|constructor\([^)]*\b(private|readonly|public) /m,
    home: /^$/,
    instead: 'Node runs the source as it is: no enums, namespaces or parameter properties',
  },
];

const FILE_LINES_MAX = 400;
const LINE_LENGTH_MAX = 120;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))*\.(ts|mjs|js)$/;
const FORBIDDEN_NAMES = /^(utils?|helpers?|common|manager|service|misc|index)\b/;

export function styleViolations(source: Source): readonly Violation[] {
  const violations: Violation[] = [];
  const add = (rule: string, what: string, instead: string) =>
    violations.push({ rule, path: source.path, what, instead });
  for (const { rule, pattern, home, instead } of BANS) {
    const found = home.test(source.path) || isOwnTable(source.path) ? null : pattern.exec(source.text);
    // tests make moments and read the environment as they need
    const free = isTest(source.path) && rule !== 'no-mock' && rule !== 'no-later' && rule !== 'no-any';
    if (found && !free) add(rule, found[0].trim(), instead);
  }
  const lines = source.text.split('\n');
  if (lines.length - 1 > FILE_LINES_MAX)
    add('file-length', `${lines.length - 1} lines`, 'is this one room, or several?');
  // a claim as a test's title may be a long one
  const long = isTest(source.path) ? -1 : lines.findIndex((line) => [...line].length > LINE_LENGTH_MAX);
  if (long >= 0) add('line-length', `line ${long + 1}`, `at most ${LINE_LENGTH_MAX} characters`);
  const name = source.path.split('/').at(-1) ?? '';
  if (!NAME.test(name)) add('kebab-case', name, 'small letters and hyphens');
  if (FORBIDDEN_NAMES.test(name)) add('file-name', name, 'name it for what it does');
  return violations;
}

/** This table names what it bans. */
const isOwnTable = (path: string): boolean => path.startsWith('tests/architecture/');

/** Circles of imports among our own files, each by its files. */
export function importCycles(sources: readonly Source[]): readonly (readonly string[])[] {
  const known = new Map(sources.map((source) => [source.path.replace(/\.ts$/, ''), source]));
  const next = new Map(
    [...known].map(([path, source]) => [
      path,
      importsOf(source).flatMap((specifier) => {
        const target = targetOf(source.path, specifier);
        return target !== null && known.has(target) ? [target] : [];
      }),
    ]),
  );
  const done = new Set<string>();
  const cycles: (readonly string[])[] = [];
  const visit = (path: string, way: readonly string[]) => {
    const at = way.indexOf(path);
    if (at >= 0) {
      cycles.push(way.slice(at));
      return;
    }
    if (done.has(path)) return;
    for (const one of next.get(path) ?? []) visit(one, [...way, path]);
    done.add(path);
  };
  for (const path of known.keys()) visit(path, []);
  return cycles;
}
