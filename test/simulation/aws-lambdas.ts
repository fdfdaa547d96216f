import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, createAwsServices } from '../../adapters/aws/services.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { RESOURCE_NAMES, type StandIns } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import type { SimulationContext } from './ground.ts';
import { UNSENDABLE } from './kinds.ts';
import type { Invocation } from './scheduler.ts';

/** A Lambda that is warm: it remembers what it has read, and runs one invocation at a time. */
interface Warm {
  readonly container: Container;
  by: Invocation | undefined;
}

/** What Lambdas stand on. */
export interface LambdaDeps {
  readonly context: SimulationContext;
  readonly standIns: StandIns;
  /** A request has taken effect. */
  readonly happened: (request: string) => void;
}

/** Passengers of a page: few, so that passes have pages; and now and then one takes so long that the rest is shared. */
const PAGE = 2;
const SLOW_PAGE = { share: 0.1, span: 6 * SECOND } as const;
/** How often a request whose answer was lost is sent again by the SDK. */
const ANSWER_LOST = 0.03;
/** How often there is a cold start though a Lambda is free. */
const COLD = 0.2;
/** How long whoever wrote a row second waits. */
const MOMENT: TimeSpan = 100;

/** Where a Lambda takes its time. */
interface Rests {
  readonly rest: () => Promise<void>;
  readonly backoff: () => Promise<void>;
}

const nothing = async (): Promise<void> => undefined;
const quiet = { warn: () => undefined, logDecisions: () => undefined };
const unmetered = { add: () => undefined, flush: () => undefined };

/** The Lambdas of an installation: each request that one makes stands by itself, and may break. */
export class Lambdas {
  readonly #deps: LambdaDeps;
  readonly #warm: Warm[] = [];

  constructor(deps: LambdaDeps) {
    this.#deps = deps;
  }

  /** The store as it is: nothing stands in between. */
  unhindered(): AwsServices {
    const around: Around = async (request, perform) => {
      const answer = perform();
      this.#deps.happened(request);
      return answer;
    };
    return this.#servicesOver(around, { rest: nothing, backoff: nothing });
  }

  /** Runs an invocation in a Lambda. One that dies takes its Lambda along: it never comes back here. */
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
      await scheduler.call(byWhom(), 'gives way', nothing, later);
    };
    const services = this.#servicesOver(around, { rest, backoff });
    const lambda: Warm = { container: { services, meter: unmetered, deadline: new Deadline() }, by: undefined };
    return lambda;
  }

  #servicesOver(around: Around, { rest, backoff }: Rests): AwsServices {
    const { context, standIns } = this.#deps;
    const clock = { now: () => context.scheduler.now };
    const [clients, told] = [standIns.clients(around), { log: quiet, meter: unmetered, hasEnrollmentEvents: false }];
    const services = createAwsServices({ clients, resourceNames: RESOURCE_NAMES, clock, ...told });
    const listByWave: AwsServices['seats']['listByWave'] = async (wave, max, cursor) => {
      const page = await services.seats.listByWave(wave, Math.min(max, PAGE), cursor);
      await rest();
      return page;
    };
    const send: AwsServices['outbox']['send'] = async (message) =>
      message.trigger[UNSENDABLE] === true ? 'too-large' : services.outbox.send(message);
    return { ...services, backoff, outbox: { ...services.outbox, send }, seats: { ...services.seats, listByWave } };
  }
}

/** A request may be refused as well as answered, and both are answers. */
async function attempt<Result>(
  perform: () => Result,
): Promise<{ readonly result: Result } | { readonly error: unknown }> {
  try {
    return { result: perform() };
  } catch (error) {
    return { error };
  }
}
