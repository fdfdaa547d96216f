import { formatInstant, type Instant, parseInstant } from '../../../core/contracts/instant.ts';
import { at, type Doing } from '../../harness/scenarios/story.ts';
import type { Entry } from '../producer.ts';
import type { Namespace } from './namespace.ts';
import type { ShortenedTime } from './shortened-time.ts';
import type { EventTimes } from './story-messages.ts';

/** The events that a story puts on the bus. A repeat has the instant of the first time, however the story's time was moved since. */
export class Entries {
  readonly #names: Namespace;
  readonly #time: ShortenedTime;
  readonly #instants = new Map<string, Instant>();
  /** The events of the story, by id. */
  readonly events = new Map<unknown, EventTimes>();

  constructor(names: Namespace, time: ShortenedTime) {
    this.#names = names;
    this.#time = time;
  }

  isRepeat(time: string, { detail }: Doing): boolean {
    return this.#instants.has(repeatKeyOf(detail, at(time)));
  }

  /** Creates the entry of an action that was done at a time of the story and arrives now. */
  entryOf(time: string, { type, detail }: Doing, now: Instant): Entry {
    const { inside, name } = this.#names;
    const occurredAt = this.#occurredAt(time, detail, now);
    const names = Object.fromEntries(
      ['userId', 'campaignId'].flatMap((field) => (field in detail ? [[field, inside(detail[field])]] : [])),
    );
    return { Source: name, DetailType: type, Detail: { ...detail, ...names, occurredAt } };
  }

  /** Returns the real instant of an action; a value that is no instant stays as it is. */
  #occurredAt(time: string, detail: Doing['detail'], now: Instant): unknown {
    const { id, occurredAt: occurredAtText } = detail;
    const ownInstant = typeof occurredAtText === 'string' ? parseInstant(occurredAtText) : undefined;
    if (occurredAtText !== undefined && ownInstant === undefined) return occurredAtText;
    const done = ownInstant ?? at(time);
    const repeatKey = repeatKeyOf(detail, done);
    const before = typeof id === 'string' ? this.#instants.get(repeatKey) : undefined;
    const real = before ?? this.#time.settle(done);
    this.#instants.set(repeatKey, real);
    if (before === undefined) this.events.set(id, { done, arrived: now, real });
    return formatInstant(real);
  }
}

const repeatKeyOf = ({ id }: Doing['detail'], done: Instant): string => `${String(id)} ${done}`;
