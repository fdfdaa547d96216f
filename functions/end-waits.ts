import type { CancelledReason } from '../core/contracts/decision.ts';
import type { Wave } from '../core/contracts/wave.ts';
import type { FollowUp } from '../core/follow-up.ts';
import type { Seat, Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { changeRow } from '../flow/change-row.ts';
import { handOver } from '../flow/hand-over.ts';

const PAGE = 500;

/** What ends, and why: a publication was stopped (all of its waves), or one wave was aborted. */
export interface Ending {
  readonly wave: Wave;
  readonly reason: CancelledReason & ('campaign-stopped' | 'wave-aborted');
}

/** The waits of a wave end for good: nothing of them could be claimed any more, and now their rows say so (R50). Answers how many. */
export async function endWaits({ wave, reason }: Ending, services: Services): Promise<number> {
  const { followUp } = await services.followUps.ofPublication(wave.campaignId, wave.publication);
  const input = {
    kind: 'ended',
    reason,
    publication: wave.publication,
    ...(reason === 'wave-aborted' ? { wave: wave.name } : {}),
  } as const;
  let cursor: string | undefined;
  let cancelled = 0;
  do {
    const page = await services.seats.of(wave.name, PAGE, cursor);
    cancelled += await services.together(async () => {
      let ended = 0;
      for (const seat of page.items) {
        const { row, decisions } = await changeRow({ followUp, userId: seat.userId, input }, services);
        ended += decisions.filter(({ decision }) => decision === 'cancelled').length;
        if (reason === 'wave-aborted') await finish({ followUp, seat, row }, services);
      }
      return ended;
    });
    cursor = page.cursor;
  } while (cursor !== undefined);
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
