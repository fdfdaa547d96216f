import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { loadOnce } from '../../adapters/aws/load-once.ts';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { METRICS } from '../../core/contracts/metrics.ts';
import { isObject } from '../../core/contracts/object.ts';
import { parseInput } from '../../core/contracts/parse-input.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import type { Sender } from '../../core/contracts/sender.ts';
import { type TestEvent, type TestResult, testEventSchema } from '../../core/contracts/test-send.ts';
import { HOUR, SECOND } from '../../core/contracts/time-span.ts';
import { listMessageParts } from '../../core/delivery/create-delivery.ts';
import { isGivenUp } from '../../core/delivery/is-given-up.ts';
import { DISPATCHED_MESSAGE } from '../../core/stored/message-shape.ts';
import type { SendingServices } from '../../engine/read-attempt-facts.ts';
import { type SendOutcome, sendMessage } from '../../engine/send-message.ts';
import { sendTest } from '../../engine/send-test.ts';
import type { Container } from '../runtime/container.ts';
import { defineHandler } from '../runtime/define-handler.ts';
import { returnToQueue } from '../runtime/return-to-queue.ts';
import { createSendingServices, type GetLimits } from './create-sending-services.ts';
import { NotSentError } from './not-sent-error.ts';

/** The longest time for which SQS hides a message that was received. */
const MAX_HIDDEN = 11 * HOUR;

/** The error of a message that is to be delivered again at an instant: it did not fail. */
class NotYetError extends Error {
  override readonly name = 'NotYetError';
}

/** The senders of a function, and how many messages they may send. */
export interface ChannelSending {
  readonly senders: readonly Sender[];
  readonly getLimits: GetLimits;
}

/** The senders of a handler and their services, from its cold start on. */
interface SenderContext {
  readonly container: Container;
  readonly senders: readonly Sender[];
  readonly services: SendingServices;
}

/**
 * Defines the handler of a queue of dispatched messages, which gives those of its channels to their senders. A message that is to be tried
 * again is hidden until then. One that cannot be sent goes to the dead-letter queue with its reason (R87). It also answers the management
 * API, which invokes it for a test (R91). Any other event is an error.
 */
export function defineSenderHandler(createSending: (container: Container) => Promise<ChannelSending>) {
  return defineHandler<SQSEvent | TestEvent, SQSBatchResponse | TestResult>((container) => {
    const getContext = createContextReader(container, createSending);
    const handleRecord = async (record: SQSRecord): Promise<void> => {
      try {
        const retryAt = await sendRecord(record, await getContext());
        if (retryAt !== undefined) await hideUntil(record, retryAt, container);
      } catch (error) {
        if (!(error instanceof NotYetError)) await returnToQueue(record, error, container);
        throw error;
      }
    };
    const options = { throwOnFullBatchFailure: false };
    return async (event) =>
      isQueueEvent(event)
        ? processPartialResponse(event, handleRecord, new BatchProcessor(EventType.SQS), options)
        : answerTest(event, getContext);
  });
}

function isQueueEvent(event: unknown): event is SQSEvent {
  return isObject(event) && Array.isArray(event['Records']);
}

/** Sends a test by the sender of its channel, in the mode and to the allow list of this function. Throws `NotSentError` for what fails before. */
async function answerTest(event: unknown, getContext: () => Promise<SenderContext>): Promise<TestResult> {
  const { test, sender, services } = await prepareTest(event, getContext).catch((error: unknown) => {
    throw new NotSentError(error instanceof Error ? error.message : String(error), { cause: error });
  });
  return sendTest(test, { sender, policy: services.policy, now: services.clock.now() });
}

async function prepareTest(event: unknown, getContext: () => Promise<SenderContext>) {
  const { test } = parseInput(testEventSchema, event, 'event that is no list of records of a queue');
  const { senders, services } = await getContext();
  const { channel } = test.message;
  const sender = senders.find((each) => each.channel === channel);
  if (sender === undefined) throw new Error(`${channel}: expected a channel that this function sends`);
  return { test, sender, services };
}

