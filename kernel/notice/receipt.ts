import type { Pool } from 'pg';

/**
 * What a gateway reports about a message that it took: delivered to the person, or not. It names the message by our id
 * where it carries it, else by its own, which it gave when it took the message.
 */
export type DeliveryReceipt = {
  readonly city: string;
  readonly channel: string;
  readonly id?: string;
  readonly receipt?: string;
  readonly delivered: boolean;
  readonly reason?: string;
};

/**
 * Notes a receipt; false where it changed nothing: a second one of the same kind, a failure after a delivery, an id
 * that nobody knows. A message that could not be delivered is parked and shown to the administrator. A number of the
 * gateway that is not known yet is kept for a week, since a receipt may be quicker than the answer to the sending.
 */
export async function noteReceipt(writer: Pool, receipt: DeliveryReceipt, now: Date): Promise<boolean> {
  const { rows } = await writer.query<{ changed: boolean }>(
    'select outbox_receipt($1, $2, $3, $4, $5, $6, $7) as changed',
    [
      receipt.city,
      receipt.channel,
      receipt.id ?? null,
      receipt.receipt ?? null,
      receipt.delivered,
      receipt.reason ?? 'the gateway reports that it was not delivered',
      now,
    ],
  );
  return rows[0]?.changed ?? false;
}
