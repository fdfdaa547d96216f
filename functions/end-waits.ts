import { parseCancelWaitsMessage } from '../core/contracts/cancel-waits-schema.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { cancelWaits } from '../engine/cancel-waits.ts';
import { container } from './runtime/background-container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';
import { withEmailHtml } from './sending/with-email-html.ts';

/** The remaining time of a call below which a request for the rest goes back to the queue. */
const TIME_RESERVE: TimeSpan = 20 * SECOND;

/** Cancels waits for as long as a call has time, and puts a request for the rest back into the queue. Each wave of a publication is a message of its own. */
export const createHandler = defineQueueHandler(async ({ body }, { services }, context) => {
  const { remaining } = await cancelWaits(parseCancelWaitsMessage(body), {
    services,
    cancelWave: (wave) => services.cancelWaitsQueue.send(wave).then(() => 0),
    hasTimeLeft: () => context.getRemainingTimeInMillis() >= TIME_RESERVE,
  });
  if (remaining !== undefined) await services.cancelWaitsQueue.send(remaining);
});

export const handler = createHandler(withEmailHtml(container));
