import type { Instant } from '../../core/contracts/instant.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { Random } from '../simulation/random.ts';

/** The instant at which the clock of every story begins, and the follow-ups are published. */
export const STORY_START: Instant = Date.UTC(2026, 11, 1, 9);

/** The expected outcome of a trigger; "either" where the message may leave before its exception arrives. */
export type Expected = 'dispatched' | 'cancelled' | 'nothing' | 'either';

/** A trigger of the story with its expected outcome. */
export interface Trigger {
  readonly campaignId: string;
  readonly userId: string;
  readonly eventId: string;
  readonly expected: Expected;
  /** The exception that cancels it. */
  readonly cancelledBy?: string;
}

/** An entry as a producer sends it. */
export interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: Readonly<Record<string, unknown>>;
}

/** The entries that are sent while the clock stands, and those that are sent while it moves to the next instant. */
export interface Day {
  readonly batches: readonly (readonly Entry[])[];
  readonly meanwhile: readonly (readonly Entry[])[];
  readonly until: Instant;
}

/** A course of events with the outcome that it must have, computed without the product. */
export interface Story {
  readonly days: readonly Day[];
  readonly triggers: readonly Trigger[];
  /** The plan of each user who has one: their messages contain it. */
  readonly plans: ReadonlyMap<string, string>;
}

/** The size of a story. */
export interface Size {
  readonly users: number;
  readonly days: number;
  /** The number of triggers of one user on one day; at most 100 may wait at the same time. */
  readonly crowd: number;
}

const message = { channel: 'push', body: 'plan: {{ user.plan }}' };
const received = (campaign: string) => [{ interaction: 'email.received', campaign }];

/** The follow-ups of every story. */
export const CAMPAIGNS = [
  {
    id: 'once',
    name: 'One receipt ever',
    triggers: received('once-target'),
    delay: '1 day',
    exceptions: [{ interaction: 'email.opened', campaign: 'once-target' }],
    messages: [message],
  },
  {
    id: 'each',
    name: 'A wait for each trigger',
    triggers: received('each-target'),
    delay: '1 day',
    exceptions: [{ behavior: 'purchase.made' }],
    reeligibility: 'immediately',
    messages: [message],
  },
  {
    id: 'immediate',
    name: 'Without a delay',
    triggers: received('immediate-target'),
    reeligibility: 'immediately',
    messages: [message],
  },
] as const;

/** Returns the story of a seed. */
export function storyOf(seed: number, size: Size): Story {
  return new Writer(new Random(seed), size).story();
}

/** Returns the instant at which the clock stands on a day: waits of the day before have ended by then. */
function standstillOf(day: number): Instant {
  return STORY_START + HOUR + day * (DAY + 2 * HOUR);
}

class Writer {
  readonly #random: Random;
  readonly #size: Size;
  readonly #triggers: Trigger[] = [];
  readonly #plans = new Map<string, string>();
  readonly #sent: Entry[] = [];
  readonly #hasReceived = new Set<string>();
  #today: Entry[] = [];
  #meanwhile: Entry[] = [];
  #ids = 0;

  constructor(random: Random, size: Size) {
    this.#random = random;
    this.#size = size;
  }

