import type { CancelledReason } from './decision.ts';
import type { Wave } from './wave.ts';

/** A request to cancel all waits of a wave, because its publication was stopped or the wave was aborted. */
export interface CancelWaveRequest {
  readonly wave: Wave;
  readonly reason: CancelledReason & ('campaign-stopped' | 'wave-aborted');
  /** The position in the seats of the wave; absent at the beginning. */
  readonly cursor?: string;
}

/** A request to cancel all waits of a stopped publication, in all of its waves. */
export interface CancelPublicationRequest {
  readonly campaignId: string;
  readonly publication: number;
  /** The position in the waves of the publication; absent at the beginning. */
  readonly cursor?: string;
}

/** The body of a message in the queue of end-waits: what is left to cancel. */
export type CancelWaitsMessage = CancelWaveRequest | CancelPublicationRequest;
