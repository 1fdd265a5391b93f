import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { actingFor, type LiveCity } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { eraseCase } from '../erase-case.ts';
import { erasePerson } from '../erase-person.ts';
import { findByNumber } from '../find-case.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying erase --number TELEPHONE|CITIZEN_NUMBER --basis LAW [--json]
huying erase --case NUMBER --basis LAW [--json]
  private values of a person, or of one case, go for good; the log still verifies`;

const BY = { kind: 'system', id: 'cli', roles: [] } as const;

/** Erasure by law, with a receipt. */
export async function eraseCommand(argv: readonly string[], out: Output): Promise<number> {
  let asked: { number?: string | undefined; case?: string | undefined; basis?: string | undefined; json: boolean };
  try {
    asked = parseArgs({
      args: [...argv],
      options: {
        number: { type: 'string' },
        case: { type: 'string' },
        basis: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
    if ((asked.number === undefined) === (asked.case === undefined)) throw new Error('one of --number and --case');
    if (!asked.basis?.trim()) throw new Error('--basis LAW is needed');
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const config = readConfig();
  const deployment = await openDeployment(config, () => undefined);
  try {
    const acting = await actingFor(config.city, deployment, systemClock);
    if (!acting) {
      out.error(`没有名为 ${config.city} 的城市`);
      return WRONG_USAGE;
    }
    const basis = asked.basis ?? '';
    return asked.case === undefined
      ? await person(acting, asked.number ?? '', basis, asked.json, out)
      : await oneCase(acting, asked.case, basis, asked.json, out);
  } finally {
    await deployment.close();
  }
}

async function person(acting: LiveCity, number: string, basis: string, json: boolean, out: Output): Promise<number> {
  const erased = await erasePerson(acting, { number, basis, by: BY });
  if (!erased.ok) {
    out.error(erased.code);
    return DOES_NOT_HOLD;
  }
  const { cases, records, at } = erased.value;
  if (json) out.print(JSON.stringify(erased.value));
  else {
    out.print(`${at}  依据：${basis}`);
    for (const one of cases) out.print(`  事项 ${one.number}：已清除 ${one.erased.length} 项`);
    for (const one of records) out.print(`  登记 ${one.register} ${one.id}：已清除 ${one.erased.length} 项`);
    out.print('  此前的备份到期之前仍含有这些内容（docs/decisions/0010-erasure.md）');
  }
  return cases.length + records.length > 0 ? HOLDS : DOES_NOT_HOLD;
}

async function oneCase(acting: LiveCity, number: string, basis: string, json: boolean, out: Output): Promise<number> {
  const id = await findByNumber(acting.runtime, number);
  const erased = id ? await eraseCase(acting, { id, basis, by: BY }) : null;
  if (!erased?.ok) {
    out.error(erased ? erased.code : `没有编号为 ${number} 的事项`);
    return DOES_NOT_HOLD;
  }
  out.print(json ? JSON.stringify(erased.value) : `事项 ${number}：已清除 ${erased.value.erased.length} 项`);
  return HOLDS;
}
