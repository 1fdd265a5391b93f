import { chmodSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInScope } from '@huying/kernel/access/scope';
import { dayNumber, dayText, zoneOf } from '@huying/kernel/clock/zone';
import { accept, type Result } from '@huying/kernel/define/refusal';
import { hashOfRoot, rootsOf } from '@huying/kernel/log/anchor';
import { queryDailySum } from '@huying/systems/hotline/daily-sum';
import { dailySumPage } from '@huying/systems/hotline/daily-sum-page';
import { ratesPolicyOn } from '@huying/systems/hotline/rates';
import { platform } from './access/sessions.ts';
import type { CityRuntime } from './city-runtime.ts';

/** The daily sum of one day of the city as an HTML page, from the cases as they stand now. */
export async function dailySumOf(runtime: CityRuntime, day: string): Promise<Result<string>> {
  const policy = ratesPolicyOn(day, runtime.table('hotline.rates'));
  if (!policy.ok) return policy;
  const zone = zoneOf(runtime.zone);
  const now = runtime.now();
  const label = (by: string, key: string): string => {
    if (by === 'unit') return runtime.units.label(key);
    return by === 'category' ? categoryOf(runtime, key) : runtime.placeLabel(key);
  };
  const frame = { by: 'unit' as const, policy: policy.value, label };
  const { reader } = runtime.pools;
  const { scope } = platform(runtime);
  const sum = await readInScope(reader, scope, (client) =>
    queryDailySum(client, { city: runtime.city, day, now, zone, frame }),
  );
  const root = (await rootsOf({ reader, scope, city: runtime.city })).at(-1);
  return accept(
    dailySumPage(sum, {
      issuer: runtime.units.label(runtime.centre),
      zone,
      channel: (key) => runtime.channels.find(({ id }) => id === key)?.name ?? CHANNELS[key] ?? key,
      category: (key) => categoryOf(runtime, key),
      unit: (id) => runtime.units.label(id),
      place: (path) => runtime.placeLabel(path),
      ...(root
        ? { root: { hash: hashOfRoot(root.body), at: runtime.localTime((JSON.parse(root.body) as { at: string }).at) } }
        : {}),
    }),
  );
}

/** Doors that are the platform's own and stand in no register. */
const CHANNELS: Readonly<Record<string, string>> = { phone: '电话', web: '网站', open311: 'Open311', case: '关联事项' };

const categoryOf = (runtime: CityRuntime, key: string): string =>
  runtime.categories.find(({ code }) => code === key)?.label ?? key;

/** Yesterday in the city. */
export const dayBefore = (runtime: CityRuntime): string => dayText(dayNumber(runtime.time.day(runtime.now())) - 1);

/** Minutes after midnight from which the sheet of the day before is made: late entries of the night are in. */
const AFTER_MINUTES = '00:10';

/** Makes the sheet of the day before once, as a file under DATA_DIR/daily; null where it is there or not yet time. */
export async function makeDailySheet(runtime: CityRuntime, dataDir: string): Promise<string | null> {
  const day = dayBefore(runtime);
  const folder = join(dataDir, 'daily');
  const file = join(folder, `${runtime.city}-${day}.html`);
  if (existsSync(file) || runtime.time.clock(runtime.now()) < AFTER_MINUTES) return null;
  const page = await dailySumOf(runtime, day);
  if (!page.ok) throw new Error(page.code);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, page.value, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
  return file;
}
