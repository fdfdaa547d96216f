import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { Deadline } from '../../../adapters/aws/deadline.ts';
import { type AwsServices, createAwsServices } from '../../../adapters/aws/services.ts';
import type { Channel, FollowUpDefinition } from '../../../core/contracts/definition.ts';
import { formatInstant, type Instant } from '../../../core/contracts/instant.ts';
import type { MetricDefinition } from '../../../core/contracts/metrics.ts';
import type { TestResult } from '../../../core/contracts/test-send.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import { recordFirstCampaign } from '../../../engine/merge-history.ts';
import type { Container } from '../../../functions/runtime/container.ts';
import { PLAIN_IDS } from '../../../functions/runtime/log-ids.ts';
import { RESOURCE_NAMES, type StandIns, standIns } from '../../doubles/aws.ts';
import type { StandInMessage } from '../../doubles/sqs.ts';
import type { Around } from '../../doubles/tally.ts';
import { received } from '../adapters/aws-services.ts';
import { NOON, Owner } from '../adapters/sample.ts';

/** An installation on stand-ins, with a clock that is moved by hand. Each of its Lambdas has its own caches. */
export class Installed {
  now: Instant = NOON;
  /** True where events over HTTP go to the bus, and not to their queues directly. */
  eventsOnBus = false;
  /** The channels that have a sender. */
  senderChannels: ReadonlySet<Channel> = new Set();
  readonly standIns: StandIns = standIns();
  /** The requests of its Lambdas to the services, in order. */
  readonly requests: string[] = [];
  readonly warned: string[] = [];
  readonly metrics: Record<string, number> = {};

  /** Creates the container of a new Lambda. A wrapper around its requests may delay them or make them fail. */
  lambda(around: Around = inItsTime): Container {
    const add = (metric: MetricDefinition, value: number, by?: string) => {
      const name = by === undefined ? metric.name : `${metric.name} ${by}`;
      this.metrics[name] = (this.metrics[name] ?? 0) + value;
    };
    const meter = { add, flush: () => undefined };
    const log = { warn: (code: string) => void this.warned.push(code), logDecisions: () => undefined };
    const told: Around = (request, perform) => {
      this.requests.push(request);
      return around(request, perform);
    };
    let key: Promise<string> | undefined;
    const [clock, clients] = [{ now: () => this.now }, this.standIns.clients(told)];
    const services = createAwsServices({
      clients,
      resourceNames: RESOURCE_NAMES,
      clock,
      log,
      meter,
      hasEnrollmentEvents: false,
      eventsOnBus: this.eventsOnBus,
      senderChannels: this.senderChannels,
      readSuppressionKey: () => (key ??= told('GetSecretValue suppression-key', () => 'key of the installation')),
    });
    return { services, meter, deadline: new Deadline(), logIds: PLAIN_IDS, eventsOnBus: this.eventsOnBus };
  }

  /** Services of a separate Lambda, to read what is stored. */
  get services(): AwsServices {
    return this.lambda().services;
  }

  /** Saves and publishes a follow-up shortly before noon. */
  async publishes(definition: FollowUpDefinition): Promise<Owner> {
    await recordFirstCampaign(this.services);
    const owner = new Owner(this.services, NOON - 10 * SECOND);
    await owner.publishes(definition);
    return owner;
  }

  /** Returns the users that a message was dispatched to. */
  sent(): string[] {
    return received(this.standIns.eventBridge.entries).map(({ userId }) => userId);
  }

  /** Returns the decisions about a user and a follow-up, oldest first. */
  async decided(userId: string, campaignId: string): Promise<string[]> {
    const { decisions } = await this.services.rows.read({ userId, campaignId });
    return decisions.map(({ decision, reason }) => (reason === undefined ? decision : `${decision} ${reason}`));
  }
}

/** The state of a message in a queue: by default it is received for the first time, was put on the bus at noon, and has no attributes. */
export interface MessageOptions {
  readonly times?: number;
  readonly sentAt?: Instant;
  readonly attributes?: StandInMessage['attributes'];
}

/** Takes the messages from a queue, the oldest first, until it is empty; messages that are sent meanwhile are included. */
export function* drained(queue: StandInMessage[]): Generator<StandInMessage> {
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) yield message;
}

/** Creates a message of a queue. */
export function record(body: unknown, { times = 1, sentAt = NOON, attributes = {} }: MessageOptions = {}): SQSRecord {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    messageId: `message ${text.length} ${text.slice(0, 200)}`,
    receiptHandle: 'any',
    body: text,
    attributes: {
      ApproximateReceiveCount: String(times),
      SentTimestamp: String(sentAt),
      SenderId: 'any',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, { DataType = '', StringValue = '' }]) => [
        name,
        { dataType: DataType, stringValue: StringValue },
      ]),
    ),
    md5OfBody: 'any',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:any',
    awsRegion: 'eu-west-1',
  };
}

/** Creates an event as a rule of the bus puts it into a queue. */
export function onTheBus(detail: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  const detailType = 'interaction' in detail ? 'Campaign Interaction' : 'User Behavior';
  return {
    version: '0',
    id: `entry ${JSON.stringify(detail)}`,
    'detail-type': detailType,
    source: 'shop',
    account: '000000000000',
    time: formatInstant(NOON),
    region: 'eu-west-1',
    resources: [],
    detail,
    ...more,
  };
}

/** Creates the context of an invocation with so much time left. */
export function lasting(milliseconds: TimeSpan | (() => TimeSpan)): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'any',
    functionVersion: '1',
    invokedFunctionArn: 'any',
    memoryLimitInMB: '512',
    awsRequestId: 'any',
    logGroupName: 'any',
    logStreamName: 'any',
    getRemainingTimeInMillis: typeof milliseconds === 'number' ? () => milliseconds : milliseconds,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** A handler of a queue. That of a sender answers tests, too. */
type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | TestResult>;

/** Passes an event of a queue to a handler; returns the messages that failed. Throws if it took the event for something else. */
export async function passBatch(handler: Handler, event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  const answer = await handler(event, context);
  if (!('batchItemFailures' in answer)) throw new Error('queue: expected the messages that failed');
  return answer;
}

/** Passes a batch of messages to a handler; returns the bodies of the messages that failed. */
export async function handed(handler: Handler, records: readonly SQSRecord[], context = lasting(MINUTE)) {
  const { batchItemFailures } = await passBatch(handler, { Records: [...records] }, context);
  const back = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  return records.filter(({ messageId }) => back.has(messageId)).map(({ body }) => body);
}

/** Performs a request after a turn of the event loop, so that others can come in between. */
export const inItsTime: Around = async (_, perform) => {
  await new Promise((resolve) => setImmediate(resolve));
  return perform();
};

/** Makes requests fail whose names contain a text, up to a number of times. */
export function breaks(text: string, times = Number.POSITIVE_INFINITY): Around {
  let left = times;
  return async (request, perform) => {
    if (!request.includes(text) || left === 0) return inItsTime(request, perform);
    left -= 1;
    throw new Error(`${text}: the network broke`);
  };
}
