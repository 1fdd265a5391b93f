import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseSpan, spanInWords } from '@huying/kernel/clock/span';
import type { AnyCase } from '@huying/kernel/define/case-definition';
import { referenceOf } from '@huying/kernel/define/reference';
import { HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = 'huying define reference --out DIR [--json]      a page for each definition, made from the literal';

/** Writes `DIR/<code>.md` for each definition and prints the paths; `--json` prints them as one array. */
export function referenceCommand(argv: readonly string[], out: Output, definitions: readonly AnyCase[]): number {
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
  const paths = definitions.map((definition) => {
    const path = join(folder, `${definition.code}.md`);
    writeFileSync(path, referenceOf(definition, chineseSpan));
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
