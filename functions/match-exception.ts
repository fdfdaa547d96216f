import { isUserEvent, type UserEvent } from '../core/contracts/event.ts';
import { enrollForLater, isForLater } from '../engine/enroll-for-later.ts';
import { handleEvent } from '../engine/handle-event.ts';
import type { FollowUpMatch } from '../engine/match.ts';
import { container } from './runtime/background-container.ts';
import { defineEventHandler } from './runtime/define-event-handler.ts';

/**
 * The handler of every interaction and behavior from the bus: exceptions cancel waits, and triggers are forwarded to match-trigger. Where
 * few events come, it enrolls their users itself, because nothing waits behind them; what failed once is forwarded.
 */
export const createHandler = defineEventHandler(async ({ event, isAmongFew, isRepeated, getBody }, services) => {
  if (!isUserEvent(event)) return 0;
  let enrolled = 0;
  const forwardOrEnroll = async (trigger: UserEvent, matches: readonly FollowUpMatch[]): Promise<void> => {
    if (isAmongFew && !isRepeated && isForLater(trigger, matches, services))
      enrolled = await enrollForLater(trigger, services, matches);
    else await services.triggerQueue.forward(getBody());
  };
  return (await handleEvent(event, services, forwardOrEnroll)) + enrolled;
}, 'first');

export const handler = createHandler(container);
