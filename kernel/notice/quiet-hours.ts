import { clockText, instantOf, localOf, type Zone } from '../clock/zone.ts';

/** Hours of the city's day, `21:00` to `08:00`, in which messages that can wait are not sent. */
export type QuietHours = { readonly from: string; readonly to: string; readonly default?: true };

/** Proposed by practitioners; no rule of a city is known. */
export const defaultQuietHours: QuietHours = { from: '21:00', to: '08:00', default: true };

/** The end of the quiet hours that `now` lies in; null outside them. They may run over midnight. */
export function quietUntil(now: Date, { from, to }: QuietHours, zone: Zone): Date | null {
  const { day, minute } = localOf(now, zone);
  const clock = clockText(minute);
  const overnight = from > to;
  const evening = clock >= from && (overnight || clock < to);
  const morning = overnight && clock < to;
  if (from === to || !(evening || morning)) return null;
  return instantOf(evening && overnight ? day + 1 : day, minutesOf(to), zone);
}

function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
