/**
 * Exactly once in. A gateway sends what it has to say at least once, so every message that comes in carries the
 * sender's own number, and the commit that acts on it writes that number into the table of idempotency, in the same
 * transaction. What comes a second time finds its number there, changes nothing, and is given the answer of the first.
 * A message without a number of its own cannot be received once and is refused by its gateway.
 */
export type Incoming = {
  /** Name of the connected system, such as `police`. */
  readonly system: string;
  /** Its own number of this message, not of the matter: two messages about one matter have two. */
  readonly number: string;
};

/** Caller and key of the idempotency row: the same message, the same key; no system can use up another's keys. */
export function incomingKey({ system, number }: Incoming): { readonly caller: string; readonly key: string } {
  if (!system || !number) throw new Error('a message from outside needs the name of its system and a number');
  return { caller: `system:${system}`, key: number };
}
