import { parseErasureRequest } from '../core/contracts/erasure-request.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { eraseUser } from '../engine/erase-user.ts';
import { mergeUserData } from '../engine/merge-user-data.ts';
import { container } from './runtime/background-container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';

/** The remaining time of a call below which the next step of an erasure is left to another call. */
const TIME_RESERVE: TimeSpan = 2 * MINUTE;

/** The handler that goes on with the erasure of a user, or with its merge into another, for as long as a call has time (R65). What is left is put into the queue again. */
export const createHandler = defineQueueHandler(async ({ body }, { services }, context) => {
  const { userId, isMerge } = parseErasureRequest(body);
  const hasTimeLeft = () => context.getRemainingTimeInMillis() >= TIME_RESERVE;
  await (isMerge ? mergeUserData : eraseUser)(userId, { services, hasTimeLeft });
});

export const handler = createHandler(container);
