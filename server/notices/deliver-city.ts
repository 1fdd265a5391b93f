import { join } from 'node:path';
import { addressGuard } from '@huying/connect/address-guard';
import { fileChannel } from '@huying/connect/file-channel';
import { smtpChannel } from '@huying/connect/smtp-channel';
import { webhookChannel } from '@huying/connect/webhook-channel';
import { dayNumber, dayText, zoneOf } from '@huying/kernel/clock/zone';
import type { Channels } from '@huying/kernel/notice/channel';
import type { DeliveryRound } from '@huying/kernel/notice/deliver';
import { noticeRunner } from '@huying/kernel/notice/notice-runner';
import { subscriptionsOf } from '@huying/kernel/notice/webhook';
import type { CityRuntime } from '../city-runtime.ts';
import { NOTICES } from './templates.ts';

export type DeliveryOptions = {
  /** Where channels without a gateway write: DATA_DIR/outgoing. */
  readonly folder: string;
  /** `smtp://user:password@host`, and the sender of mails; null: mails go into a file, too. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Networks inside which webhooks may be pushed, such as `10.20.0.0/16`. */
  readonly allowedNetworks: readonly string[];
};

/** Newest events for their subscribers, then everything that is due, until nothing is. */
export async function deliverCity(runtime: CityRuntime, channels: Channels): Promise<DeliveryRound> {
  const runner = noticeRunner({
    city: runtime.city,
    writer: runtime.pools.writer,
    keys: runtime.keys,
    zone: zoneOf(runtime.zone),
    now: () => runtime.now(),
    unitLabel: (id) => (runtime.units.exists(id) ? runtime.units.label(id) : null),
    placeLabel: (path) => runtime.placeLabel(path) || null,
    templates: NOTICES,
    channels,
    // a unit is told at its desk; whoever sits there has the work messenger's own address
    desks: { find: (to) => ({ address: `${to.kind}:${to.ref}`, lang: 'zh' }) },
  });
  while ((await runner.follow()) > 0);
  return runner.deliver();
}

/** The channels of a city, made once for a process. */
export function channelsOf(runtime: CityRuntime, { folder, smtp, allowedNetworks }: DeliveryOptions): Channels {
  const days = (): readonly [string, string] => {
    const today = runtime.time.day(runtime.now());
    return [today, dayText(dayNumber(today) - 1)];
  };
  const file = (name: string) => fileChannel({ folder: join(folder, runtime.city), name, days });
  return {
    sms: file('sms'),
    wecom: file('wecom'),
    police: file('police'),
    mail: smtp ? smtpChannel(smtp) : file('mail'),
    webhook: webhookChannel({
      subscriptions: subscriptionsOf(runtime.pools.writer, runtime.city, runtime.keys, () => runtime.now()),
      guard: addressGuard(allowedNetworks),
      source: `/cities/${runtime.city}`,
      allowHttp: allowedNetworks.length > 0,
      now: () => runtime.now(),
    }),
  };
}
