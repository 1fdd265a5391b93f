import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { anchor } from '@huying/kernel/log/anchor';
import { verifyLog } from '@huying/kernel/log/verify';
import { anchoringOf } from '../anchoring.ts';
import { checkCaseRows } from '../check-case-rows.ts';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying log verify [--json]   check events, heads, anchors, roots and rows against each other
huying log anchor [--json]   set a signed root over what changed since the last one`;

/** The auditor's command: is the history as it was written? */
export async function logCommand(argv: readonly string[], out: Output): Promise<number> {
  const [action = '', ...rest] = argv;
  let json: boolean;
  try {
    json = parseArgs({ args: rest, options: { json: { type: 'boolean', default: false } } }).values.json;
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  if (action !== 'verify' && action !== 'anchor') {
    out.error(USAGE);
    return WRONG_USAGE;
  }
  const config = readConfig();
  const deployment = await openDeployment(config, () => undefined);
  try {
    const runtime = (await actingFor(config.city, deployment, systemClock))?.runtime;
    if (!runtime) {
      out.error(`没有名为 ${config.city} 的城市`);
      return WRONG_USAGE;
    }
    const anchoring = anchoringOf(runtime, config.dataDir);
    if (action === 'anchor') {
      const root = await anchor(anchoring, runtime.now());
      out.print(json ? JSON.stringify(root) : root ? `第 ${root.n} 个根，覆盖 ${root.leaves} 条流` : '没有新的变化');
      return HOLDS;
    }
    const found = await verifyLog({ ...anchoring, publicKey: anchoring.signer.publicKey }, (client) =>
      checkCaseRows(client, runtime.city),
    );
    if (json) out.print(JSON.stringify(found));
    else {
      out.print(`${found.ok ? '完好 holds' : '有误 BROKEN'}  ${found.events} 个事件，${found.anchored} 个已锚定`);
      if (found.notYetAnchored > 0) out.print(`${found.notYetAnchored} 条流在最近一次锚定之后有新事件（尚未锚定）`);
      for (const one of found.broken) out.print(`  ${JSON.stringify(one)}`);
    }
    return found.ok ? HOLDS : DOES_NOT_HOLD;
  } finally {
    await deployment.close();
  }
}
