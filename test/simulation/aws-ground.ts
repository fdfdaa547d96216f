import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AwsServices, awsServices } from '../../adapters/aws/services.ts';
import type { Campaign } from '../../core/campaign.ts';
import { MESSAGE_DISPATCHED } from '../../core/contracts/dispatch.ts';
import type { UserEvent } from '../../core/contracts/event.ts';
import { writeInstant } from '../../core/contracts/instant.ts';
import { DAY, MINUTE, SECOND, type Span } from '../../core/contracts/span.ts';
import { LAST_CALL_AFTER, MATCHER_TIMEOUT, type WaveCall } from '../../core/contracts/wave.ts';
import { joined } from '../../core/waves.ts';
import { lambdaIn as checkWaves } from '../../doors/check-waves.ts';
import { lambdaIn as dispatch } from '../../doors/dispatch.ts';
import { lambdaIn as endWaits } from '../../doors/end-waits.ts';
import { lambdaIn as matchException } from '../../doors/match-exception.ts';
import { lambdaIn as matchTrigger } from '../../doors/match-trigger.ts';
import { lambdaIn as waveEnded } from '../../doors/wave-ended.ts';
import type { World } from '../../lambda/world.ts';
import { handed, lasting, record } from '../lambda/in-world.ts';
import { PLACES, standIns } from '../stand-ins/aws.ts';
import type { Around } from '../stand-ins/tally.ts';
import type { Ground, Telling } from './ground.ts';
import type { Delivery } from './history.ts';
import type { Invocation } from './scheduler.ts';

/** A Lambda that is warm: it remembers what it has read, and runs one invocation at a time. */
interface Warm {
  readonly world: World;
  by: Invocation | undefined;
}

type Told = Awaited<ReturnType<ReturnType<typeof dispatch>>>;

const QUEUED = {
  'match-trigger': matchTrigger,
  'match-exception': matchException,
  'wave-ended': waveEnded,
  'end-waits': endWaits,
};
type Queued = keyof typeof QUEUED;

/** Passengers of a page: few, so that passes have pages; and now and then one takes so long that the rest is shared. */
const PAGE = 2;
const SLOW_PAGE = { share: 0.1, span: 6 * SECOND } as const;
/** How often a request whose answer was lost is sent again by the SDK. */
const ANSWER_LOST = 0.03;
/** The wave machine gives up now and then, after so many broken calls. */
const CALLS_BEFORE_FAILURE = 1;
const GRACE = 5 * MINUTE;
const quiet = { warn: () => undefined, decided: () => undefined };
const unmetered = { add: () => undefined, write: () => undefined };

/** The doors over stand-ins of the services; every request stands by itself. */
export function awsGround(telling: Telling): Ground {
  return new AwsGround(telling);
}

class AwsGround implements Ground {
  readonly services: AwsServices;
  readonly #telling: Telling;
  readonly #standIns = standIns();
  readonly #warm: Warm[] = [];
  #executions = 0;
  #failures = 0;

  constructor(telling: Telling) {
    this.#telling = telling;
    const unhindered: Around = async (_, perform) => {
      const answer = perform();
      this.#lookAround();
      return answer;
    };
    this.services = this.#servicesOver(unhindered, async () => undefined);
  }

