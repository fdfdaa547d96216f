import type { Instant } from './contracts/instant.ts';

/** The receipt: the last message that was sent to the user, with the instant of its claim. */
export interface Receipt {
  readonly at: Instant;
  readonly enrollmentId: string;
}
