import type { Instant } from '../../core/contracts/instant.ts';

/** A user who was merged: into which user, to which one that leads in the end, and when it was. */
export interface Alias {
  readonly into: string;
  readonly root: string;
  readonly mergedAt: Instant;
}
