import type { CancelledReason } from '../core/contracts/decision.ts';
import type { Wave } from '../core/contracts/wave.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Seat, Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { abreast } from './abreast.ts';
import { changeRow } from './change-row.ts';
import { handOver } from './hand-over.ts';

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

/** What ends when a publication is stopped: all of its waves. */
export interface Stopping {
  readonly campaignId: string;
  readonly publication: number;
  /** Where to go on; absent at the beginning. */
  readonly cursor?: string;
}

/** How many waits a call ended, and what is left of the ending, if anything. */
export interface Ended {
  readonly cancelled: number;
  readonly rest?: Ending;
}

/** The waits of a wave end for good: nothing of them could be claimed any more, and now their rows say so (R50). A page at a time. */
async function endWaits(ending: Ending, services: Services): Promise<Ended> {
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

/** How the waves of a publication are ended: each by itself, and as long as there is time. */
export interface Seeing {
  /** Ends the waits of one, or sees to it that they end soon; answers how many ended at once. */
  endWave(ending: Ending): Promise<number>;
  isInTime(): boolean;
}

/** The waits of a stopped publication end (R50): wave after wave, a page of them at a time. Answers how many, and what is left. */
export async function endPublication(
  stopping: Stopping,
  { endWave, isInTime }: Seeing,
  { waves }: Pick<Services, 'waves'>,
): Promise<{ readonly cancelled: number; readonly rest?: Stopping }> {
  let cancelled = 0;
  let { cursor } = stopping;
  do {
    const page = await waves.openOf(stopping.campaignId, stopping.publication, cursor);
    for (const wave of page.items) cancelled += await endWave({ wave, reason: 'campaign-stopped' });
    cursor = page.cursor;
  } while (cursor !== undefined && isInTime());
  return cursor === undefined ? { cancelled } : { cancelled, rest: { ...stopping, cursor } };
}

/** Ends all waits of a stopped publication, however long it takes; answers how many. */
export async function endWholePublication(stopping: Stopping, services: Services): Promise<number> {
  const seeing = { endWave: (ending: Ending) => endAllWaits(ending, services), isInTime: () => true };
  return (await endPublication(stopping, seeing, services)).cancelled;
}

/** Ends all waits of a wave, however long it takes; answers how many. */
export async function endAllWaits(ending: Ending, services: Services): Promise<number> {
  return (await endWaitsInTime(ending, () => true, services)).cancelled;
}

/** Ends the waits of a wave, page after page, as long as there is time; answers how many, and what is left. */
export async function endWaitsInTime(ending: Ending, isInTime: () => boolean, services: Services): Promise<Ended> {
  let ended: Ended = { cancelled: 0, rest: ending };
  while (ended.rest !== undefined && isInTime()) {
    const { cancelled, ...more } = await endWaits(ended.rest, services);
    ended = { ...more, cancelled: ended.cancelled + cancelled };
  }
  return ended;
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
