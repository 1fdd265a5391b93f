import type { Zone } from '../clock/zone.ts';
import type { Message, NoticeTo } from './channel.ts';
import type { OutboxMessage } from './outbox-message.ts';
import { type QuietHours, quietUntil } from './quiet-hours.ts';
import type { ReceiverLookup } from './receiver.ts';
import {
  goesAtNight,
  type NoticeTemplates,
  type NoticeValues,
  type NoticeWords,
  renderNotice,
  wordsOf,
} from './template.ts';

/** What becomes of a row before it is sent: a message, a later moment, or nothing that could be sent. */
export type Prepared = { readonly message: Message } | { readonly later: Date } | { readonly never: string };

export type Preparing = {
  readonly city: string;
  readonly templates: NoticeTemplates;
  readonly words: NoticeWords;
  readonly receivers: ReceiverLookup;
  readonly zone: Zone;
  readonly quiet: QuietHours;
};

type NoticeBody = { readonly template: string; readonly to: NoticeTo; readonly values: NoticeValues };

/**
 * Makes the message of one row: receiver looked up, ids turned into words, text filled. A row without a template is a
 * message to a system and goes as it is, at any hour. `never` carries a refusal code of `notice`; a failed look-up
 * throws and is tried again.
 */
export async function prepareMessage(row: OutboxMessage, now: Date, preparing: Preparing): Promise<Prepared> {
  const { city, templates, receivers } = preparing;
  const base = {
    id: row.id,
    city,
    about: { kind: row.kind, id: row.stream, seq: row.seq },
    attempt: row.attempt,
  };
  if (typeof row.body.template !== 'string') return { message: { ...base, is: 'data', body: row.body } };
  const { template: code, to, values } = row.body as NoticeBody;
  const template = Object.hasOwn(templates, code) ? templates[code] : undefined;
  if (!template) return { never: `notice.template-unknown ${code}` };
  const until = quietUntil(now, preparing.quiet, preparing.zone);
  if (until && !goesAtNight(template, values)) return { later: until };
  const receiver = await receivers.find(to, row.channel);
  if (!receiver) return { never: 'notice.receiver-unknown' };
  const { address, lang } = receiver;
  const notice = renderNotice(template, lang, wordsOf(template, values, preparing.words, lang));
  if (!notice.ok) return { never: `${notice.code} ${JSON.stringify(notice.values?.names)}` };
  const { text, subject } = notice.value;
  return { message: { ...base, is: 'notice', template: code, to, address, lang, subject, text } };
}
