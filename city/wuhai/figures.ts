import type { Channel, Figure } from '../city-file.ts';
import { readRows } from '../read-rows.ts';

/** Figures of the newspaper pages, with scope, period, plan or result, and "at least" where the page says so. */
export function wuhaiFigures(): readonly Figure[] {
  return readRows(new URL('./figures.csv', import.meta.url)).map((row): Figure => {
    const { system = '', name = '', value = '', at_least: atLeast, unit = '', scope = '', place = '' } = row;
    const { period = '', nature = '', source = '' } = row;
    return {
      system,
      name,
      value: Number(value),
      atLeast: atLeast === 'yes',
      unit,
      scope: scope as Figure['scope'],
      place,
      period,
      nature: nature as Figure['nature'],
      source,
    };
  });
}

/** Channels: 41 merged hotlines and 22 online channels as the page counts them, and the platform's own doors. */
export function wuhaiChannels(): readonly Channel[] {
  return readRows(new URL('./channels.csv', import.meta.url)).map((row): Channel => {
    const { id = '', kind = '', name = '', placeholder, source = '' } = row;
    return { id, kind: kind as Channel['kind'], name, placeholder: placeholder === 'yes', source };
  });
}
