/** One row of the outbox as a runner holds it for one attempt. */
export type OutboxMessage = {
  readonly id: string;
  readonly kind: string;
  readonly stream: string;
  readonly seq: number;
  readonly channel: string;
  /** For people `{ template, to, values }`, for systems codes, ids and times; nothing private. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly attempt: number;
};
