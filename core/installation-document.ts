import type { Instant } from './contracts/instant.ts';

/** A state with the number of its writes: 0 if it was never written. */
export interface Revised {
  readonly rev: number;
}

/** A document whose revision is read, and which is written, within a synchronous transaction. */
export interface SyncDocument<State extends Revised> {
  getRevision(): number;
  /** Writes the document if the stored one has the revision before. */
  writeSync(state: State): boolean;
}

/** Returns whether a state is the next one of a document, or no state is to be written. */
export function isNext<State extends Revised>(document: SyncDocument<State>, state: State | undefined): boolean {
  return state === undefined || document.getRevision() === state.rev - 1;
}

/** A document as it was read, and the instant of the read. */
export interface RecentDocument<State extends Revised> {
  readonly state: State;
  readonly readAt: Instant;
}