/** Creates the function that returns the context, once. What a sender needs may be unreadable for a moment: the next message tries again. */
function createContextReader(
  container: Container,
  createSending: (container: Container) => Promise<ChannelSending>,
): () => Promise<SenderContext> {
  return loadOnce(async () => {
    const { senders, getLimits } = await createSending(container);
    return { container, senders, services: createSendingServices(container, getLimits) };
  });
}

/** Sends the messages of a record. Returns the instant at which one of them is to be tried again, if one is. */
async function sendRecord(record: SQSRecord, context: SenderContext): Promise<Instant | undefined> {
  const { container, senders, services } = context;
  const dispatched = parseMessage(record.body);
  if (dispatched === undefined) {
    const text = 'message: expected an event "Message Dispatched" of the connector';
    await container.services.deadLetters.send(record.body, { code: 'NOT_A_MESSAGE', text });
    return undefined;
  }
  const sendings = senders.flatMap((sender) =>
    listMessageParts(dispatched, sender.channel).map((part) => ({ dispatched, sender, ...part })),
  );
  const outcomes = await Promise.allSettled(sendings.map((sending) => sendMessage(sending, services)));
  const waits = outcomes.flatMap((outcome, index) => {
    if (outcome.status === 'rejected' || !('retryAt' in outcome.value)) return [];
    if (outcome.value.isHalted === true) container.meter.add(METRICS.channelHalted, 1, sendings[index]?.sender.channel);
    return outcome.value.retryAt;
  });
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  const isLast = waits.length === 0 && failure === undefined;
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled' && 'ended' in outcome.value)
      await reportEnded(record, { ...outcome.value, isLast }, container);
  }
  if (failure !== undefined) throw failure.reason;
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function parseMessage(body: string): MessageDispatched | undefined {
  const event = parseJson(body);
  if (!isObject(event) || event['source'] !== CONNECTOR_SOURCE || event['detail-type'] !== MESSAGE_DISPATCHED)
    return undefined;
  const { detail } = event;
  return DISPATCHED_MESSAGE.matches(detail) ? detail : undefined;
}

/** A delivery that has ended, and whether all other messages of its record have ended too. */
type Ended = Extract<SendOutcome, { readonly ended: unknown }> & { readonly isLast: boolean };

/**
 * Counts a delivery that has ended, and keeps what could not be sent. A repeat is not counted. It is kept once more at the last receive of
 * a record, because the function may have ended before it kept it. A record that an operator moves back is received for the first time.
 */
async function reportEnded(
  { body, attributes }: SQSRecord,
  { ended, isRepeat, isLast }: Ended,
  { meter, services }: Container,
): Promise<void> {
  const mayBeUnkept = isLast && Number(attributes.ApproximateReceiveCount) > 1;
  if (isRepeat && !mayBeUnkept) return;
  if (!isRepeat) meter.add(METRICS.deliveries, 1, ended.state);
  if (!isGivenUp(ended) || ended.state === 'sent') return;
  const { dispatchId, channel, state, reason } = ended;
  if (!isRepeat) {
    services.log.warn('MESSAGE_UNSENT', { dispatchId, channel, state, reason });
    meter.add(METRICS.unsent, 1);
  }
  await services.deadLetters.send(body, { code: state.toUpperCase(), text: `${channel}: ${reason}` });
}

/** Hides a record until an instant, so that the queue delivers it again then. Throws, so that it is not deleted. */
async function hideUntil({ receiptHandle }: SQSRecord, retryAt: Instant, { services }: Container): Promise<never> {
  const span = Math.min(MAX_HIDDEN, Math.max(SECOND, retryAt - services.clock.now()));
  await services.inputQueue.redeliverAfter(Math.ceil(span / SECOND) * SECOND, receiptHandle);
  throw new NotYetError(`to be sent at ${retryAt}`);
}
