import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, awsServices } from '../../adapters/aws/services.ts';
import { SECOND, type Span } from '../../core/contracts/span.ts';
import type { World } from '../../functions/runtime/world.ts';
import { PLACES, type StandIns } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import type { Telling } from './ground.ts';
import { UNSENDABLE } from './kinds.ts';
import type { Invocation } from './scheduler.ts';

/** A Lambda that is warm: it remembers what it has read, and runs one invocation at a time. */
interface Warm {
  readonly world: World;
  by: Invocation | undefined;
}

/** What Lambdas stand on. */
export interface LambdaDeps {
  readonly telling: Telling;
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
const MOMENT: Span = 100;

/** Where a Lambda takes its time. */
interface Rests {
  readonly rest: () => Promise<void>;
  readonly giveWay: () => Promise<void>;
}

const nothing = async (): Promise<void> => undefined;
const quiet = { warn: () => undefined, decided: () => undefined };
const unmetered = { add: () => undefined, write: () => undefined };

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
    return this.#servicesOver(around, { rest: nothing, giveWay: nothing });
  }

  /** Runs an invocation in a Lambda. One that dies takes its Lambda along: it never comes back here. */
  async invoke<Result>(by: Invocation, work: (world: World) => Promise<Result>): Promise<Result> {
    const lambda = this.#free() ?? this.#cold();
    lambda.by = by;
    try {
      return await work(lambda.world);
    } finally {
      this.#warm.push(lambda);
    }
  }

  #free(): Warm | undefined {
    const { random } = this.#deps.telling;
    return random.chance(COLD) ? undefined : this.#warm.splice(random.upTo(this.#warm.length), 1)[0];
  }

  #cold(): Warm {
    const { random, scheduler } = this.#deps.telling;
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
    const giveWay = async () => {
      const later = scheduler.now + random.upTo(MOMENT);
      await scheduler.call(byWhom(), 'gives way', nothing, later);
    };
    const services = this.#servicesOver(around, { rest, giveWay });
    const lambda: Warm = { world: { services, meter: unmetered, deadline: new Deadline() }, by: undefined };
    return lambda;
  }

  #servicesOver(around: Around, { rest, giveWay }: Rests): AwsServices {
    const { telling, standIns } = this.#deps;
    const clock = { now: () => telling.scheduler.now };
    const [clients, told] = [standIns.clients(around), { log: quiet, meter: unmetered, tellsEnrollments: false }];
    const services = awsServices({ clients, places: PLACES, clock, ...told });
    const of: AwsServices['seats']['of'] = async (wave, most, cursor) => {
      const page = await services.seats.of(wave, Math.min(most, PAGE), cursor);
      await rest();
      return page;
    };
    const send: AwsServices['outbox']['send'] = async (message) =>
      message.trigger[UNSENDABLE] === true ? 'too-large' : services.outbox.send(message);
    return { ...services, giveWay, outbox: { ...services.outbox, send }, seats: { ...services.seats, of } };
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
