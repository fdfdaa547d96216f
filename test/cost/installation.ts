import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { MESSAGE_DISPATCHED } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { MAX_PACK_EVENTS } from '../../core/contracts/pack.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { changeSettings } from '../../engine/change-settings.ts';
import { recordFirstCampaign } from '../../engine/merge-history.ts';
import { createHandler as api } from '../../functions/api.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as ingest } from '../../functions/ingest.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Container } from '../../functions/runtime/container.ts';
import type { HttpEvent } from '../../functions/runtime/http-event.ts';
import { RESOURCE_NAMES, type StandIns, standIns } from '../doubles/aws.ts';
import type { StandInMessage } from '../doubles/sqs.ts';
import { servicesOver } from '../harness/adapters/aws-services.ts';
import { Owner } from '../harness/adapters/sample.ts';
import { handed, lasting, record } from '../harness/functions/in-container.ts';
import { invokesNothing } from '../harness/functions/invoking.ts';
import { Agenda } from './agenda.ts';
import { ACCESS_LINE, LOG_EVENT, MAX_RECEIVED } from './assumptions.ts';
import { LambdaFleet } from './lambda-fleet.ts';
import { type Arrival, BEGIN, envelopeOf, type FollowUpLoad, followUpOf } from './load.ts';
import { type Batch, PolledQueue } from './polled-queue.ts';
import { BILLED, GIGABYTE } from './prices.ts';
import { Rates } from './rates.ts';
import { FED, type LoadedFunction, type MATCHERS } from './settings.ts';
import { Usage } from './usage.ts';
import { type Dispatched, WaveMachine } from './wave-machine.ts';

type Matcher = (typeof MATCHERS)[number];
const LAMBDAS = { 'match-trigger': matchTrigger, 'match-exception': matchException } as const;

/** A message in a queue, with the instant at which it was sent. */
type Message = Pick<StandInMessage, 'body'> & Partial<StandInMessage> & { readonly at: Instant };

/** A call of the HTTP interface, and the number of its events. */
export interface ApiCall {
  readonly at: Instant;
  readonly api: 'management' | 'ingest';
  readonly request: HttpEvent;
  readonly events: number;
}

/** The token of calls of Braze Currents. */
export const CURRENTS_TOKEN = 'secret';

/** An installation on stand-ins, in virtual time: the queues, the handlers behind them and the wave machine. */
export class Installation {
  readonly agenda = new Agenda();
  readonly usage = new Usage();
  readonly eventsOnBus: boolean;
  readonly isWarm: boolean;
  readonly rates = new Rates();
  readonly standIns: StandIns = standIns();
  readonly fleets: Readonly<Record<LoadedFunction, LambdaFleet>>;
  readonly #machine: WaveMachine;
  readonly #queues: Readonly<Record<Matcher, PolledQueue<Message>>>;
  readonly #apis = new Map<Container, ReturnType<typeof createHandlers>>();
  #begun = 0;

