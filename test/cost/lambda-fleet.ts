import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { createAwsServices } from '../../adapters/aws/services.ts';
import { CONNECTOR_SOURCE } from '../../core/contracts/dispatch.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { METRICS_NAMESPACE } from '../../core/contracts/metrics.ts';
import { createBufferedMeter } from '../../functions/runtime/buffered-meter.ts';
import type { Container } from '../../functions/runtime/container.ts';
import { createAwsLog } from '../../functions/runtime/log.ts';
import { PLAIN_IDS } from '../../functions/runtime/log-ids.ts';
import { RESOURCE_NAMES, type StandIns } from '../doubles/aws.ts';
import { COLD_LINE, COLD_START, EVENT_TIME, LOG_EVENT, PLATFORM_LINES, STAYS_WARM } from './assumptions.ts';
import { GIGABYTE } from './prices.ts';
import { ConcurrencyPeak } from './rates.ts';
import { FUNCTION_SETTINGS, type LoadedFunction } from './settings.ts';
import { Turn } from './turn.ts';
import { type WatcherDeps, watcherOf } from './watcher.ts';
import { counting } from './written.ts';

/** The result of an invocation, and the instant of its end. */
export interface Invoked<Result> {
  readonly result: Result;
  readonly ended: Instant;
}

/** A deadline that never comes, because nothing really waits here. */
class NoDeadline extends Deadline {
  override start(): void {}
}

/** A warm Lambda: it keeps its cached reads and runs one invocation at a time. */
class WarmLambda {
  freeAt = Number.NEGATIVE_INFINITY;
  readonly container: Container;
  #turn: Turn | undefined;

  constructor(standIns: StandIns, eventsOnBus: boolean) {
    const service = { serviceName: CONNECTOR_SOURCE };
    const meter = createBufferedMeter(new Metrics({ ...service, namespace: METRICS_NAMESPACE }));
    const services = createAwsServices({
      clients: standIns.clients((request, perform) => this.#under().around(request, perform)),
      resourceNames: RESOURCE_NAMES,
      clock: { now: () => this.#under().now },
      log: createAwsLog(new Logger({ ...service, logLevel: 'INFO' })),
      meter,
      hasEnrollmentEvents: false,
      eventsOnBus,
      readSuppressionKey: async () => 'key of the measured installation',
    });
    this.container = { services, meter, deadline: new NoDeadline(), logIds: PLAIN_IDS, eventsOnBus };
  }

  begin(turn: Turn): void {
    this.#turn = turn;
  }

  #under(): Turn {
    if (this.#turn === undefined) throw new Error('a Lambda asks for something outside of an invocation');
    return this.#turn;
  }
}

/** The objects in which a fleet records, and the circumstances of the installation. */
export interface FleetDeps extends WatcherDeps {
  readonly eventsOnBus: boolean;
  /** True where Lambdas are warm from the beginning, as in a stream that never ends. */
  readonly isWarm: boolean;
}

/** The Lambdas of one function: as many as are called at the same time, up to the maximum concurrency. */
export class LambdaFleet {
  readonly concurrency = new ConcurrencyPeak();
  readonly #functionName: LoadedFunction;
  readonly #deps: FleetDeps;
  readonly #watching: ReturnType<typeof watcherOf>;
  #lambdas: WarmLambda[] = [];

  constructor(functionName: LoadedFunction, deps: FleetDeps) {
    this.#functionName = functionName;
    this.#deps = deps;
    this.#watching = watcherOf(functionName, deps);
  }

  /** Invokes the function at an instant, or as soon as a Lambda is free. It reads so many events beside its requests. */
  async invoke<Result>(
    asked: Instant,
    work: (container: Container) => Promise<Result>,
    events = 0,
  ): Promise<Invoked<Result>> {
    const { tally } = this.#deps.standIns;
    const { lambda, at, coldStart } = this.#take(asked);
    const { memory } = FUNCTION_SETTINGS[this.#functionName];
    const turn = new Turn(at + coldStart, { memory, watching: this.#watching });
    turn.work(events * EVENT_TIME, memory);
    lambda.begin(turn);
    tally.clear();
    const { result, written } = await counting(() => work(lambda.container));
    const { ended } = turn;
    lambda.freeAt = ended;
    this.concurrency.add(at, ended);
    this.#billTime(ended - at);
    this.#billLogs('of ours', written.bytes + written.lines * LOG_EVENT);
    for (const line of coldStart > 0 ? [COLD_LINE, ...PLATFORM_LINES] : PLATFORM_LINES) {
      this.#billLogs('of Lambda', Buffer.byteLength(line) + LOG_EVENT);
    }
    for (const metric of written.metrics) this.#deps.usage.see(metric);
    this.#billRequests();
    return { result, ended };
  }

  #take(asked: Instant): { readonly lambda: WarmLambda; readonly at: Instant; readonly coldStart: number } {
    this.#lambdas = this.#lambdas.filter(({ freeAt }) => freeAt + STAYS_WARM > asked);
    const free = this.#lambdas.filter(({ freeAt }) => freeAt <= asked);
    const [warmest] = free.toSorted((one, other) => other.freeAt - one.freeAt);
    if (warmest !== undefined) return { lambda: warmest, at: asked, coldStart: 0 };
    const [next] = this.#lambdas.toSorted((one, other) => one.freeAt - other.freeAt);
    if (next !== undefined && this.#lambdas.length >= FUNCTION_SETTINGS[this.#functionName].maxConcurrency)
      return { lambda: next, at: next.freeAt, coldStart: 0 };
    const lambda = new WarmLambda(this.#deps.standIns, this.#deps.eventsOnBus);
    this.#lambdas.push(lambda);
    return { lambda, at: asked, coldStart: this.#deps.isWarm ? 0 : COLD_START };
  }

  #billTime(milliseconds: number): void {
    const gigabytes = FUNCTION_SETTINGS[this.#functionName].memory / 1024;
    this.#add('lambdaRequest', 'invocations', 1);
    this.#add('lambdaTime', 'invocations', (milliseconds / 1000) * gigabytes);
  }

  #billLogs(what: string, bytes: number): void {
    this.#add('logs', what, bytes / GIGABYTE);
  }

  /** Records the requests that the services counted, except units of DynamoDB, which are recorded request by request. */
  #billRequests(): void {
    for (const [kind, count] of Object.entries(this.#deps.standIns.tally.all())) {
      const isOnBus = kind === 'EventBridge events of 64 KB';
      if (isOnBus && this.#functionName === 'api') this.#add('eventIn', 'events over HTTP', count);
      else if (isOnBus) this.#add('eventBridge', 'Message Dispatched', count);
      else if (kind.startsWith('SQS ')) this.#add('sqs', kind.slice('SQS '.length), count);
      else if (!kind.includes(' units ')) this.#deps.usage.note(kind, count);
    }
  }

  #add(priced: Parameters<WatcherDeps['usage']['add']>[0]['priced'], what: string, count: number): void {
    this.#deps.usage.add({ requester: this.#functionName, priced, what, count });
  }
}
