import type { Instant } from '../core/contracts/instant.ts';
import { removeSlotsUntil } from '../core/frequency-slots.ts';
import type { Services } from '../core/ports.ts';
import { retryContendedWrite } from '../core/retry.ts';

/** Removes the slots of a deleted user in the frequency caps, up to the cut (R65). Those of later messages stay. A repeat changes nothing. */
export async function eraseSlots(
  userId: string,
  deletedUntil: Instant,
  { frequencySlots, backoff }: Pick<Services, 'frequencySlots' | 'backoff'>,
): Promise<void> {
  await retryContendedWrite({ what: 'slots of a user', wait: backoff }, async () => {
    const before = await frequencySlots.read(userId);
    const after = removeSlotsUntil(before, deletedUntil);
    if (after === undefined) return true;
    const isWritten =
      after.slots.length === 0
        ? await frequencySlots.remove(userId, before.rev)
        : await frequencySlots.write(userId, after);
    return isWritten || undefined;
  });
}
