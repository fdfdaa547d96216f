import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, createAwsServices } from '../../adapters/aws/services.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { Sender } from '../../core/contracts/sender.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { PLAIN_IDS } from '../../functions/runtime/log-ids.ts';
import { RESOURCE_NAMES, type StandIns } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { UNSENDABLE } from './kinds.ts';
import type { SimulationContext } from './platform.ts';
import { type CallProvider, SENT_CHANNEL } from './provider.ts';
import type { Invocation } from './scheduler.ts';

/** A warm Lambda: it keeps its cached reads and runs one invocation at a time. */
interface Warm {
  readonly container: Container;
  by: Invocation | undefined;
}

/** The dependencies of the simulated Lambdas. */
export interface LambdaDeps {
  readonly context: SimulationContext;
  readonly standIns: StandIns;
  /** Reports that a request has taken effect. */
  readonly happened: (request: string) => void;
}

/** The number of enrollments in a page: few, so that a pass has several pages. Some pages take so long that the rest is shared out. */
const PAGE = 2;
const SLOW_PAGE = { share: 0.1, span: 6 * SECOND } as const;
/** The share of requests whose answer is lost, so that the SDK sends them again. */
const ANSWER_LOST = 0.03;
/** The share of invocations that begin with a cold start although a warm Lambda is free. */
const COLD = 0.2;
/** The longest backoff after a row was changed by another invocation. */
const MOMENT: TimeSpan = 100;

/** The points at which a Lambda pauses: after a page of seats and before it writes a row again. */
interface Rests {
  readonly rest: () => Promise<void>;
  readonly backoff: () => Promise<void>;
}

const nothing = async (): Promise<void> => undefined;
const quiet = { warn: () => undefined, logDecisions: () => undefined };
const unmetered = { add: () => undefined, flush: () => undefined };

/** The Lambdas of an installation. Each request is scheduled separately and may fail. */
export class Lambdas {
  readonly #deps: LambdaDeps;
  readonly #warm: Warm[] = [];
  readonly #callers = new WeakMap<Container, CallProvider>();

  constructor(deps: LambdaDeps) {
    this.#deps = deps;
  }

  /** Returns services whose requests are answered at once and never fail. */
  unhindered(): AwsServices {
    const around: Around = async (request, perform) => {
      const answer = perform();
      this.#deps.happened(request);
      return answer;
    };
    return this.#servicesOver(around, { rest: nothing, backoff: nothing });
  }

  /** Creates the senders to the provider of the simulation in a Lambda; none if there is no provider. */
  createSenders(container: Container): readonly Sender[] {
    const [call, { provider }] = [this.#callers.get(container), this.#deps.context];
    return call === undefined || provider === undefined ? [] : [provider.createSender(call)];
  }

  /** Runs an invocation in a Lambda. A Lambda that dies in it is not used again. */
  async invoke<Result>(by: Invocation, work: (container: Container) => Promise<Result>): Promise<Result> {
    const lambda = this.#free() ?? this.#cold();
    lambda.by = by;
    try {
      return await work(lambda.container);
    } finally {
      this.#warm.push(lambda);
    }
  }

  #free(): Warm | undefined {
    const { random } = this.#deps.context;
    return random.chance(COLD) ? undefined : this.#warm.splice(random.upTo(this.#warm.length), 1)[0];
  }

  #cold(): Warm {
    const { random, scheduler } = this.#deps.context;
    const byWhom = (): Invocation => {
      if (lambda.by === undefined) throw new Error('a Lambda asks for something outside of an invocation');
      return lambda.by;
    };
    const around: Around = (request, perform) => {
      const answered = async () => {
        const isSentAgain = random.chance(ANSWER_LOST);
        if (isSentAgain) scheduler.note(`${request}: the answer is lost`);
        if (isSentAgain) await attempt(perform);
        const answer = await attempt(perform);
        this.#deps.happened(request);
        if ('error' in answer) throw answer.error;
        return answer.result;
      };
      return scheduler.call(byWhom(), request, answered);
    };
    const rest = async () => {
      if (!random.chance(SLOW_PAGE.share)) return;
      await scheduler.call(byWhom(), 'a page takes its time', async () => undefined, scheduler.now + SLOW_PAGE.span);
    };
    const backoff = async () => {
      const later = scheduler.now + random.upTo(MOMENT);
      await scheduler.call(byWhom(), 'backs off', nothing, later);
    };
    const services = this.#servicesOver(around, { rest, backoff });
    const container = {
      services,
      meter: unmetered,
      deadline: new Deadline(),
      logIds: PLAIN_IDS,
      eventsOnBus: false,
    };
    const lambda: Warm = { container, by: undefined };
    this.#callers.set(container, (name, perform) => scheduler.call(byWhom(), name, perform));
    return lambda;
  }

  #servicesOver(around: Around, { rest, backoff }: Rests): AwsServices {
    const { context, standIns } = this.#deps;
    const clock = { now: () => context.scheduler.now };
    const [clients, settings] = [
      standIns.clients(around),
      {
        log: quiet,
        meter: unmetered,
        hasEnrollmentEvents: false,
        eventsOnBus: false,
        readSuppressionKey: async () => 'key of the simulation',
        backoff,
        senderChannels: new Set<Channel>(context.provider === undefined ? [] : [SENT_CHANNEL]),
      },
    ];
    const services = createAwsServices({ clients, resourceNames: RESOURCE_NAMES, clock, ...settings });
    const listByWave: AwsServices['seats']['listByWave'] = async (wave, max, cursor) => {
      const page = await services.seats.listByWave(wave, Math.min(max, PAGE), cursor);
      await rest();
      return page;
    };
    const send: AwsServices['outbox']['send'] = async (message) =>
      message.trigger[UNSENDABLE] === true ? 'too-large' : services.outbox.send(message);
    return { ...services, outbox: { ...services.outbox, send }, seats: { ...services.seats, listByWave } };
  }
}

/** Performs a request and returns its result or its error. */
async function attempt<Result>(
  perform: () => Result,
): Promise<{ readonly result: Result } | { readonly error: unknown }> {
  try {
    return { result: perform() };
  } catch (error) {
    return { error };
  }
}
