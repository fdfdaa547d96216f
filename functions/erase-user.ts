import { parseErasureRequest } from '../core/contracts/erasure-request.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { container } from './runtime/background-container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';

/** The remaining time of a call below which the next step of an erasure is left to another call. */
const TIME_RESERVE: TimeSpan = 2 * MINUTE;

/** The handler of the queue of erasures: it goes on with that of a user for as long as a call has time (R65), and puts what is left into the queue again. */
export const createHandler = defineQueueHandler(async ({ body }, { services }, context) => {
  const { userId } = parseErasureRequest(body);
  await eraseUser(userId, { services, hasTimeLeft: () => context.getRemainingTimeInMillis() >= TIME_RESERVE });
});

export const handler = createHandler(container);
