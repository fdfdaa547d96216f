import type { SQSRecord } from 'aws-lambda';
import { parseErasureRequest } from '../../core/contracts/erasure-request.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { MATCHER_TIMEOUT } from '../../core/contracts/wave.ts';
import { eraseUser } from '../../engine/erase-user.ts';
import { mergeUserData } from '../../engine/merge-user-data.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { defineQueueHandler } from '../../functions/runtime/define-queue-handler.ts';
import { defineSenderHandler } from '../../functions/sending/define-sender-handler.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { createHandler as waveEnded } from '../../functions/wave-ended.ts';
import type { StandInMessage, VisibilityChange } from '../doubles/sqs.ts';
import { lasting, passBatch } from '../harness/functions/in-container.ts';
import { type BatchHandler, LambdaQueue } from '../harness/functions/lambda-queue.ts';
import type { Lambdas } from './aws-lambdas.ts';
import { LIVES } from './lives.ts';
import type { SimulationContext } from './platform.ts';

/** A function that reads a queue, created in the Lambda that it runs in. */
interface Consumer {
  readonly createHandler: (container: Container, lambdas: Lambdas) => BatchHandler;
  readonly timeout: TimeSpan;
  readonly batchSize: number;
  readonly maxDeliveries?: number;
}

/** Creates the handler of the messages that the provider of the simulation sends. */
function sendPush(container: Container, lambdas: Lambdas): BatchHandler {
  const senders = lambdas.createSenders(container);
  const handler = defineSenderHandler(async () => ({ senders, getLimits: async () => undefined }))(container);
  return (event, context) => passBatch(handler, event, context);
}

/** The time of an invocation below which an erasure goes on in another one. */
const ERASING_RESERVE: TimeSpan = 20 * SECOND;

/** The handler that continues the erasure of a deleted user, as the message of its queue asks. */
const eraseUserHandler = defineQueueHandler(async ({ body }, { services }, context) => {
  const hasTimeLeft = () => context.getRemainingTimeInMillis() >= ERASING_RESERVE;
  const { userId, isMerge } = parseErasureRequest(body);
  await (isMerge ? mergeUserData : eraseUser)(userId, { services, hasTimeLeft });
});

/** The functions that read a queue, and what is set for each: as in lib/matchers.ts and lib/wave-processing.ts. */
const CONSUMERS = {
  'match-trigger': { createHandler: matchTrigger, timeout: MATCHER_TIMEOUT, batchSize: 100 },
  'match-exception': { createHandler: matchException, timeout: MATCHER_TIMEOUT, batchSize: 100 },
  'update-profile': { createHandler: updateProfile, timeout: MATCHER_TIMEOUT, batchSize: 100 },
  'erase-user': { createHandler: eraseUserHandler, timeout: LIVES.cancelWaits, batchSize: 1 },
  'wave-ended': { createHandler: waveEnded, timeout: MINUTE, batchSize: 1 },
  'end-waits': { createHandler: endWaits, timeout: LIVES.cancelWaits, batchSize: 1 },
  'send-push': { createHandler: sendPush, timeout: LIVES.send, batchSize: 10, maxDeliveries: 1_000 },
} satisfies Record<string, Consumer>;
export type ConsumerName = keyof typeof CONSUMERS;

/** The times for which a batch is collected: none of its messages, up to the window of the mapping, and more where calls are scarce. */
const COLLECTED = [0, SECOND, SECOND, 5 * SECOND] as const;

/** The queues of an installation, from which Lambda calls the handlers with batches of messages. */
export class Queues {
  readonly #context: SimulationContext;
  readonly #lambdas: Lambdas;
  readonly #queues = new Map<ConsumerName, LambdaQueue>();
  /** The callbacks for the messages that were processed, by queue and message id. */
  readonly #ended = new Map<string, () => void>();

  constructor(context: SimulationContext, lambdas: Lambdas) {
    this.#context = context;
    this.#lambdas = lambdas;
  }

  /** Puts a message into the queue of a function. `ended` is called once it is processed. */
  send(consumer: ConsumerName, message: StandInMessage, ended: () => void = () => undefined): void {
    const { random, scheduler } = this.#context;
    const id = this.#queueOf(consumer).send(message, scheduler.now);
    this.#ended.set(`${consumer} ${id}`, ended);
    const wait = CONSUMERS[consumer].batchSize === 1 ? 0 : random.upTo(random.pick(COLLECTED));
    scheduler.at(scheduler.now + wait, () => this.#poll(consumer));
  }

  /** Changes how long a message stays hidden, in the queue that its receipt names. */
  changeVisibility(change: VisibilityChange): void {
    const { scheduler } = this.#context;
    const [consumer = ''] = change.receiptHandle.split(': ');
    const receiptHandle = change.receiptHandle.slice(consumer.length + 2);
    if (!isConsumer(consumer)) throw new Error(`${change.receiptHandle}: expected a receipt of a queue`);
    if (!this.#queueOf(consumer).changeVisibility({ ...change, receiptHandle }, scheduler.now)) return;
    scheduler.at(scheduler.now + change.seconds * SECOND, () => this.#poll(consumer));
  }

  /** The bodies of messages that failed too often. */
  get deadLetters(): string[] {
    return [...this.#queues.values()].flatMap(({ deadLetters }) => deadLetters.map(({ body }) => body));
  }

  #queueOf(consumer: ConsumerName): LambdaQueue {
    const { timeout, batchSize, maxDeliveries }: Consumer = CONSUMERS[consumer];
    const queue =
      this.#queues.get(consumer) ?? new LambdaQueue({ visibilityTimeout: 6 * timeout, batchSize, maxDeliveries });
    this.#queues.set(consumer, queue);
    return queue;
  }

  /** Calls the handler with the visible messages. Those that are still in the queue after their visibility timeout are delivered again. */
  #poll(consumer: ConsumerName): void {
    const { scheduler } = this.#context;
    const { createHandler, timeout }: Consumer = CONSUMERS[consumer];
    const queue = this.#queueOf(consumer);
    const records = queue.receive(scheduler.now);
    if (records.length === 0) return;
    scheduler.at(scheduler.now + 6 * timeout, () => this.#poll(consumer));
    const Records = records.map((each) => ({ ...each, receiptHandle: `${consumer}: ${each.receiptHandle}` }));
    scheduler.invoke(
      `${consumer} ${Records.map(({ body }) => body).join(' and ')}`,
      (by) =>
        this.#lambdas.invoke(by, (container) => createHandler(container, this.#lambdas)({ Records }, lasting(timeout))),
      {
        ended: (response) => this.#finish(consumer, queue.finish(records, response)),
        broke: () => undefined,
        lives: timeout,
      },
    );
  }

  #finish(consumer: ConsumerName, processed: readonly SQSRecord[]): void {
    for (const { messageId } of processed) {
      this.#ended.get(`${consumer} ${messageId}`)?.();
      this.#ended.delete(`${consumer} ${messageId}`);
    }
    // A batch of one takes the next message only now; a longer one leaves none.
    this.#poll(consumer);
  }
}

function isConsumer(name: string): name is ConsumerName {
  return name in CONSUMERS;
}
