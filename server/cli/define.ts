import { parseArgs } from 'node:util';
import { warningsOf } from '@huying/kernel/define/check-definition';
import { diagramOf } from '@huying/kernel/define/diagram';
import { cityNames, faultsOf } from '../cities.ts';
import { refusalCatalogues } from '../refusals.ts';
import { BINDINGS } from '../systems.ts';
import { referenceCommand } from './define-reference.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying define check [--city wuhai] [--json]   every definition in service, against a city's posts
huying define diagram [CODE] [--json]         its states and verbs as a Mermaid diagram
huying define reference --out DIR [--json]    a page for each definition, and errors.md for all refusals`;

/** Checks or draws the definitions of this deployment. Needs no database. */
export function defineCommand(argv: readonly string[], out: Output): number {
  const [action = '', ...rest] = argv;
  if (action === 'check') return check(rest, out);
  if (action === 'diagram') return diagram(rest, out);
  if (action === 'reference') {
    return referenceCommand(rest, out, { definitions: definitionsInService(), catalogues: refusalCatalogues });
  }
  out.error(USAGE);
  return WRONG_USAGE;
}

const definitionsInService = () => BINDINGS.map(({ definition }) => definition);

function check(argv: readonly string[], out: Output): number {
  let options: { city: string; json: boolean };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { city: { type: 'string', default: 'wuhai' }, json: { type: 'boolean', default: false } },
    });
    options = values;
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  if (!cityNames.includes(options.city)) {
    out.error(`没有名为 ${options.city} 的城市`);
    return WRONG_USAGE;
  }
  const faults = faultsOf(options.city);
  const warnings = definitionsInService().flatMap(warningsOf);
  const ok = faults.length === 0;
  if (options.json) out.print(JSON.stringify({ ok, definitions: BINDINGS.length, faults, warnings }));
  else {
    for (const { code, zh, en } of faults) out.print(`${code}  ${zh} (${en})`);
    for (const { code, zh, en } of warnings) out.print(`warning ${code}  ${zh} (${en})`);
    out.print(`${BINDINGS.length} definitions, ${faults.length} faults, ${warnings.length} warnings`);
  }
  return faults.length === 0 ? HOLDS : DOES_NOT_HOLD;
}

function diagram(argv: readonly string[], out: Output): number {
  let code: string | undefined;
  let json: boolean;
  try {
    const options = { json: { type: 'boolean', default: false } } as const;
    const read = parseArgs({ args: [...argv], options, allowPositionals: true });
    code = read.positionals[0];
    json = read.values.json;
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const wanted = definitionsInService().filter((definition) => !code || definition.code === code);
  if (wanted.length === 0) {
    const known = definitionsInService().map((definition) => definition.code);
    out.error(`没有名为 ${code} 的事项: ${known.join(', ')}`);
    return WRONG_USAGE;
  }
  const drawn = wanted.map((definition) => ({ code: definition.code, diagram: diagramOf(definition) }));
  if (json) out.print(JSON.stringify(drawn));
  else for (const one of drawn) out.print(one.diagram);
  return HOLDS;
}
