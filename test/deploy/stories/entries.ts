import { formatInstant, type Instant, parseInstant } from '../../../core/contracts/instant.ts';
import { at, type Doing } from '../../harness/scenarios/story.ts';
import type { Entry } from '../producer.ts';
import type { Told } from './letters.ts';
import type { Namespace } from './namespace.ts';
import type { SqueezedTime } from './squeezed-time.ts';

/** What a story puts on the bus. A repeat says the same instant as the first time, whatever became of the time meanwhile. */
export class Entries {
  readonly #names: Namespace;
  readonly #time: SqueezedTime;
  readonly #said = new Map<string, Instant>();
  /** The events of the story, by id. */
  readonly told = new Map<unknown, Told>();

  constructor(names: Namespace, time: SqueezedTime) {
    this.#names = names;
    this.#time = time;
  }

  isRepeat(time: string, { detail }: Doing): boolean {
    return this.#said.has(sayingOf(detail, at(time)));
  }

  /** A doing of that time as it arrives now. */
  entryOf(time: string, { type, detail }: Doing, now: Instant): Entry {
    const { inside, name } = this.#names;
    const occurredAt = this.#occurredAt(time, detail, now);
    const names = Object.fromEntries(
      ['userId', 'campaignId'].flatMap((field) => (field in detail ? [[field, inside(detail[field])]] : [])),
    );
    return { Source: name, DetailType: type, Detail: { ...detail, ...names, occurredAt } };
  }

  /** When it was done, in real time; what is no time stays as it is. */
  #occurredAt(time: string, detail: Doing['detail'], now: Instant): unknown {
    const { id, occurredAt: said } = detail;
    const saidAt = typeof said === 'string' ? parseInstant(said) : undefined;
    if (said !== undefined && saidAt === undefined) return said;
    const done = saidAt ?? at(time);
    const saying = sayingOf(detail, done);
    const before = typeof id === 'string' ? this.#said.get(saying) : undefined;
    const real = before ?? this.#time.settle(done);
    this.#said.set(saying, real);
    if (before === undefined) this.told.set(id, { done, arrived: now });
    return formatInstant(real);
  }
}

const sayingOf = ({ id }: Doing['detail'], done: Instant): string => `${String(id)} ${done}`;
