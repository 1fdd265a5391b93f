import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import type { Result } from '@huying/kernel/define/refusal';
import { changeAccount, openAccount } from '../access/accounts.ts';
import { actingFor } from '../cities.ts';
import type { CityRuntime } from '../city-runtime.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const USAGE = `huying account open NAME --person ID    a new account; prints a password that is good for one sign-in
huying account reset NAME               a new password for one sign-in; unlocks
huying account disable|enable NAME
huying account list
  each with --json`;

const BY = { kind: 'system', id: 'cli' };

/** Accounts of the people who sign in; a person's posts say what they may do. */
export async function accountCommand(argv: readonly string[], out: Output): Promise<number> {
  let asked: Asked;
  try {
    asked = readAsked(argv);
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
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
    return asked.action === 'list' ? await list(runtime, asked.json, out) : await change(runtime, asked, out);
  } finally {
    await deployment.close();
  }
}

type Action = 'open' | 'reset' | 'disable' | 'enable' | 'list';
type Asked = {
  readonly action: Action;
  readonly name: string;
  readonly person: string | undefined;
  readonly json: boolean;
};

function readAsked(argv: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { person: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [action = '', name = '', ...more] = positionals;
  if (!['open', 'reset', 'disable', 'enable', 'list'].includes(action)) throw new Error('what is to be done?');
  if (more.length > 0 || (action === 'list') !== (name === '')) throw new Error('one NAME is needed');
  if (action === 'open' && !values.person) throw new Error('--person ID is needed');
  return { action: action as Action, name, person: values.person, json: values.json };
}

async function change(runtime: CityRuntime, { action, name, person, json }: Asked, out: Output): Promise<number> {
  let done: Result<{ readonly password: string | null }>;
  if (action === 'open') {
    const known = [...runtime.posts.values()].some((post) => post.person === person);
    if (!known) {
      out.error(`没有岗位由“${person}”担任：请先在岗位登记中安排`);
      return DOES_NOT_HOLD;
    }
    done = await openAccount(runtime, { name, person: person ?? '', by: BY });
  } else {
    const what = action === 'reset' ? 'reset' : action === 'disable' ? 'disabled' : 'enabled';
    done = await changeAccount(runtime, { name, what, by: BY });
  }
  if (!done.ok) {
    out.error(`${done.code} ${name}`);
    return DOES_NOT_HOLD;
  }
  const { password } = done.value;
  if (json) out.print(JSON.stringify({ name, action, password }));
  else out.print(password ? `${name}  一次性密码 ${password}（首次登录须修改）` : `${name}  ${action}`);
  return HOLDS;
}

type Listed = {
  name: string;
  person: string;
  disabled: boolean;
  locked_until: Date | null;
  changed_at: Date;
  seen_at: Date | null;
};

async function list(runtime: CityRuntime, json: boolean, out: Output): Promise<number> {
  const { rows } = await runtime.pools.writer.query<Listed>('select * from list_accounts($1)', [runtime.city]);
  if (json) out.print(JSON.stringify(rows));
  else {
    for (const one of rows) {
      const seen = one.seen_at ? runtime.localTime(one.seen_at.toISOString()) : '从未登录';
      out.print(`${one.name.padEnd(20)} ${one.person.padEnd(32)} ${seen} ${one.disabled ? '停用' : ''}`);
    }
    if (rows.length === 0) out.print('还没有账号');
  }
  return HOLDS;
}
