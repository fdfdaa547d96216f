import type {
  CancelPublicationRequest,
  CancelWaitsMessage,
  CancelWaveRequest,
} from '../core/contracts/cancel-waits.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { ClaimedEnrollment } from '../core/live-enrollment.ts';
import type { Seat, Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { changeRow } from './change-row.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The number of seats in a page: small enough that a page takes seconds. */
const PAGE_SIZE = 500;
/** The maximum number of waits that are cancelled at the same time. */
const MAX_CONCURRENCY = 25;

/** The number of waits that a call cancelled, and the request for those that are left, if any. */
export interface CancelWaitsResult {
  readonly cancelled: number;
  readonly remaining?: CancelWaitsMessage;
}

/** The services and the time of a call. */
export interface CancelWaitsDeps {
  readonly services: Services;
  /** Cancels the waits of one wave of a publication, or leaves that to a queue. Returns the number that were cancelled at once. */
  cancelWave(request: CancelWaveRequest): Promise<number>;
  hasTimeLeft(): boolean;
}

/**
 * Cancels waits (R50), page after page for as long as there is time, and of a publication at least one page of waves. Returns the
 * number of cancelled waits, and the request for what is left.
 */
export async function cancelWaits(request: CancelWaitsMessage, deps: CancelWaitsDeps): Promise<CancelWaitsResult> {
  const cancelPage = (next: CancelWaitsMessage) =>
    'wave' in next ? cancelSeats(next, deps.services) : cancelWaves(next, deps);
  let result: CancelWaitsResult = 'wave' in request ? { cancelled: 0, remaining: request } : await cancelPage(request);
  while (result.remaining !== undefined && deps.hasTimeLeft()) {
    const page = await cancelPage(result.remaining);
    result = { ...page, cancelled: result.cancelled + page.cancelled };
  }
  return result;
}

/** Cancels waits, however long it takes. Returns their number. */
export async function cancelAllWaits(request: CancelWaitsMessage, services: Services): Promise<number> {
  const { cancelled } = await cancelWaits(request, {
    services,
    cancelWave: (wave) => cancelAllWaits(wave, services),
    hasTimeLeft: () => true,
  });
  return cancelled;
}

/** Cancels the waits of a page of waves. */
async function cancelWaves(
  request: CancelPublicationRequest,
  { services, cancelWave }: CancelWaitsDeps,
): Promise<CancelWaitsResult> {
  const { campaignId, publication } = request;
  const page = await services.waves.listOpenByPublication(campaignId, publication, request.cursor);
  let cancelled = 0;
  for (const wave of page.items) cancelled += await cancelWave({ wave, reason: 'campaign-stopped' });
  return toResult(request, cancelled, page.cursor);
}

/** Cancels the waits of a page of seats of a wave. None of them can be claimed any more, and their rows record that. */
async function cancelSeats(request: CancelWaveRequest, services: Services): Promise<CancelWaitsResult> {
  const { wave, reason } = request;
  const { followUp } = await services.followUps.getByPublication(wave.campaignId, wave.publication);
  const input = {
    kind: 'cancel',
    reason,
    publication: wave.publication,
    ...(reason === 'wave-aborted' ? { wave: wave.name } : {}),
  } as const;
  const page = await services.seats.listByWave(wave.name, PAGE_SIZE, request.cursor);
  const counts = await services.transaction(() =>
    mapConcurrently(page.items, MAX_CONCURRENCY, async (seat) => {
      const { userId, row, decisions } = await changeRow({ followUp, userId: seat.userId, input }, services);
      if (reason === 'wave-aborted') await dispatchClaimedSeat({ followUp, seat, userId, row }, services);
      return decisions.filter(({ decision }) => decision === 'cancelled').length;
    }),
  );
  return toResult(
    request,
    counts.reduce((sum, count) => sum + count, 0),
    page.cursor,
  );
}

function toResult(request: CancelWaitsMessage, cancelled: number, cursor: string | undefined): CancelWaitsResult {
  return cursor === undefined ? { cancelled } : { cancelled, remaining: { ...request, cursor } };
}

/** Dispatches the message of a seat that an aborted wave claimed, because no later call of the wave sends it (R51). */
async function dispatchClaimedSeat(
  { followUp, seat, userId, row }: { followUp: FollowUp; seat: Seat; userId: string; row: Row },
  services: Services,
): Promise<void> {
  const { enrollmentId, trigger, wave } = seat;
  const enrollment = row.live.find(
    (live): live is ClaimedEnrollment => live.enrollmentId === enrollmentId && live.state === 'claimed',
  );
  if (enrollment?.wave?.name === wave) await dispatchClaimed({ followUp, userId, row, enrollment, trigger }, services);
}