  story(): Story {
    const days = Array.from({ length: this.#size.days }, (_, day) => this.#day(day));
    return { days, triggers: this.#triggers, plans: this.#plans };
  }

  #day(day: number): Day {
    this.#today = [];
    this.#meanwhile = [];
    const still = standstillOf(day);
    for (let user = 0; user < this.#size.users; user++) this.#user(user, day, still);
    this.#crowd(still);
    const fresh = [...this.#today];
    this.#sent.push(...fresh);
    const repeats = this.#random.some(this.#sent, 0, Math.ceil(fresh.length / 2));
    const batches = this.#batches([...fresh, ...repeats]);
    const meanwhile = this.#batches(this.#meanwhile);
    this.#sent.push(...this.#meanwhile);
    return { batches, meanwhile, until: standstillOf(day + 1) };
  }

  #user(user: number, day: number, still: Instant): void {
    if (this.#random.chance(0.5)) this.#once(`once-${user}`, still);
    if (this.#random.chance(0.2)) this.#each(`each-${user}`, 3, still);
    if (this.#random.chance(0.2)) {
      this.#trigger('immediate', { userId: `immediate-${user}`, at: this.#before(still), expected: 'dispatched' });
    }
    if (this.#random.chance(0.2)) this.#while(`late-${user}-${day}`, still);
  }

  /** Writes a user of the campaign with one receipt ever: a cancelled wait leaves none. */
  #once(userId: string, still: Instant): void {
    const at = this.#before(still);
    if (this.#random.chance(0.3) && !this.#plans.has(userId) && !this.#hasReceived.has(userId)) {
      const plan = `plan-${this.#random.upTo(99)}`;
      this.#plans.set(userId, plan);
      this.#today.push(entry('User Profile Updated', { userId, attributes: { plan } }, at));
    }
    // It was done before the trigger, so that it cancels nothing.
    if (this.#random.chance(0.2)) this.#opened(userId, at - SECOND);
    if (this.#hasReceived.has(userId)) return this.#trigger('once', { userId, at, expected: 'nothing' });
    if (this.#random.chance(0.4)) {
      const cancelledBy = this.#opened(userId, at + SECOND * this.#random.between(1, 60));
      return this.#trigger('once', { userId, at, expected: 'cancelled', cancelledBy });
    }
    this.#hasReceived.add(userId);
    this.#trigger('once', { userId, at, expected: 'dispatched' });
  }

  /** Writes a user with a wait for each trigger: an exception cancels those triggered at or before it. */
  #each(userId: string, max: number, still: Instant): void {
    const instants = Array.from({ length: this.#random.between(Math.min(max, 50), max) }, () => this.#before(still));
    const cut = this.#random.chance(0.3) ? this.#before(still) : undefined;
    const cancelledBy = cut === undefined ? undefined : this.#bought(userId, cut);
    for (const at of instants) {
      const isCancelled = cut !== undefined && cancelledBy !== undefined && at <= cut;
      if (isCancelled) this.#trigger('each', { userId, at, expected: 'cancelled', cancelledBy });
      else this.#trigger('each', { userId, at, expected: 'dispatched' });
    }
  }

  /** Writes more than a hundred triggers of one user over the days, all of which must be kept (R49). */
  #crowd(still: Instant): void {
    if (this.#size.crowd > 0) this.#each('crowd', this.#size.crowd, still);
  }

  /** Writes what is sent while waves leave: a trigger that arrives late, and an exception that may come too late. */
  #while(userId: string, still: Instant): void {
    const at = this.#before(still);
    if (this.#random.chance(0.5)) {
      this.#today.push(this.#triggerOf('once', { userId, at, expected: 'either' }));
      this.#meanwhile.push(opened(this.#id(), userId, at + SECOND));
    } else {
      this.#meanwhile.push(this.#triggerOf('once', { userId, at, expected: 'dispatched' }));
    }
  }

  #trigger(campaignId: string, trigger: Omit<Trigger, 'campaignId' | 'eventId'> & { at: Instant }): void {
    this.#today.push(this.#triggerOf(campaignId, trigger));
  }

  #triggerOf(campaignId: string, { at, ...trigger }: Omit<Trigger, 'campaignId' | 'eventId'> & { at: Instant }): Entry {
    const eventId = this.#id();
    this.#triggers.push({ campaignId, eventId, ...trigger });
    return triggerEntry({ campaignId, eventId, userId: trigger.userId, at });
  }

  #opened(userId: string, at: Instant): string {
    const id = this.#id();
    this.#today.push(opened(id, userId, at));
    return id;
  }

  #bought(userId: string, at: Instant): string {
    const id = this.#id();
    this.#today.push(entry('User Behavior', { id, userId, behavior: 'purchase.made', price: 5 }, at));
    return id;
  }

  #before(still: Instant): Instant {
    return still - 2 * MINUTE - SECOND * this.#random.upTo(1_200);
  }

  #id(): string {
    this.#ids += 1;
    return `event-${this.#ids}`;
  }

  #batches(entries: readonly Entry[]): Entry[][] {
    const shuffled = this.#random.some(entries, entries.length, entries.length);
    const batches: Entry[][] = [];
    while (shuffled.length > 0)
      batches.push(shuffled.splice(0, this.#random.chance(0.4) ? 1 : this.#random.between(2, 40)));
    return batches;
  }
}

/** Creates a trigger as a producer sends it. */
export function triggerEntry(trigger: { campaignId: string; userId: string; eventId: string; at: Instant }): Entry {
  const { campaignId, userId, eventId: id, at } = trigger;
  const detail = { id, userId, interaction: 'email.received', campaignId: `${campaignId}-target` };
  return entry('Campaign Interaction', detail, at);
}

function opened(id: string, userId: string, at: Instant): Entry {
  const detail = { id, userId, interaction: 'email.opened', campaignId: 'once-target' };
  return entry('Campaign Interaction', detail, at);
}

function entry(type: string, detail: Readonly<Record<string, unknown>>, at: Instant): Entry {
  return { Source: 'torture', DetailType: type, Detail: { ...detail, occurredAt: formatInstant(at) } };
}
