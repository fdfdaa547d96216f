import type { WithheldReason } from '../core/contracts/decision.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { decideQuiet, isOutsideDuration } from '../core/decide/quiet.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { computeBoardableFrom, computeDeparture } from '../core/waves.ts';
import type { DepartureSources } from './check-departure.ts';
import { findDueInstant } from './find-due-instant.ts';
import { findQuiet, findQuietHours } from './find-quiet-hours.ts';
import { findUserZone } from './find-zone.ts';

/** The time at which a message would leave, if nothing cancels it. */
export interface PreviewedDeparture {
  readonly dueAt: Instant;
  /** The instant at which it would leave; absent if it is withheld. */
  readonly leavesAt?: Instant;
  /** The end of the quiet hours that hold it, if some do. */
  readonly quietUntil?: Instant;
  readonly withheldReason?: WithheldReason;
}

/** Returns when the message of a trigger would leave, in the waves and the quiet hours of its campaign (R20 to R27). */
export async function previewDeparture(
  { followUp, at, ...sources }: DepartureSources & { readonly followUp: FollowUp; readonly at: Instant },
  services: Pick<Services, 'clock' | 'settings'>,
): Promise<PreviewedDeparture> {
  const { elapsedDelay } = followUp;
  const dueAt = elapsedDelay === undefined ? await findDueInstant(at, followUp, sources, services) : at + elapsedDelay;
  const now = services.clock.now();
  const terms = followUp.createTerms(sources.userId);
  if (isOutsideDuration({ terms }, { at, dueAt })) return { dueAt, withheldReason: 'outside-duration' };
  if (now > dueAt + terms.staleAfter) return { dueAt, withheldReason: 'stale' };
  const departure = dueAt <= now ? now : computeDeparture(dueAt, terms.windows, computeBoardableFrom(now));
  const hours = await findQuietHours(followUp, services);
  const quiet = hours && findQuiet(hours, await findUserZone(sources, services), departure);
  if (quiet === undefined) return { dueAt, leavesAt: departure };
  const timing = { boardableFrom: computeBoardableFrom(departure) };
  const fate = decideQuiet({ terms, timing }, { dueAt, publication: terms.publication }, quiet);
  const { until: quietUntil } = quiet;
  if ('withheldReason' in fate) return { dueAt, quietUntil, withheldReason: fate.withheldReason };
  return { dueAt, quietUntil, leavesAt: fate.wave.departure };
}
