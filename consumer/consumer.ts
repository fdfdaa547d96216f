/**
 * The entry of the package for the Lambda functions that send messages.
 *
 * @example
 * export const handler = defineConsumer(async ({ dispatchId, userId, messages }) => {
 *   const email = messages.find(({ channel }) => channel === 'email');
 *   if (email !== undefined) await onceFor(dispatchId, () => sendEmail({ to: userId, ...email }));
 * });
 */
export { defineConsumer } from './define-consumer.ts';
export type { ChannelMessage, DispatchedMessage } from './dispatched-message.ts';
export { onceFor } from './once-for.ts';
export { PermanentError } from './permanent-error.ts';
export type { BatchResponse, QueueEvent, QueueRecord } from './queue-event.ts';
