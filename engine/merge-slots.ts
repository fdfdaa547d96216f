import { NO_SLOTS, uniteSlots } from '../core/frequency-slots.ts';
import type { Services } from '../core/ports.ts';
import { retryContendedWrite } from '../core/retry.ts';

/** Adds the slots of a merged user in the frequency caps to those of the user into whom it was merged, and removes them there (R45, R65). A repeat changes nothing. */
export async function mergeSlots(
  userId: string,
  intoUserId: string,
  { frequencySlots, backoff }: Pick<Services, 'frequencySlots' | 'backoff'>,
): Promise<void> {
  await retryContendedWrite({ what: 'slots of a user', wait: backoff }, async () => {
    const own = await frequencySlots.read(userId);
    if (own.rev === NO_SLOTS.rev) return true;
    const united = uniteSlots(await frequencySlots.read(intoUserId), own);
    if (united !== undefined && !(await frequencySlots.write(intoUserId, united))) return undefined;
    return (await frequencySlots.remove(userId, own.rev)) || undefined;
  });
}
