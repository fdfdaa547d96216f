import type { CancelledReason } from '../core/contracts/decision.ts';
import type { Wave } from '../core/contracts/wave.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Seat, Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { changeRow } from './change-row.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** Passengers a call takes on: few enough that a call ends in seconds. */
const PAGE_SIZE = 500;
/** Passengers whose waits end side by side. */
const MAX_CONCURRENCY = 25;

/** What ends, and why: a publication was stopped (all of its waves), or one wave was aborted. */
export interface CancelWaveRequest {
  readonly wave: Wave;
  readonly reason: CancelledReason & ('campaign-stopped' | 'wave-aborted');
  /** Where to go on; absent at the beginning. */
  readonly cursor?: string;
}

/** What ends when a publication is stopped: all of its waves. */
export interface CancelPublicationRequest {
  readonly campaignId: string;
  readonly publication: number;
  /** Where to go on; absent at the beginning. */
  readonly cursor?: string;
}

/** How many waits a call ended, and what is left of the ending, if anything. */
export interface CancelWaveResult {
  readonly cancelled: number;
  readonly remaining?: CancelWaveRequest;
}

/** The waits of a wave end for good: nothing of them could be claimed any more, and now their rows say so (R50). A page at a time. */
async function cancelWavePage(request: CancelWaveRequest, services: Services): Promise<CancelWaveResult> {
  const { wave, reason } = request;
  const { followUp } = await services.followUps.getByPublication(wave.campaignId, wave.publication);
  const input = {
    kind: 'cancel',
    reason,
    publication: wave.publication,
    ...(reason === 'wave-aborted' ? { wave: wave.name } : {}),
  } as const;
  const page = await services.seats.listByWave(wave.name, PAGE_SIZE, request.cursor);
  const result = await services.transaction(() =>
    mapConcurrently(page.items, MAX_CONCURRENCY, async (seat) => {
      const { row, decisions } = await changeRow({ followUp, userId: seat.userId, input }, services);
      if (reason === 'wave-aborted') await dispatchClaimedSeat({ followUp, seat, row }, services);
      return decisions.filter(({ decision }) => decision === 'cancelled').length;
    }),
  );
  const cancelled = result.reduce((sum, count) => sum + count, 0);
  return page.cursor === undefined ? { cancelled } : { cancelled, remaining: { ...request, cursor: page.cursor } };
}

/** How the waves of a publication are ended: each by itself, and as long as there is time. */
export interface CancelPublicationDeps {
  /** Ends the waits of one, or sees to it that they end soon; answers how many ended at once. */
  cancelWave(request: CancelWaveRequest): Promise<number>;
  hasTimeLeft(): boolean;
}

/** The waits of a stopped publication end (R50): wave after wave, a page of them at a time. Answers how many, and what is left. */
export async function cancelPublicationWaits(
  request: CancelPublicationRequest,
  { cancelWave, hasTimeLeft }: CancelPublicationDeps,
  { waves }: Pick<Services, 'waves'>,
): Promise<{ readonly cancelled: number; readonly remaining?: CancelPublicationRequest }> {
  let cancelled = 0;
  let { cursor } = request;
  do {
    const page = await waves.listOpenByPublication(request.campaignId, request.publication, cursor);
    for (const wave of page.items) cancelled += await cancelWave({ wave, reason: 'campaign-stopped' });
    cursor = page.cursor;
  } while (cursor !== undefined && hasTimeLeft());
  return cursor === undefined ? { cancelled } : { cancelled, remaining: { ...request, cursor } };
}

/** Ends all waits of a stopped publication, however long it takes; answers how many. */
export async function cancelAllPublicationWaits(
  request: CancelPublicationRequest,
  services: Services,
): Promise<number> {
  const deps = {
    cancelWave: (request: CancelWaveRequest) => cancelAllWaveWaits(request, services),
    hasTimeLeft: () => true,
  };
  return (await cancelPublicationWaits(request, deps, services)).cancelled;
}

/** Ends all waits of a wave, however long it takes; answers how many. */
export async function cancelAllWaveWaits(request: CancelWaveRequest, services: Services): Promise<number> {
  return (await cancelWaveWaits(request, () => true, services)).cancelled;
}

/** Ends the waits of a wave, page after page, as long as there is time; answers how many, and what is left. */
export async function cancelWaveWaits(
  request: CancelWaveRequest,
  hasTimeLeft: () => boolean,
  services: Services,
): Promise<CancelWaveResult> {
  let result: CancelWaveResult = { cancelled: 0, remaining: request };
  while (result.remaining !== undefined && hasTimeLeft()) {
    const { cancelled, ...more } = await cancelWavePage(result.remaining, services);
    result = { ...more, cancelled: result.cancelled + cancelled };
  }
  return result;
}

/** What an aborted wave had claimed, nobody else would send (R51). */
async function dispatchClaimedSeat(
  { followUp, seat, row }: { followUp: FollowUp; seat: Seat; row: Row },
  services: Services,
): Promise<void> {
  const { enrollmentId, trigger, userId, wave } = seat;
  const enrollment = row.live.find(
    (live): live is ClaimedEnrollment => live.enrollmentId === enrollmentId && live.state === 'claimed',
  );
  if (enrollment?.wave?.name === wave) await dispatchClaimed({ followUp, userId, row, enrollment, trigger }, services);
}
