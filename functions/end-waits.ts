import type { AwsServices } from '../adapters/aws/services.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import {
  type CancelPublicationRequest,
  type CancelWaveRequest,
  cancelPublicationWaits,
  cancelWaveWaits,
} from '../engine/cancel-waits.ts';
import { container } from './runtime/background-container.ts';
import { defineQueueHandler } from './runtime/define-queue-handler.ts';

/** What is left when a call has this much time left goes back to the queue. */
const TIME_RESERVE: TimeSpan = 20 * SECOND;

/** Endings from their queue: as much as a call has time for, and what is left for the next call. */
export const createHandler = defineQueueHandler(async ({ body }, { services }, context) => {
  const request: CancelWaveRequest | CancelPublicationRequest = JSON.parse(body);
  const hasTimeLeft = () => context.getRemainingTimeInMillis() >= TIME_RESERVE;
  const { remaining } =
    'wave' in request
      ? await cancelWaveWaits(request, hasTimeLeft, services)
      : await cancelPublication(request, hasTimeLeft, services);
  if (remaining !== undefined) await services.cancelWaitsQueue.send(remaining);
});

export const handler = createHandler(container);

/** The waves of a publication end side by side: each is a message of its own. */
async function cancelPublication(request: CancelPublicationRequest, hasTimeLeft: () => boolean, services: AwsServices) {
  const cancelWave = (waveRequest: CancelWaveRequest) => services.cancelWaitsQueue.send(waveRequest).then(() => 0);
  return cancelPublicationWaits(request, { cancelWave, hasTimeLeft }, services);
}
