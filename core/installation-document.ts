import type { Instant } from './contracts/instant.ts';

/** A state with the number of its writes: 0 if it was never written. */
export interface Revised {
  readonly rev: number;
}

/** A document as it was read, and the instant of the read. */
export interface RecentDocument<State extends Revised> {
  readonly state: State;
  readonly readAt: Instant;
}
