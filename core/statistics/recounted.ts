import type { Instant } from '../contracts/instant.ts';
import type { Figures } from './figures.ts';

/** The figures of a campaign as its last recount found them. */
export interface Recounted {
  /** The number of the recount. Figures that were counted since then carry this number or a later one, and are added to these. */
  readonly number: number;
  /** The instant at which the recount began. */
  readonly at: Instant;
  readonly figures: Figures;
}
