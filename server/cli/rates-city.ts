import { readInScope } from '@huying/kernel/access/scope';
import { clockRefusals } from '@huying/kernel/clock/errors';
import { systemClock } from '@huying/kernel/clock/now';
import { parsePeriod } from '@huying/kernel/clock/period';
import { ruleRefusals } from '@huying/kernel/rule/errors';
import { ratesPolicyOn } from '@huying/systems/hotline/rates';
import { hotlineRatesRefusals } from '@huying/systems/hotline/rates-errors';
import { platform } from '../access/sessions.ts';
import { actingFor } from '../cities.ts';
import { readConfig } from '../config.ts';
import { openDeployment } from '../deployment.ts';
import { type Output, WRONG_USAGE } from './output.ts';
import { ratesCommand } from './rates.ts';

/** `huying rates` on the city of this deployment. */
export async function ratesOfCity(argv: readonly string[], out: Output): Promise<number> {
  const config = readConfig();
  const deployment = await openDeployment(config, () => undefined);
  try {
    const acting = await actingFor(config.city, deployment, systemClock);
    if (!acting) {
      out.error(`没有名为 ${config.city} 的城市`);
      return WRONG_USAGE;
    }
    const { runtime } = acting;
    return await ratesCommand(argv, out, {
      city: runtime.city,
      read: (work) => readInScope(runtime.pools.reader, platform(runtime).scope, work),
      parsePeriod,
      policyOn: (day) => ratesPolicyOn(day, runtime.table('hotline.rates')),
      label: (by, key) =>
        by === 'unit' ? runtime.units.label(key) : by === 'category' ? key : runtime.placeLabel(key),
      refusals: { ...clockRefusals, ...ruleRefusals, ...hotlineRatesRefusals },
    });
  } finally {
    await deployment.close();
  }
}
