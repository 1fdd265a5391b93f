import { parseArgs } from 'node:util';
import { systemClock } from '@huying/kernel/clock/now';
import { newToken, openSession } from '../access/sessions.ts';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { DOES_NOT_HOLD, HOLDS, type Output, WRONG_USAGE } from './output.ts';

const TOKEN_HOURS = 12;
const USAGE = 'huying demo [--post ID]... [--json]   a token for each post of the demonstration city';

/** Posts that show the whole way of a request: every desk of the centre, one of each kind of unit. */
const SHOWN = /^wh-centre\.|^wh-hbw\.|^wh-hbw-housing\.|^wh-hbw-s01\.|^wh-hbw-s01-c01\.|^wh-firm-heat\.|^wh-110\./;

/** Prints a token for each demonstration post; only in a city that is marked demo. */
export async function demoCommand(argv: readonly string[], out: Output): Promise<number> {
  let options: { post: string[]; json: boolean };
  try {
    options = readOptions(argv);
  } catch (error) {
    out.error(`${(error as Error).message}\n${USAGE}`);
    return WRONG_USAGE;
  }
  const config = readConfig();
  const deployment = await openDeployment(config, () => undefined);
  try {
    const acting = await actingFor(config.city, deployment, systemClock);
    if (acting?.runtime.mark !== 'demo') {
      out.error(`${config.city} 不是演示城市，没有演示令牌 (not a demonstration city)`);
      return DOES_NOT_HOLD;
    }
    const { runtime } = acting;
    const wanted = [...runtime.posts.values()].filter(({ id }) =>
      options.post.length > 0 ? options.post.includes(id) : SHOWN.test(id),
    );
    const rows = [];
    for (const post of wanted) {
      const token = newToken();
      await openSession(runtime, token, post.id, TOKEN_HOURS);
      rows.push({ post: post.id, label: post.label, unit: runtime.units.label(post.unit), roles: post.roles, token });
    }
    if (options.json) out.print(JSON.stringify(rows));
    else for (const row of rows) out.print(`${row.token}  ${row.post.padEnd(28)} ${row.label}`);
    return rows.length > 0 ? HOLDS : DOES_NOT_HOLD;
  } finally {
    await deployment.close();
  }
}

function readOptions(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      post: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  return values;
}
