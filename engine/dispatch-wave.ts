import type { Wave, WaveCall, WaveCallResult } from '../core/contracts/wave.ts';
import type { ClaimInput } from '../core/decide/input.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Seat, Services } from '../core/ports.ts';
import { getAttributes } from '../core/profile.ts';
import { planNextCall } from '../core/waves.ts';
import { changeRow } from './change-row.ts';
import { dispatchClaimed } from './dispatch-claimed.ts';

/** Passengers a call takes on: few enough that a call ends in seconds. */
const PAGE_SIZE = 250;
/** Passengers whose turns run side by side. */
const MAX_CONCURRENCY = 25;

/** How many passengers a call takes on. */
export interface PageLimits {
  /** Passengers at a time. */
  readonly pageSize: number;
  /** Whether there is time for another page; where there is none, the answer says where to go on. */
  readonly hasTime: () => boolean;
}

const ONE_PAGE: PageLimits = { pageSize: PAGE_SIZE, hasTime: () => false };

/** A wave leaves: each passenger that still waits is claimed and sent the message. Answers when to come back (R72). */
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
  const result = planNextCall(call, { failedSeats, now: services.clock.now(), ...(isPassOver ? {} : { cursor }) });
  if ('done' in result) await services.waves.finish(wave);
  return result;
}

/** Passengers take their turns; answers how many of them broke. */
async function dispatchSeats(seats: readonly Seat[], wave: Wave, services: Services): Promise<number> {
  let failedSeats = 0;
  for (const round of groupIntoRounds(seats)) {
    const publication = await services.followUps.getByPublication(wave.campaignId, wave.publication);
    const pending = round.map((seat) => dispatchSeat(seat, publication, services));
    for (const outcome of await Promise.allSettled(pending)) {
      if (outcome.status === 'fulfilled') continue;
      failedSeats += 1;
      services.log.warn('ENROLLMENT_FAILED', { wave: wave.name, error: String(outcome.reason) });
    }
  }
  return failedSeats;
}

/** Seats in rounds whose turns run side by side. No round has two of one user: they would fight over one row. */
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

async function dispatchSeat(
  { wave, enrollmentId, userId, trigger }: Seat,
  { followUp, isLive }: PublicationStatus,
  services: Services,
): Promise<void> {
  const { definition, publication } = followUp.published;
  const needsRecheck = definition.recheckAudience && followUp.hasAudience;
  const profile = needsRecheck ? await services.profiles.get(userId) : undefined;
  const isInAudience = !needsRecheck || followUp.isInAudience(getAttributes(profile));
  const livePublication = isLive ? publication : undefined;
  const input: ClaimInput = { kind: 'claim', enrollmentId, wave, publication: livePublication, isInAudience };
  const { row, toDispatch } = await changeRow({ followUp, userId, input }, services);
  if (toDispatch !== undefined)
    await dispatchClaimed({ followUp, userId, row, enrollment: toDispatch, trigger, profile }, services);
}
