import type { Instant } from '../../core/contracts/instant.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as dispatch } from '../../functions/dispatch.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { RESOURCE_NAMES, type StandIns, standIns } from '../doubles/aws.ts';
import type { StandInMessage } from '../doubles/sqs.ts';
import { servicesOver } from '../harness/adapters/aws-services.ts';
import { Owner } from '../harness/adapters/sample.ts';
import { handed, lasting, record } from '../harness/functions/in-container.ts';
import { Agenda } from './agenda.ts';
import { MAX_RECEIVED } from './assumptions.ts';
import { LambdaFleet } from './lambda-fleet.ts';
import { type Arrival, BEGIN, followUpOf, type Load } from './load.ts';
import { type Batch, PolledQueue } from './polled-queue.ts';
import { Rates } from './rates.ts';
import { FED, type LoadedFunction, type MATCHERS } from './settings.ts';
import { Usage } from './usage.ts';
import { type Dispatched, WaveMachine } from './wave-machine.ts';

type Matcher = (typeof MATCHERS)[number];
const LAMBDAS = { 'match-trigger': matchTrigger, 'match-exception': matchException } as const;

/** A message in a queue, with the instant at which it was sent. */
type Message = Pick<StandInMessage, 'body'> & Partial<StandInMessage> & { readonly at: Instant };

/** An installation on stand-ins, in virtual time: the queues, the handlers behind them and the wave machine. */
export class Installation {
  readonly agenda = new Agenda();
  readonly usage = new Usage();
  readonly rates = new Rates();
  readonly standIns: StandIns = standIns();
  readonly fleets: Readonly<Record<LoadedFunction, LambdaFleet>>;
  readonly #machine: WaveMachine;
  readonly #queues: Readonly<Record<Matcher, PolledQueue<Message>>>;
  #begun = 0;

  constructor() {
    const fleet = (functionName: LoadedFunction) => new LambdaFleet(functionName, this);
    this.fleets = {
      'match-trigger': fleet('match-trigger'),
      'match-exception': fleet('match-exception'),
      dispatch: fleet('dispatch'),
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
  async publish(load: Load): Promise<void> {
    const services = servicesOver(this.standIns.clients(), RESOURCE_NAMES, { now: () => BEGIN });
    await new Owner(services, BEGIN - 10 * SECOND).publishes(followUpOf(load));
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

  async #hand(functionName: Matcher, at: Instant, { messages, receives }: Batch<Message>): Promise<void> {
    const records = messages.map(({ body, attributes = {}, at: sentAt }) => record(body, { sentAt, attributes }));
    const emptied = { requester: 'queues', priced: 'sqs', what: `receives and deletes of ${functionName}` } as const;
    this.usage.add({ ...emptied, count: receives + Math.ceil(messages.length / MAX_RECEIVED) });
    const { result: back } = await this.#invoke(functionName, at, (container) =>
      handed(LAMBDAS[functionName](container), records, lasting(MINUTE)),
    );
    if (back.length > 0) throw new Error(`${functionName}: gave back ${back.length} messages`);
  }

  async #invoke<Told>(functionName: LoadedFunction, at: Instant, work: (container: Container) => Promise<Told>) {
    const { result, ended } = await this.fleets[functionName].invoke(at, work);
    this.#lookAround(ended);
    return { result, told: result, ended };
  }

  /** Starts what follows from an invocation: forwarded triggers, dispatched messages and new executions. */
  #lookAround(at: Instant): void {
    const { eventBridge, sqs, stepFunctions } = this.standIns;
    for (const message of sqs.in(RESOURCE_NAMES.triggerQueueUrl).splice(0)) {
      this.agenda.plan(at, () => this.#queues['match-trigger'].send(at, { ...message, at }));
    }
    this.usage.note('messages', eventBridge.entries.splice(0).length);
    if (this.usage.noted('Step Functions StartExecution') === this.#begun) return;
    for (const { name, input } of stepFunctions.executions.slice(this.usage.noted('executions'))) {
      this.usage.note('executions');
      this.usage.add({ requester: 'wave machine', priced: 'trace', what: 'executions', count: 1 });
      this.#machine.begin(name, at, input);
    }
    this.#begun = this.usage.noted('Step Functions StartExecution');
  }

  #entered(at: Instant, state: string): void {
    this.usage.add({ requester: 'wave machine', priced: 'transition', what: state, count: 1 });
    this.rates.add('transitions', at);
  }
}
