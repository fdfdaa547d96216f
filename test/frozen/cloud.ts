import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { WaveCall } from '../../core/contracts/wave.ts';
import type { Services } from '../../core/ports.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as endWaits } from '../../functions/end-waits.ts';
import { createHandler as eraseUser } from '../../functions/erase-user.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { createHandler as waveEnded } from '../../functions/wave-ended.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Execution } from '../doubles/step-functions.ts';
import type { Around } from '../doubles/tally.ts';
import { received } from '../harness/adapters/aws-services.ts';
import { handed, Installed, lasting, type MessageOptions, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';
import { fromWire, toWire, type WireItem } from './dynamodb-json.ts';

// The only file of the frozen tests that names Lambda handlers of the product.
const HANDLERS = {
  events: matchException,
  triggers: matchTrigger,
  profiles: updateProfile,
  endings: endWaits,
  erasures: eraseUser,
  'wave-ended': waveEnded,
};

/** The queues that Lambdas work off, by what their messages are about. */
export type Queue = keyof typeof HANDLERS;

/** The state of an installation on AWS that outlives a deployment. */
export interface FrozenCloud {
  /** RFC 3339. */
  readonly at: string;
  readonly tables: Readonly<Record<string, readonly WireItem[]>>;
  readonly executions: readonly Execution[];
}

type Item = Readonly<Record<string, unknown>>;

/** The attributes of a message, the wrapper around the Lambda's requests, and the milliseconds that the Lambda may run. */
export interface Delivery extends MessageOptions {
  readonly around?: Around;
  readonly remaining?: () => number;
}

/** The headers of an HTTP call, and the settings of the Lambda that answers it. */
type Caller = NonNullable<Parameters<typeof opened>[1]> & { readonly headers?: Record<string, string> };

/** An installation on AWS, on stand-ins, driven as AWS drives it: by queues, executions and HTTP calls. */
export class Cloud {
  readonly installed = new Installed();

  constructor(at: string | number) {
    this.installed.now = typeof at === 'number' ? at : Date.parse(at);
  }

  /** Services of a Lambda of its own, which has read nothing yet. */
  get services(): Services {
    return this.installed.services;
  }

  /** Begins with what an earlier deployment left. */
  static async over(frozen: Pick<FrozenCloud, 'at' | 'tables'> & Partial<FrozenCloud>): Promise<Cloud> {
    const cloud = new Cloud(frozen.at);
    const { documents, executions } = cloud.installed.standIns.clients();
    for (const [TableName, items] of Object.entries(frozen.tables)) {
      for (const item of items) await documents.send(new PutCommand({ TableName, Item: fromWire(item) }));
    }
    const stateMachineArn = RESOURCE_NAMES.waveMachineArn;
    for (const { name, input, status } of frozen.executions ?? []) {
      await executions.startExecution({ stateMachineArn, name, input });
      if (status !== 'RUNNING') cloud.installed.standIns.stepFunctions.end(name, status);
    }
    return cloud;
  }

  /** Returns what a later deployment will find; of the items only those that are kept. */
  frozen(isKept: (item: Item) => boolean = () => true): FrozenCloud {
    const { dynamodb, stepFunctions } = this.installed.standIns;
    const tables = [...dynamodb.content()].map(([name, items]) => [name, items.filter(isKept).map(toWire)] as const);
    return {
      at: new Date(this.installed.now).toISOString(),
      tables: Object.fromEntries(tables.filter(([, items]) => items.length > 0)),
      executions: stepFunctions.executions,
    };
  }

  /** Writes the items of a table again, each after a change. */
  async rewrite(TableName: string, change: (item: Item) => Item): Promise<void> {
    const { documents } = this.installed.standIns.clients();
    const items = this.installed.standIns.dynamodb.content().get(TableName) ?? [];
    for (const item of items) await documents.send(new PutCommand({ TableName, Item: change(item) }));
  }

  /** Delivers messages to a Lambda; returns how many of them it gave back. */
  async deliver(
    queue: Queue,
    bodies: readonly unknown[],
    { around, remaining, ...come }: Delivery = {},
  ): Promise<number> {
    const records = bodies.map((body) => record(body, { sentAt: this.installed.now, ...come }));
    const handler = HANDLERS[queue](this.installed.lambda(around));
    return (await handed(handler, records, lasting(remaining ?? 60_000))).length;
  }

  /** Takes events the whole way: from the bus, and from one queue to the next. Throws where a message is given back. */
  async takes(...envelopes: readonly unknown[]): Promise<void> {
    if ((await this.deliver('events', envelopes)) > 0) throw new Error('events: given back');
    for (const { body, attributes } of this.queued('triggers')) {
      if ((await this.deliver('triggers', [body], { attributes })) > 0) throw new Error('triggers: given back');
    }
  }

  /** Takes the messages out of a queue. */
  queued(queue: 'triggers' | 'endings' | 'erasures' | 'refused') {
    const urls = {
      triggers: RESOURCE_NAMES.triggerQueueUrl,
      endings: RESOURCE_NAMES.cancelWaitsQueueUrl,
      erasures: RESOURCE_NAMES.erasureQueueUrl,
      refused: RESOURCE_NAMES.refusedQueueUrl,
    };
    return this.installed.standIns.sqs.in(urls[queue]).splice(0);
  }

  /** Calls dispatch as a task of the wave machine does. */
  dispatch(call: WaveCall, around?: Around) {
    return dispatch(this.installed.lambda(around))(call, lasting(120_000));
  }

  /** Runs the check that comes every five minutes. */
  check(): Promise<void> {
    return checkWaves(this.installed.lambda())({}, lasting(240_000));
  }

  /** Calls the HTTP interface; returns the body of its answer. */
  async http(method: string, path: string, body?: unknown, { headers, ...caller }: Caller = {}) {
    const answer = await opened(this.installed, caller)(method, path, { body, ...(headers && { headers }) });
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Returns the enrollments of a user as the HTTP interface shows them, as `state` or `state reason`. */
  async enrollments(campaignId: string, userId: string): Promise<string[]> {
    const { enrollments } = await this.http('GET', `/campaigns/${campaignId}/enrollments?userId=${userId}`);
    return enrollments.map(({ state, reason }: Told) => (reason === undefined ? state : `${state} ${reason}`));
  }

  /** Returns the decisions about a user as the HTTP interface shows them, as `decision` or `decision reason`. */
  async decisions(campaignId: string, userId: string): Promise<string[]> {
    const { decisions } = await this.http('GET', `/decisions?userId=${userId}&campaignId=${campaignId}`);
    return decisions.map(({ decision, reason }: Told) => (reason === undefined ? decision : `${decision} ${reason}`));
  }

  /** Returns the enrollment of the last receipt in a row, which no call shows. */
  async receiptOf(campaignId: string, userId: string): Promise<string | undefined> {
    return (await this.installed.services.rows.read({ campaignId, userId })).receipt?.enrollmentId;
  }

  /** Returns the entries that were put on the bus. */
  entries(): readonly PutEventsRequestEntry[] {
    return this.installed.standIns.eventBridge.entries;
  }

  /** Returns the messages that left, each dispatch id once. */
  messages(): MessageDispatched[] {
    return received(this.entries());
  }
}

interface Told {
  readonly state?: string;
  readonly decision?: string;
  readonly reason?: string;
}