  constructor({ eventsOnBus = false, isWarm = false } = {}) {
    this.eventsOnBus = eventsOnBus;
    this.isWarm = isWarm;
    const fleet = (functionName: LoadedFunction) => new LambdaFleet(functionName, this);
    this.fleets = {
      'match-trigger': fleet('match-trigger'),
      'match-exception': fleet('match-exception'),
      dispatch: fleet('dispatch'),
      api: fleet('api'),
    };
    const queue = (functionName: Matcher) =>
      new PolledQueue<Message>(this.agenda, (at, batch) => this.#hand(functionName, at, batch));
    this.#queues = { 'match-trigger': queue('match-trigger'), 'match-exception': queue('match-exception') };
    this.#machine = new WaveMachine({
      agenda: this.agenda,
      dispatch: (at, call) =>
        this.#invoke<Dispatched['told']>('dispatch', at, (container) =>
          dispatch(container)(call, lasting(2 * MINUTE)).catch((error: unknown) => {
            if (error instanceof Error && error.name === 'NeedsMoreCalls') return { error: error.name };
            throw error;
          }),
        ),
      entered: (at, state) => this.#entered(at, state),
      succeeded: (name) => this.standIns.stepFunctions.end(name, 'SUCCEEDED'),
    });
  }

  /** Publishes the follow-up shortly before users come. */
  async publish(load: FollowUpLoad): Promise<void> {
    const services = servicesOver(this.standIns.clients(), RESOURCE_NAMES, { now: () => BEGIN });
    await recordFirstCampaign(services);
    await new Owner(services, BEGIN - 10 * SECOND).publishes(followUpOf(load));
    if (load.hasCaps) await changeSettings({ frequencyCaps: [{ atMost: 3, in: '7 days' }] }, { by: 'owner', services });
  }

  /** Adds events to the queues to which rules send them. */
  take(arrivals: readonly Arrival[]): void {
    for (const functionName of FED) {
      this.usage.add({ requester: 'queues', priced: 'sqs', what: `sends to ${functionName}`, count: arrivals.length });
      for (const arrival of arrivals) {
        this.rates.add('rule to queue', arrival.at);
        this.agenda.plan(arrival.at, (at) => this.#queues[functionName].send(at, arrival));
      }
    }
  }

  /** Adds calls of the HTTP interface, each with so many events. */
  call(calls: readonly ApiCall[]): void {
    for (const { at, api: name, request, events } of calls) {
      this.agenda.plan(at, async (asked) => {
        this.usage.add({ requester: 'producers', priced: 'apiCall', what: 'calls', count: 1 });
        const bytes = ACCESS_LINE.length + LOG_EVENT;
        this.usage.add({ requester: 'producers', priced: 'logs', what: 'access', count: bytes / GIGABYTE });
        const answer = (container: Container) => this.#handlersOf(container)[name](request, lasting(29 * SECOND));
        const { result, ended } = await this.fleets.api.invoke(asked, answer, events);
        if (result.statusCode !== 200) throw new Error(`a call: ${result.statusCode} ${result.body}`);
        this.#lookAround(ended);
      });
    }
  }

  /** Returns the handlers of a Lambda, which it keeps from its cold start on. Both APIs have the same memory, so one fleet stands for them. */
  #handlersOf(container: Container): ReturnType<typeof createHandlers> {
    const handlers = this.#apis.get(container) ?? createHandlers(container);
    this.#apis.set(container, handlers);
    return handlers;
  }

  async #hand(functionName: Matcher, at: Instant, { messages, receives }: Batch<Message>): Promise<void> {
    const records = messages.map(({ body, attributes = {}, at: sentAt }) => record(body, { sentAt, attributes }));
    const emptied = { requester: 'queues', priced: 'sqs', what: `receives and deletes of ${functionName}` } as const;
    const bytes = messages.reduce((sum, { body }) => sum + body.length, 0);
    const received = receives * Math.ceil(bytes / receives / BILLED);
    this.usage.add({ ...emptied, count: received + Math.ceil(messages.length / MAX_RECEIVED) });
    const work = (container: Container) => handed(LAMBDAS[functionName](container), records, lasting(MINUTE));
    // What a single event takes is in the time of a request.
    const packed = messages.reduce((sum, { body }) => sum + (body.startsWith('{"pack"') ? MAX_PACK_EVENTS : 0), 0);
    const { result: back } = await this.#invoke(functionName, at, work, packed);
    if (back.length > 0) throw new Error(`${functionName}: gave back ${back.length} messages`);
  }

  async #invoke<Told>(
    functionName: LoadedFunction,
    at: Instant,
    work: (container: Container) => Promise<Told>,
    events = 0,
  ) {
    const { result, ended } = await this.fleets[functionName].invoke(at, work, events);
    this.#lookAround(ended);
    return { result, told: result, ended };
  }

  /** Starts what follows from an invocation: forwarded triggers, dispatched messages and new executions. */
  #lookAround(at: Instant): void {
    const { eventBridge, sqs, stepFunctions } = this.standIns;
    for (const message of sqs.in(RESOURCE_NAMES.triggerQueueUrl).splice(0)) {
      this.agenda.plan(at, () => this.#queues['match-trigger'].send(at, { ...message, at }));
    }
    for (const message of sqs.in(RESOURCE_NAMES.eventsQueueUrl).splice(0)) {
      this.agenda.plan(at, () => this.#queues['match-exception'].send(at, { ...message, at }));
    }
    const entries = eventBridge.entries.splice(0);
    const messages = entries.filter(({ DetailType }) => DetailType === MESSAGE_DISPATCHED);
    if (messages.length > 0) this.usage.note('messages', messages.length);
    if (messages.length < entries.length) this.#deliver(at, entries);
    if (this.usage.noted('Step Functions StartExecution') === this.#begun) return;
    for (const { name, input } of stepFunctions.executions.slice(this.usage.noted('executions'))) {
      this.usage.note('executions');
      this.usage.add({ requester: 'wave machine', priced: 'trace', what: 'executions', count: 1 });
      this.#machine.begin(name, at, input);
    }
    this.#begun = this.usage.noted('Step Functions StartExecution');
  }

  /** Delivers events that the HTTP interface put on the bus, as the rules do. */
  #deliver(at: Instant, entries: readonly PutEventsRequestEntry[]): void {
    const events = entries.filter(({ DetailType }) => DetailType !== MESSAGE_DISPATCHED);
    const bodies = events.map(({ Source, DetailType, Detail = '{}' }) =>
      envelopeOf(at, { source: Source, 'detail-type': DetailType, detail: JSON.parse(Detail) }),
    );
    this.take(bodies.map((body) => ({ at, body })));
  }

  #entered(at: Instant, state: string): void {
    this.usage.add({ requester: 'wave machine', priced: 'transition', what: state, count: 1 });
    this.rates.add('transitions', at);
  }
}

function createHandlers(container: Container) {
  return { management: api(invokesNothing)(container), ingest: ingest(async () => CURRENTS_TOKEN)(container) };
}
