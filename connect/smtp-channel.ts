import { type Channel, refused, refusedForGood, type Sent } from '@huying/kernel/notice/channel';
import { createTransport } from 'nodemailer';

export type SmtpOptions = {
  /** `smtp://user:password@host:port` or `smtps://…`. */
  readonly url: string;
  readonly from: string;
};

/** Mail over one pooled connection. The Message-ID is made from the message's own, so that a repeat is recognised. */
export function smtpChannel({ url, from }: SmtpOptions): Channel & { close(): void } {
  const transport = createTransport(url, { pool: true, maxConnections: 2 } as never);
  const host = new URL(url).hostname;
  return {
    close: () => transport.close(),
    send: async (message): Promise<Sent> => {
      if (message.is !== 'notice') return refusedForGood('mail takes words for people only');
      const { id, address, subject, text } = message;
      try {
        const sent = await transport.sendMail({ from, to: address, subject, text, messageId: `<${id}@${host}>` });
        return { ok: true, receipt: sent.messageId };
      } catch (error) {
        const { responseCode = 0, code = '' } = error as { responseCode?: number; code?: string };
        // 5xx is the server's last word; what it says may repeat the address, so only the number is kept
        return responseCode >= 500 ? refusedForGood(`smtp ${responseCode}`) : refused(`smtp ${responseCode || code}`);
      }
    },
  };
}
