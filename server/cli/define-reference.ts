import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSpan, spanInWords } from '@huying/kernel/clock/span';
import type { AnyCase } from '@huying/kernel/define/case-definition';
import { referenceOf } from '@huying/kernel/define/reference';
import type { RefusalCatalogue } from '@huying/kernel/define/refusal';
import { errorsReference } from './errors-reference.ts';
import { HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE =
  'huying define reference --out DIR [--json]      a page for each definition, and errors.md for all refusals';

export type ReferenceSources = {
  readonly definitions: readonly AnyCase[];
  readonly catalogues: readonly RefusalCatalogue[];
};

/**
 * Writes `DIR/<code>.md` for each definition and `DIR/errors.md` for the refusals, and prints the paths; `--json`
 * prints them as one array.
 */
export function referenceCommand(argv: readonly string[], out: Output, sources: ReferenceSources): number {
  let options: { out?: string; json: boolean };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { out: { type: 'string' }, json: { type: 'boolean', default: false } },
    });
    options = values;
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const { out: folder, json } = options;
  if (!folder) {
    out.error(USAGE);
    return WRONG_USAGE;
  }
  mkdirSync(folder, { recursive: true });
  const pages = [
    ...sources.definitions.map((definition) => [definition.code, referenceOf(definition, chineseSpan)] as const),
    ['errors', errorsReference(sources.catalogues)] as const,
  ];
  const paths = pages.map(([name, text]) => {
    const path = join(folder, `${name}.md`);
    writeFileSync(path, text);
    return path;
  });
  if (json) out.print(JSON.stringify(paths));
  else for (const path of paths) out.print(path);
  return HOLDS;
}

function chineseSpan(text: string): string {
  const span = parseSpan(text);
  return span.ok ? spanInWords(span.value, 'zh') : text;
}
