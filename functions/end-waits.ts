import type { CancelledReason } from '../core/contracts/decision.ts';
import type { Wave } from '../core/contracts/wave.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Seat, Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { abreast } from '../flow/abreast.ts';
import { changeRow } from '../flow/change-row.ts';
import { handOver } from '../flow/hand-over.ts';

/** Passengers a call takes on: few enough that a call ends in seconds. */
const PAGE = 500;
/** Passengers whose waits end side by side. */
const ABREAST = 25;

/** What ends, and why: a publication was stopped (all of its waves), or one wave was aborted. */
export interface Ending {
  readonly wave: Wave;
  readonly reason: CancelledReason & ('campaign-stopped' | 'wave-aborted');
  /** Where to go on; absent at the beginning. */
  readonly cursor?: string;
}

/** How many waits a call ended, and what is left of the ending, if anything. */
export interface Ended {
  readonly cancelled: number;
  readonly rest?: Ending;
}

/** The waits of a wave end for good: nothing of them could be claimed any more, and now their rows say so (R50). A page at a time. */
export async function endWaits(ending: Ending, services: Services): Promise<Ended> {
  const { wave, reason } = ending;
  const { followUp } = await services.followUps.ofPublication(wave.campaignId, wave.publication);
  const input = {
    kind: 'ended',
    reason,
    publication: wave.publication,
    ...(reason === 'wave-aborted' ? { wave: wave.name } : {}),
  } as const;
  const page = await services.seats.of(wave.name, PAGE, ending.cursor);
  const ended = await services.together(() =>
    abreast(page.items, ABREAST, async (seat) => {
      const { row, decisions } = await changeRow({ followUp, userId: seat.userId, input }, services);
      if (reason === 'wave-aborted') await finish({ followUp, seat, row }, services);
      return decisions.filter(({ decision }) => decision === 'cancelled').length;
    }),
  );
  const cancelled = ended.reduce((sum, count) => sum + count, 0);
  return page.cursor === undefined ? { cancelled } : { cancelled, rest: { ...ending, cursor: page.cursor } };
}

/** Ends all waits of a wave, page after page; answers how many. */
export async function endAllWaits(ending: Ending, services: Services): Promise<number> {
  let cancelled = 0;
  for (let rest: Ending | undefined = ending; rest !== undefined; ) {
    const ended: Ended = await endWaits(rest, services);
    cancelled += ended.cancelled;
    rest = ended.rest;
  }
  return cancelled;
}

/** What an aborted wave had claimed, nobody else would send (R51). */
async function finish(
  { followUp, seat, row }: { followUp: FollowUp; seat: Seat; row: Row },
  services: Services,
): Promise<void> {
  const { enrollmentId, trigger, userId, wave } = seat;
  const entry = row.live.find((live) => live.enrollmentId === enrollmentId && live.state === 'claimed');
  if (entry?.wave?.name === wave) await handOver({ followUp, userId, row, entry, trigger }, services);
}
