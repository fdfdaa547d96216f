import type { Wave, WaveCall, WaveCallResult } from '../core/contracts/wave.ts';
import type { ClaimInput } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import { findPause } from '../core/pauses.ts';
import type { Seat, Services } from '../core/ports.ts';
import { getAttributes } from '../core/profile.ts';
import { planNextCall } from '../core/waves.ts';
import { changeRow, type RowChangeResult } from './change-row.ts';
import { checkDeparture } from './check-departure.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';
import { findUser } from './follow-merges.ts';
import { createGate, type GateMember } from './gate.ts';

/** The number of seats in a page: small enough that a page takes seconds. */
const PAGE_SIZE = 250;
/** The maximum number of enrollments that are dispatched at the same time. Their messages fill three calls of the bus, which takes ten at a time. */
const MAX_CONCURRENCY = 30;

/** The limits of a call. */
export interface PageLimits {
  /** The number of seats that are read at a time. */
  readonly pageSize: number;
  /** Returns whether there is time for another page. If there is none, the result of the call has the position of the next page. */
  readonly hasTime: () => boolean;
}

const ONE_PAGE: PageLimits = { pageSize: PAGE_SIZE, hasTime: () => false };

/** Dispatches a wave: claims each enrollment that still waits, and sends its message. Returns when to call again (R72). */
export async function dispatchWave(call: WaveCall, services: Services, limits = ONE_PAGE): Promise<WaveCallResult> {
  const { wave } = call;
  let { cursor } = call;
  let failedSeats = 0;
  while (!call.isOver) {
    const page = await services.seats.listByWave(wave.name, limits.pageSize, cursor);
    failedSeats += await dispatchSeats(page.items, wave, services);
    cursor = page.cursor;
    if (cursor === undefined || !limits.hasTime()) break;
  }
  const isPassOver = call.isOver || cursor === undefined;
  const isPaused = isPassOver && call.broken + failedSeats > 0 && (await isCampaignPaused(wave, services));
  const now = services.clock.now();
  const result = planNextCall(call, { failedSeats, now, isPaused, ...(isPassOver ? {} : { cursor }) });
  if ('done' in result) await services.waves.finish(wave);
  return result;
}

async function isCampaignPaused({ campaignId }: Wave, { pauses }: Services): Promise<boolean> {
  const { state } = await pauses.getRecent();
  return findPause(state, campaignId) !== undefined;
}

/** Dispatches the enrollments of seats. Returns the number of those that failed, or that a pause held back. */
async function dispatchSeats(seats: readonly Seat[], wave: Wave, services: Services): Promise<number> {
  let failedSeats = 0;
  for (const round of groupIntoRounds(seats)) {
    const publication = await services.followUps.getByPublication(wave.campaignId, wave.publication);
    const gate = createGate(round.length);
    const pending = round.map((seat, index) => dispatchSeat(seat, { ...publication, member: gate[index] }, services));
    for (const outcome of await Promise.allSettled(pending)) {
      if (outcome.status === 'fulfilled' && !outcome.value.isPaused) continue;
      failedSeats += 1;
      if (outcome.status === 'fulfilled') continue;
      services.log.warn('ENROLLMENT_FAILED', { wave: wave.name, error: String(outcome.reason) });
    }
  }
  return failedSeats;
}

/** Groups seats into rounds, whose enrollments are dispatched at the same time. No round has two seats of one user, because they change one row. */
function groupIntoRounds(seats: readonly Seat[]): Seat[][] {
  const rounds: Seat[][] = [];
  for (const seat of seats) {
    const round = rounds.find(
      (each) => each.length < MAX_CONCURRENCY && !each.some(({ userId }) => userId === seat.userId),
    );
    if (round === undefined) rounds.push([seat]);
    else round.push(seat);
  }
  return rounds;
}

interface PublicationStatus {
  readonly followUp: FollowUp;
  readonly isLive: boolean;
}

/** The result for a seat: whether a pause held back its claim (R92). */
type SeatResult = Pick<RowChangeResult, 'isPaused'>;

/** Dispatches the enrollment of a seat. Its message is sent together with the others of its round, so that they share calls of the bus. */
async function dispatchSeat(
  seat: Seat,
  { member, ...publication }: PublicationStatus & { readonly member: GateMember | undefined },
  services: Services,
): Promise<SeatResult> {
  try {
    return await claimAndDispatch(seat, { ...publication, beforeSend: async () => member?.wait() }, services);
  } finally {
    member?.leave();
  }
}

async function claimAndDispatch(
  { wave, enrollmentId, userId, trigger }: Seat,
  { followUp, isLive, beforeSend }: PublicationStatus & { readonly beforeSend: () => Promise<void> },
  services: Services,
): Promise<SeatResult> {
  const { definition, publication } = followUp.published;
  const needsRecheck = definition.recheckAudience && followUp.hasAudience;
  let profile = needsRecheck ? (await findUser(userId, services.profiles.get)).profile : undefined;
  const isInAudience = !needsRecheck || followUp.isInAudience(getAttributes(profile));
  const livePublication = isLive ? publication : undefined;
  const input: ClaimInput = { kind: 'claim', enrollmentId, wave, publication: livePublication, isInAudience };
  const readProfile = async () => {
    // The profile that the message is rendered from says where the user is.
    profile ??= (await findUser(userId, services.profiles.getEventually)).profile;
    return profile;
  };
  const prepareDeparture = (user: string) => checkDeparture(followUp, { userId: user, trigger, readProfile }, services);
  const changed = await changeRow({ followUp, userId, input, prepareDeparture }, services);
  const { row, toDispatch: enrollment } = changed;
  if (enrollment !== undefined) {
    const request = { followUp, userId: changed.userId, row, enrollment, trigger, profile, beforeSend };
    await dispatchClaimed(request, services);
  }
  return changed;
}
