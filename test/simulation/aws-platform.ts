import { inflateRawSync } from 'node:zlib';
import type { AwsServices } from '../../adapters/aws/services.ts';
import type { Campaign } from '../../core/campaign.ts';
import { CONNECTOR_SOURCE, MESSAGE_DISPATCHED } from '../../core/contracts/dispatch.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import type { UserDeletion, UserEvent, UserMerge } from '../../core/contracts/event.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import { formatPack } from '../../core/contracts/pack.ts';
import { DAY, MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { LAST_CALL_DELAY } from '../../core/contracts/wave.ts';
import { createHandler as checkWaves } from '../../functions/check-waves.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { RESOURCE_NAMES, standIns } from '../doubles/aws.ts';
import type { StandInMessage } from '../doubles/sqs.ts';
import { lasting } from '../harness/functions/in-container.ts';
import { Lambdas } from './aws-lambdas.ts';
import { Queues } from './aws-queues.ts';
import { WaveMachine } from './aws-wave-machine.ts';
import type { Delivery } from './history.ts';
import type { StoredTexts } from './left-of-deleted.ts';
import { MAX_ERASURE_BACKLOG } from './lives.ts';
import type { Platform, SimulationContext } from './platform.ts';

/** The time after its last call at which the check restarts a wave that is not done. */
const GRACE = 5 * MINUTE;
/** The share of ended executions that Step Functions sends an event about; it does not guarantee one. */
const NOTIFIED = 0.8;
/** The share of events that come in a pack, with the two events that came before them. */
const PACKED = 0.4;

// The senders of the simulated Lambdas read their mode from the environment.
process.env[ENVIRONMENT.sendingMode] = 'live';

/** Creates the AWS platform: the Lambda handlers over stand-ins of the services. */
export function createAwsPlatform(context: SimulationContext): Platform {
  return new AwsPlatform(context);
}

class AwsPlatform implements Platform {
  readonly services: AwsServices;
  readonly losesNoFigures = false;
  /** Every event comes to match-exception, which forwards triggers to match-trigger. */
  readonly fed = ['match-exception'] as const;
  readonly #context: SimulationContext;
  readonly #standIns = standIns();
  readonly #lambdas: Lambdas;
  readonly #queues: Queues;
  readonly #machine: WaveMachine;
  /** The ids of events that were forwarded to match-trigger. */
  readonly #forwarded = new Set<string>();
  /** The events that were delivered, in order. */
  readonly #delivered: UserEvent[] = [];
  /** The number of times that an event of a pack was sent alone, by its id. */
  readonly #sentAlone = new Map<string, number>();
  #executions = 0;
  #failures = 0;

  constructor(context: SimulationContext) {
    const { stepFunctions } = this.#standIns;
    this.#context = context;
    this.#lambdas = new Lambdas({
      context,
      standIns: this.#standIns,
      happened: (request) => this.#lookAround(request),
    });
    this.#queues = new Queues(context, this.#lambdas);
    const failed = (name: string) => this.#end(name, 'FAILED');
    this.#machine = new WaveMachine({ context, stepFunctions, lambdas: this.#lambdas, failed });
    this.services = this.#lambdas.unhindered();
  }

  /** The check restarts a wave whose execution failed, at its next run; the new execution may fail again. */
  get maxLate(): TimeSpan {
    return (1 + 2 * this.#failures) * 10 * MINUTE;
  }

  deliver({ event, stage }: Delivery): void {
    const timesAlone = this.#sentAlone.get(event.id) ?? 0;
    this.#queues.send(stage, this.#messageWith(event), () => {
      // An event that was sent alone is processed when that message is.
      if ((this.#sentAlone.get(event.id) ?? 0) === timesAlone) this.#processed(event.id);
    });
  }

  /** Returns the message with an event: as a rule of the bus puts it into the queue, or as the third of a pack, after events that came before. */
  #messageWith(event: UserEvent): StandInMessage {
    const { random, scheduler } = this.#context;
    const before = this.#delivered.slice(-2);
    this.#delivered.push(event);
    if (before.length < 2 || !random.chance(PACKED)) return toMessage(onTheBus(event));
    const body = formatPack([...before, event].map((each) => JSON.stringify(onTheBus(each))));
    const now = { DataType: 'Number', StringValue: String(scheduler.now) };
    return { body, attributes: { [FORWARDED_AT_ATTRIBUTE]: now } };
  }

  deleteUser({ id, source, userId, at, detail }: UserDeletion): void {
    const event = {
      id: `entry of ${id}`,
      'detail-type': 'User Deleted',
      source,
      time: formatInstant(at),
      detail: { ...detail, userId, id, occurredAt: formatInstant(at) },
    };
    this.#queues.send('update-profile', toMessage(event));
  }

  mergeUsers({ id, source, at, detail }: UserMerge): void {
    const event = {
      id: `entry of ${id}`,
      'detail-type': 'Users Merged',
      source,
      time: formatInstant(at),
      detail: { ...detail, id, occurredAt: formatInstant(at) },
    };
    this.#queues.send('update-profile', toMessage(event));
  }

  /** Continues an erasure, or a merge, when its message is delivered. */
  #erase(message: StandInMessage): void {
    const { random, scheduler, swept } = this.#context;
    const { userId }: { userId: string } = JSON.parse(message.body);
    const ended = async () => {
      const { state } = (await this.services.erasures.get(userId))?.position ?? {};
      if (state === 'paused' || state === 'done') swept(userId);
    };
    const late = random.upTo(random.pick([0, 0, MAX_ERASURE_BACKLOG]));
    const at = scheduler.now + (message.delaySeconds ?? 0) * SECOND + late;
    scheduler.at(at, () => this.#queues.send('erase-user', message, () => void ended()));
  }

  listStored(): StoredTexts {
    return [...this.#standIns.dynamodb.content()].flatMap(([table, items]) =>
      items.map((item) => `${table} ${JSON.stringify(Object.values(item).map(inflate))}`),
    );
  }

  #processed(eventId: string): void {
    const { processed } = this.#context;
    processed('match-exception', eventId);
    if (!this.#forwarded.has(eventId)) processed('match-trigger', eventId);
  }

  async stopped({ id, publication }: Campaign): Promise<void> {
    const { random, scheduler } = this.#context;
    // R50: rows may follow a moment later.
    const later = scheduler.now + random.upTo(random.pick([0, 10 * SECOND, DAY]));
    const request = { campaignId: id, publication: publication?.number ?? 0 };
    scheduler.at(later, () => this.#queues.send('end-waits', toMessage(request)));
  }

  /** Aborts a running execution of the campaign, as an operator does in the console. */
  async abort(campaignId: string): Promise<void> {
    const { executions } = this.#standIns.stepFunctions;
    const isRunning = (each: { name: string; status: string }) =>
      each.name.startsWith(`${campaignId}.`) && each.status === 'RUNNING';
    const running = executions.filter(isRunning);
    if (running.length > 0) this.#end(this.#context.random.pick(running).name, 'ABORTED');
  }

  get deadLetters(): readonly string[] {
    return this.#queues.deadLetters;
  }

  async wavesLeft(): Promise<string[]> {
    const running = this.#standIns.stepFunctions.executions.filter(({ status }) => status === 'RUNNING');
    const open = [];
    for await (const { wave } of this.services.waves.listOpenBefore(Number.MAX_SAFE_INTEGER)) open.push(wave);
    return [...running, ...open].map(({ name }) => name);
  }

  async close(): Promise<void> {}

  /** Delivers a forwarded event a moment later, sometimes twice. */
  #forward(message: StandInMessage): void {
    const { history, processed, random, scheduler } = this.#context;
    const { id }: { id: string } = JSON.parse(message.body).detail;
    this.#forwarded.add(id);
    const ended = () => processed('match-trigger', id);
    for (let times = random.chance(0.2) ? 2 : 1; times > 0; times--) {
      const { maxRetry, maxBacklog } = history.disturbances;
      const late = random.upTo(random.pick([0, 0, maxRetry, maxBacklog]));
      scheduler.at(scheduler.now + late, () => this.#queues.send('match-trigger', message, ended));
    }
  }

  /** Delivers an event of a pack that failed, as a message of its own. */
  #deliverAlone(message: StandInMessage): void {
    const { history, random, scheduler } = this.#context;
    const { id }: { id: string } = JSON.parse(message.body).detail;
    this.#sentAlone.set(id, 1 + (this.#sentAlone.get(id) ?? 0));
    const late = random.upTo(history.disturbances.maxRetry);
    scheduler.at(scheduler.now + late, () => this.#queues.send('match-exception', message, () => this.#processed(id)));
  }

  /** Starts what follows from a request: sent messages, deliveries of queues, new executions, the check of a wave. */
  #lookAround(request: string): void {
    const { provider, reported, scheduler, random, sent, told } = this.#context;
    const { eventBridge, sqs, stepFunctions } = this.#standIns;
    for (const { body } of sqs.in(RESOURCE_NAMES.eventsQueueUrl).splice(0))
      for (const { detail } of JSON.parse(body).events) reported(detail.id);
    // What could not be sent is kept for operators: it is no failure of the queues.
    sqs.in(RESOURCE_NAMES.unsentQueueUrl).splice(0);
    for (const { DetailType, Detail = '' } of eventBridge.entries.splice(0)) {
      if (DetailType !== MESSAGE_DISPATCHED) {
        told(JSON.parse(Detail));
        continue;
      }
      const message = JSON.parse(Detail);
      sent(message);
      if (provider === undefined) continue;
      const event = { source: CONNECTOR_SOURCE, 'detail-type': MESSAGE_DISPATCHED, detail: message };
      for (let times = random.chance(0.1) ? 2 : 1; times > 0; times--) this.#queues.send('send-push', toMessage(event));
    }
    for (const message of sqs.in(RESOURCE_NAMES.cancelWaitsQueueUrl).splice(0)) {
      this.#queues.send('end-waits', message);
    }
    for (const message of sqs.in(RESOURCE_NAMES.erasureQueueUrl).splice(0)) this.#erase(message);
    for (const message of sqs.in(RESOURCE_NAMES.triggerQueueUrl).splice(0)) this.#forward(message);
    for (const change of sqs.visibilityChanges.splice(0)) this.#queues.changeVisibility(change);
    for (const message of sqs.in(RESOURCE_NAMES.inputQueueUrl).splice(0)) this.#deliverAlone(message);
    for (const { name, input } of stepFunctions.executions.slice(this.#executions)) {
      this.#executions += 1;
      this.#machine.begin(name, input);
    }
    const [, departure] = /^Put enrollments waves#\S+ (\d{15})#/.exec(request) ?? [];
    if (departure === undefined) return;
    const forgotten = Number(departure) + LAST_CALL_DELAY + GRACE + 1;
    scheduler.at(forgotten + random.upTo(5 * MINUTE), () => this.#check());
  }

  /** Runs the check, and every five minutes again as long as a wave is not done. */
  async #check(): Promise<void> {
    const { scheduler } = this.#context;
    for await (const _ of this.services.waves.listOpenBefore(scheduler.now - LAST_CALL_DELAY - GRACE)) {
      const again = () => scheduler.at(scheduler.now + 5 * MINUTE, () => this.#check());
      const work = (container: Container) => checkWaves(container)({}, lasting(4 * MINUTE));
      scheduler.invoke('check-waves', (by) => this.#lambdas.invoke(by, work), { ended: again, broke: again });
      return;
    }
  }

  #end(name: string, status: 'ABORTED' | 'FAILED'): void {
    const { random, scheduler } = this.#context;
    scheduler.note(`${name} ends: ${status}`);
    if (status === 'FAILED') this.#failures += 1;
    this.#standIns.stepFunctions.end(name, status);
    const input = this.#standIns.stepFunctions.execution(name)?.input;
    const message = toMessage({ detail: { name, status, input } });
    const soon = scheduler.now + random.upTo(2 * SECOND);
    if (random.chance(NOTIFIED)) scheduler.at(soon, () => this.#queues.send('wave-ended', message));
  }
}

const toMessage = (body: object): StandInMessage => ({ body: JSON.stringify(body), attributes: {} });

/** Returns an attribute as text: long ones are deflated. */
const inflate = (value: unknown): unknown =>
  value instanceof Uint8Array ? inflateRawSync(value).toString('utf8') : value;

/** Returns an event as a rule of the bus puts it into a queue. */
function onTheBus(event: UserEvent): object {
  const { id, source, userId, at, detail } = event;
  const [detailType, what] =
    event.kind === 'interaction'
      ? ['Campaign Interaction', { interaction: event.interaction, campaignId: event.campaignId }]
      : ['User Behavior', { behavior: event.behavior }];
  return {
    id: `entry of ${id}`,
    'detail-type': detailType,
    source,
    time: formatInstant(at),
    detail: { ...detail, ...what, userId, id, occurredAt: formatInstant(at) },
  };
}