  /** A wave whose execution failed is started anew by the check, in its time; and may fail again. */
  get mostLate(): Span {
    return (1 + 2 * this.#failures) * 10 * MINUTE;
  }

  process({ event, stage }: Delivery, tries: number, by: Invocation): Promise<void> {
    return this.#take(stage, JSON.stringify(onTheBus(event)), tries, by);
  }

  async stopped({ id, publication }: Campaign): Promise<void> {
    const { random, scheduler } = this.#telling;
    // R50: rows may follow a moment later.
    const later = scheduler.now + random.upTo(random.pick([0, 10 * SECOND, DAY]));
    const stopping = { campaignId: id, publication: publication?.number ?? 0 };
    scheduler.at(later, () => this.#deliver('end-waits', JSON.stringify(stopping)));
  }

  /** In the console. Step Functions tells of it on the bus, though not for sure. */
  async abort(campaignId: string): Promise<void> {
    const { random, scheduler } = this.#telling;
    const running = this.#standIns.stepFunctions.executions.filter(
      ({ name, status }) => name.startsWith(`${campaignId}.`) && status === 'RUNNING',
    );
    if (running.length === 0) return;
    const { name } = random.pick(running);
    scheduler.note(`${name} is aborted`);
    this.#end(name, 'ABORTED');
  }

  async wavesLeft(): Promise<string[]> {
    const left = this.#standIns.stepFunctions.executions.filter(({ status }) => status === 'RUNNING');
    const open = [];
    for await (const { wave } of this.services.waves.openBefore(Number.MAX_SAFE_INTEGER)) open.push(wave);
    return [...left, ...open].map(({ name }) => name);
  }

  async close(): Promise<void> {}

  #servicesOver(around: Around, rest: () => Promise<void>): AwsServices {
    const clock = { now: () => this.#telling.scheduler.now };
    const clients = this.#standIns.clients(around);
    const services = awsServices({
      clients,
      places: PLACES,
      clock,
      log: quiet,
      meter: unmetered,
      tellsEnrollments: false,
    });
    const of: AwsServices['seats']['of'] = async (wave, most, cursor) => {
      const page = await services.seats.of(wave, Math.min(most, PAGE), cursor);
      await rest();
      return page;
    };
    return { ...services, seats: { ...services.seats, of } };
  }

  /** A Lambda that is free, or a cold one. */
  #lambda(): Warm {
    const { random, scheduler } = this.#telling;
    const free = random.chance(0.8) ? this.#warm.splice(random.upTo(this.#warm.length), 1)[0] : undefined;
    if (free !== undefined) return free;
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
        this.#lookAround(request);
        if ('error' in answer) throw answer.error;
        return answer.result;
      };
      return scheduler.call(byWhom(), request, answered);
    };
    const rest = async () => {
      if (!random.chance(SLOW_PAGE.share)) return;
      await scheduler.call(byWhom(), 'a page takes its time', async () => undefined, scheduler.now + SLOW_PAGE.span);
    };
    const services = this.#servicesOver(around, rest);
    const lambda: Warm = { world: { services, meter: unmetered, deadline: new Deadline() }, by: undefined };
    return lambda;
  }

  /** Runs an invocation in a Lambda. One that dies takes its Lambda along: it never comes back here. */
  async #in<Result>(by: Invocation, work: (world: World) => Promise<Result>): Promise<Result> {
    const lambda = this.#lambda();
    lambda.by = by;
    try {
      return await work(lambda.world);
    } finally {
      this.#warm.push(lambda);
    }
  }

  #take(queue: Queued, body: string, tries: number, by: Invocation): Promise<void> {
    const { scheduler } = this.#telling;
    const message = record(body, { times: tries + 1, sentAt: scheduler.now });
    return this.#in(by, async (world) => {
      const back = await handed(QUEUED[queue](world), [message], lasting(MATCHER_TIMEOUT));
      if (back.length > 0) throw new Error('given back');
    });
  }

  #deliver(queue: 'wave-ended' | 'end-waits', body: string, tries = 0): void {
    const { scheduler } = this.#telling;
    const broke = () => scheduler.at(this.#soon(), () => this.#deliver(queue, body, tries + 1));
    scheduler.invoke(`${queue} ${body}`, (by) => this.#take(queue, body, tries, by), { ended: () => undefined, broke });
  }

  #soon(): number {
    const { history, random, scheduler } = this.#telling;
    return scheduler.now + random.upTo(history.weather.longestRetry);
  }

  /** What a request set going beyond its own answer. */
  #lookAround(request = ''): void {
    const { scheduler, random, sent } = this.#telling;
    const { eventBridge, sqs, stepFunctions } = this.#standIns;
    for (const { DetailType, Detail = '' } of eventBridge.entries.splice(0)) {
      if (DetailType === MESSAGE_DISPATCHED) sent(JSON.parse(Detail));
    }
    for (const body of sqs.in(PLACES.endingsQueueUrl).splice(0)) {
      scheduler.at(scheduler.now, () => this.#deliver('end-waits', body));
    }
    for (const { name, input } of stepFunctions.executions.slice(this.#executions)) {
      this.#executions += 1;
      const { at, call } = JSON.parse(input);
      scheduler.at(Date.parse(at), () => this.#call(name, call));
    }
    const [, departure] = /^Put enrollments waves#\S+ (\d{15})#/.exec(request) ?? [];
    if (departure === undefined) return;
    const forgotten = Number(departure) + LAST_CALL_AFTER + GRACE + 1;
    scheduler.at(forgotten + random.upTo(5 * MINUTE), () => this.#check());
  }

  /** The five-minute check, as long as there is something to look after. */
  async #check(): Promise<void> {
    const { scheduler } = this.#telling;
    for await (const _ of this.services.waves.openBefore(scheduler.now - LAST_CALL_AFTER - GRACE)) {
      const again = () => scheduler.at(scheduler.now + 5 * MINUTE, () => this.#check());
      const work = (world: World) => checkWaves(world)({}, lasting(MATCHER_TIMEOUT));
      scheduler.invoke('check-waves', (by) => this.#in(by, work), { ended: again, broke: again });
      return;
    }
  }

  /** The wave machine calls dispatch; again where that breaks, until it gives up; now and then twice at once. */
  #call(name: string, call: WaveCall, broken = 0): void {
    const { random, scheduler } = this.#telling;
    if (!this.#runs(name)) return;
    const broke = () => {
      if (broken >= CALLS_BEFORE_FAILURE && random.chance(0.5)) this.#end(name, 'FAILED');
      else scheduler.at(this.#soon(), () => this.#call(name, call, broken + 1));
    };
    const ended = (told: Told) => this.#go(name, call, told);
    if (random.chance(0.1)) this.#dispatch(`${name} (twin)`, call, { ended: () => undefined, broke: () => undefined });
    this.#dispatch(`${name}${call.isLastCall ? ' (last call)' : ''}`, call, { ended, broke });
  }

  #dispatch(name: string, call: WaveCall, heard: { ended: (told: Told) => void; broke: () => void }): void {
    const work = (world: World) => dispatch(world)(call, lasting(2 * MINUTE));
    this.#telling.scheduler.invoke(`dispatch ${name}`, (by) => this.#in(by, work), heard);
  }

  /** What the machine does with an answer. */
  #go(name: string, call: WaveCall, told: Told): void {
    if (!this.#runs(name)) return;
    const { scheduler, passed } = this.#telling;
    switch (told.state) {
      case 'done':
        return this.#standIns.stepFunctions.end(name, 'SUCCEEDED');
      case 'next':
        if (told.call.isLastCall && !call.isLastCall) passed(scheduler.now - call.wave.departure);
        return scheduler.at(Date.parse(told.at), () => this.#call(name, told.call));
      case 'parts': {
        const counts: number[] = [];
        const over = (broken: number) => {
          counts.push(broken);
          if (counts.length === told.parts.length) this.#call(name, joined(told.call, counts));
        };
        for (const part of told.parts) this.#part(name, part, over);
        return;
      }
      default:
        throw new Error(`${name}: expected an answer to the whole, found ${told.state}`);
    }
  }

  #part(name: string, part: WaveCall, over: (broken: number) => void): void {
    if (!this.#runs(name)) return;
    const ended = (told: Told) => {
      if (told.state === 'part') this.#part(name, told.call, over);
      else if (told.state === 'passed') over(told.broken);
      else throw new Error(`${name}: expected an answer to a part, found ${told.state}`);
    };
    const broke = () => this.#telling.scheduler.at(this.#soon(), () => this.#part(name, part, over));
    this.#dispatch(`${name} (part ${part.cursor})`, part, { ended, broke });
  }

  #end(name: string, status: 'ABORTED' | 'FAILED'): void {
    const { random, scheduler } = this.#telling;
    if (status === 'FAILED') this.#failures += 1;
    scheduler.note(`${name} ends: ${status}`);
    this.#standIns.stepFunctions.end(name, status);
    const input = this.#standIns.stepFunctions.execution(name)?.input;
    const body = JSON.stringify({ detail: { name, status, input } });
    const isTold = random.chance(0.8);
    if (isTold) scheduler.at(scheduler.now + random.upTo(2 * SECOND), () => this.#deliver('wave-ended', body));
  }

  #runs(name: string): boolean {
    return this.#standIns.stepFunctions.execution(name)?.status === 'RUNNING';
  }
}

/** An event as the rule of the bus puts it into a queue. */
function onTheBus(event: UserEvent): object {
  const { id, source, userId, at, detail } = event;
  const what =
    event.kind === 'interaction'
      ? { interaction: event.interaction, campaignId: event.campaignId }
      : { behavior: event.behavior };
  return {
    id: `entry of ${id}`,
    'detail-type': event.kind === 'interaction' ? 'Campaign Interaction' : 'User Behavior',
    source,
    time: writeInstant(at),
    detail: { ...detail, ...what, userId, id, occurredAt: writeInstant(at) },
  };
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
