import type { Wave, WaveAnswer, WaveCall } from '../core/contracts/wave.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Seat, Services } from '../core/ports.ts';
import { attributesOf } from '../core/profile.ts';
import { nextCall } from '../core/waves.ts';
import { changeRow } from './change-row.ts';
import { handOver } from './hand-over.ts';

/** Passengers a call takes on: few enough that a call ends in seconds. */
const PAGE = 250;
/** Passengers whose turns run side by side. */
const ABREAST = 25;

/** How many passengers a call takes on. */
export interface Pace {
  /** Passengers at a time. */
  readonly page: number;
  /** Whether there is time for another page; where there is none, the answer says where to go on. */
  readonly hasTime: () => boolean;
}

const ONE_PAGE: Pace = { page: PAGE, hasTime: () => false };

/** A wave leaves: each passenger that still waits is claimed and sent the message. Answers when to come back (R72). */
export async function dispatch(call: WaveCall, services: Services, pace = ONE_PAGE): Promise<WaveAnswer> {
  const { wave } = call;
  let { cursor } = call;
  let broken = 0;
  while (!call.isOver) {
    const page = await services.seats.of(wave.name, pace.page, cursor);
    broken += await leaveAll(page.items, wave, services);
    cursor = page.cursor;
    if (cursor === undefined || !pace.hasTime()) break;
  }
  const isPassOver = call.isOver || cursor === undefined;
  const answer = nextCall(call, { broken, now: services.clock.now(), ...(isPassOver ? {} : { cursor }) });
  if ('done' in answer) await services.waves.finish(wave);
  return answer;
}

/** Passengers take their turns; answers how many of them broke. */
async function leaveAll(seats: readonly Seat[], wave: Wave, services: Services): Promise<number> {
  let broken = 0;
  for (const round of roundsOf(seats)) {
    const publication = await services.followUps.ofPublication(wave.campaignId, wave.publication);
    const turns = round.map((seat) => leave(seat, publication, services));
    for (const turn of await Promise.allSettled(turns)) {
      if (turn.status === 'fulfilled') continue;
      broken += 1;
      services.log.warn('PASSENGER_BROKE', { wave: wave.name, error: String(turn.reason) });
    }
  }
  return broken;
}

/** Seats in rounds whose turns run side by side. No round has two of one user: they would fight over one row. */
function roundsOf(seats: readonly Seat[]): Seat[][] {
  const rounds: Seat[][] = [];
  for (const seat of seats) {
    const round = rounds.find((each) => each.length < ABREAST && !each.some(({ userId }) => userId === seat.userId));
    if (round === undefined) rounds.push([seat]);
    else round.push(seat);
  }
  return rounds;
}

interface Publication {
  readonly followUp: FollowUp;
  readonly isLive: boolean;
}

async function leave(
  { wave, enrollmentId, userId, trigger }: Seat,
  { followUp, isLive }: Publication,
  services: Services,
): Promise<void> {
  const { definition, publication } = followUp.published;
  const rechecks = definition.recheckAudience && followUp.hasAudience;
  const profile = rechecks ? await services.profiles.get(userId) : undefined;
  const inAudience = !rechecks || followUp.includes(attributesOf(profile));
  const live = isLive ? publication : undefined;
  const input = { kind: 'claim', enrollmentId, wave, publication: live, inAudience } as const;
  const { row } = await changeRow({ followUp, userId, input }, services);
  const entry = row.live.find(
    (each) => each.enrollmentId === enrollmentId && each.wave?.name === wave && each.state === 'claimed',
  );
  if (entry !== undefined) await handOver({ followUp, userId, row, entry, trigger, profile }, services);
}
