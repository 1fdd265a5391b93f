import type { Channel } from './channel.ts';

/**
 * The line to 110. Out go hand-overs of the hotline and confirmations of what 110 passed on; in come its answers. They
 * may come late, twice and in another order, so each carries a number of its own (kernel/notice/receive-once.ts).
 */
export type PoliceAnswer = {
  /** The other side's number of this answer; a double has the same. */
  readonly number: string;
  /** Our case, as the hand-over named it. */
  readonly caseId: string;
} & ({ readonly is: 'accepted'; readonly policeNumber: string } | { readonly is: 'returned'; readonly reason: string });

export interface PoliceLine extends Channel {
  /** Answers that were not confirmed yet, in order of arrival, at most `limit`. */
  collect(limit: number): Promise<readonly PoliceAnswer[]>;
  /** These answers have been acted on; they are not collected again. */
  confirm(numbers: readonly string[]): Promise<void>;
}
