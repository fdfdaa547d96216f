import { setTimeout as pause } from 'node:timers/promises';
import type { MessageDispatched } from '../../../core/contracts/dispatch.ts';
import type { Fault } from '../../../core/contracts/fault.ts';
import type { Instant } from '../../../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import { parseEntry } from '../../../core/parse-entry.ts';
import type { EntryResult } from '../../../core/ports.ts';
import { at, type Doing, formatTime, idOf, type Story, writeDecision } from '../../harness/scenarios/story.ts';
import type { Inbox } from '../inbox.ts';
import type { Call } from '../interface.ts';
import type { Entry, Producer } from '../producer.ts';
import { WaitLimit } from '../slowness.ts';
import { failUnsupported } from './current-test.ts';
import { Departures } from './departures.ts';
import { Entries } from './entries.ts';
import { Management } from './management.ts';
import { type Namespace, namespace } from './namespace.ts';
import { OutOfReach } from './out-of-reach.ts';
import type { Sentinel } from './sentinel.ts';
import { countsOnThePast, delayOf, factorFor, shortenedDefinition } from './shortened-definition.ts';
import { ShortenedTime } from './shortened-time.ts';
import { type StoryMessage, storyMessages } from './story-messages.ts';

/** The installation as a story uses it, only from outside. */
export interface Outside {
  /** The HTTP interface, called as the marketer. */
  readonly call: Call;
  readonly producer: Producer;
  readonly inbox: Inbox;
  readonly sentinel: Sentinel;
}

/** The maximum time that a story lets pass at once. */
const MAX_PAUSE: TimeSpan = 300 * SECOND;
/** The real times of the longest delay of a story by attempt: longer on a busy machine, because events must be processed meanwhile. */
const WAITS: readonly TimeSpan[] = [8 * SECOND, 16 * SECOND, 32 * SECOND];
const MAX_WAIT: TimeSpan = 64 * SECOND;
/** The time within which an unreadable event is refused. */
const RESULT_TIMEOUT: TimeSpan = 120 * SECOND;

let stories = 0;

/** Begins a story on AWS with campaigns published at 09:00; slower with each failed attempt. */
export async function runStoryOnAws(
  published: readonly object[],
  outside: Outside,
  attempt: number,
): Promise<StoryOnAws> {
  const name = `${outside.inbox.prefix}s${++stories}`;
  const begins = { inStory: at('09:00'), real: Date.now() };
  const wait = WAITS.filter((each) => each >= 6 * outside.sentinel.latency)[attempt] ?? MAX_WAIT;
  const story = new StoryOnAws(outside, namespace(name), new ShortenedTime(factorFor(published, wait), begins));
  for (const definition of published) {
    const refusal = await story.publishes(definition);
    if (refusal !== undefined) throw new Error(refusal);
  }
  return story;
}

/** A story in an installation that many stories share, in shortened real time. */
export class StoryOnAws extends OutOfReach implements Story {
  readonly #outside: Outside;
  readonly #names: Namespace;
  readonly #time: ShortenedTime;
  readonly #management: Management;
  readonly #departures: Departures;
  readonly #entries: Entries;
  #now = at('09:00');
  /** True where the story let time pass while no enrollment waited: it really passes before the next action. */
  #owesTime = false;
  /** The campaigns of the story in their last published version. */
  readonly #campaigns = new Map<string, object>();
  readonly #saved = new Map<string, object>();
  /** The real instants at which the actions of the story had ended. */
  readonly #done: { readonly inStory: Instant; readonly real: Instant }[] = [];

  constructor(outside: Outside, names: Namespace, time: ShortenedTime) {
    super();
    this.#outside = outside;
    this.#names = names;
    this.#time = time;
    this.#management = new Management(outside.call, names);
    this.#departures = new Departures(this.#management, outside.inbox);
    this.#entries = new Entries(names, time);
  }

  async saves(definition: object): Promise<readonly Fault[]> {
    const shortened = shortenedDefinition(definition, this.#names, this.#time);
    const found = await this.#management.save(idOf(definition), shortened);
    this.#saved.set(idOf(definition), definition);
    return found === undefined ? [] : [{ path: [], found, expected: 'a campaign' }];
  }

  async publishes(definition: object | string): Promise<string | undefined> {
    await this.#timeReallyPasses();
    if (typeof definition !== 'string') {
      const [fault] = await this.saves(definition);
      if (fault !== undefined) throw new Error(fault.found);
    }
    const id = typeof definition === 'string' ? definition : idOf(definition);
    const published = await this.#management.publish(id);
    if ('refusal' in published) return published.refusal;
    this.#campaigns.set(id, this.#saved.get(id) ?? {});
    this.#did(published.since);
    return undefined;
  }

  async stops(id: string, { rowsFollow } = { rowsFollow: true }): Promise<void> {
    if (!rowsFollow) failUnsupported('from outside nobody can hold up the rows of a publication that is stopped');
    await this.#timeReallyPasses();
    this.#did(await this.#management.end(id, 'stop'));
  }

  async archives(id: string): Promise<void> {
    await this.#timeReallyPasses();
    this.#did(await this.#management.end(id, 'archive'));
  }

  campaign(id: string) {
    return this.#management.campaign(id);
  }

  async until(time: string): Promise<void> {
    const waiting = await this.#departures.until(this.#time.real(at(time)), [...this.#campaigns.keys()]);
    if (waiting === 0) this.#settleDepartures(at(time));
    this.#now = at(time);
    this.#owesTime = true;
    if (waiting > 0) await this.#timeReallyPasses({ mayLeap: false });
  }

  async does(time: string, ...all: Doing[]): Promise<void> {
    if (at(time) > this.#now) await this.until(time);
    const refused = (await this.receives(time, ...all)).find((result) => 'errorCode' in result);
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
  }

  async receives(time: string, ...all: Doing[]): Promise<EntryResult[]> {
    await this.#timeReallyPasses({ mayLeap: !this.#comesTooLate(time, all) });
    const entries = all.map((doing) => this.#entries.entryOf(time, doing, this.#now));
    const ids = await this.#outside.producer.put(entries);
    await this.#outside.sentinel.passes();
    const results = await Promise.all(entries.map((entry, index) => this.#resultOf(entry, ids[index] ?? '')));
    await this.#messagesOf(time, all);
    this.#did();
    return results;
  }

  sent(campaignId?: string): string[] {
    return this.#storyMessages()
      .filter(({ message }) => campaignId === undefined || message.campaignId === campaignId)
      .sort((one, other) => one.departedAt - other.departedAt || (one.message.userId < other.message.userId ? -1 : 1))
      .map(({ message, departedAt }) => `${message.userId} ${formatTime(departedAt)}`);
  }

  messages(): readonly MessageDispatched[] {
    return this.#storyMessages()
      .sort((one, other) => one.departedAt - other.departedAt)
      .map(({ message }) => message);
  }

  async decided(userId: string, campaignId?: string): Promise<string[]> {
    return (await this.decisions(userId, campaignId)).map(writeDecision);
  }

  decisions(userId: string, campaignId = 'reminder') {
    return this.#management.decisions(userId, campaignId);
  }

  counts(campaignId = 'reminder') {
    return this.#management.counts(campaignId);
  }

  refused() {
    return this.#management.refused();
  }

  /**
   * Returns whether this machine was too slow for the story: a message left before an earlier action of the story had
   * ended, an event was done on the other side of its due instant or of its departure, or so much time passed that a
   * re-eligibility may have covered too much of it.
   */
  wasTooSlow(): boolean {
    const countsOn = [...this.#saved.values()].some(countsOnThePast);
    if (countsOn && this.#time.lag > SECOND) return true;
    const events = [...this.#entries.events.values()];
    return this.#storyMessages().some(
      ({ dueAt, reallyDue, departedAt, really }) =>
        this.#done.some((each) => each.inStory < departedAt && each.real > really) ||
        events.some(
          ({ done, real }) =>
            (done < departedAt && real > really) || (done !== dueAt && done < dueAt !== real < reallyDue),
        ),
    );
  }

  /** Stops the campaigns of the story, so that they do not disturb other stories. */
  async ends(): Promise<void> {
    for (const id of this.#campaigns.keys()) {
      const { status } = await this.#management.campaign(id);
      if (status === 'published') await this.#management.end(id, 'stop');
    }
  }

  #storyMessages(): StoryMessage[] {
    const reader = { names: this.#names, time: this.#time, events: this.#entries.events, campaigns: this.#campaigns };
    return storyMessages(this.#outside.inbox, reader);
  }

  /** Records the end of an action, at the instant that the installation answered where it did. */
  #did(real?: Instant): void {
    if (real !== undefined) this.#time.settle(this.#now, real);
    this.#done.push({ inStory: this.#now, real: Date.now() });
  }

  async #timeReallyPasses({ mayLeap } = { mayLeap: true }): Promise<void> {
    if (!this.#owesTime) return;
    this.#owesTime = false;
    const leaps = mayLeap && ![...this.#campaigns.values()].some(countsOnThePast);
    const real = this.#time.real(this.#now);
    const settled = this.#time.settle(this.#now, leaps ? Math.min(Date.now(), real) : real);
    const wait = settled - Date.now();
    if (wait > MAX_PAUSE) failUnsupported(`until ${formatTime(this.#now)} would take ${Math.round(wait / SECOND)} s`);
    if (wait > 0) await pause(wait);
  }

  /** Returns whether an event arrives for the first time that is due already: then time must not be skipped. */
  #comesTooLate(time: string, all: readonly Doing[]): boolean {
    const isNew = all.some((doing) => !this.#entries.isRepeat(time, doing));
    const delays = [...this.#campaigns.values()].map(delayOf).filter((delay) => delay > 0);
    return isNew && delays.some((delay) => at(time) + delay <= this.#now);
  }

  /** Moves what comes after a departure in the story after the real departure, where no enrollment waits. */
  #settleDepartures(by: Instant): void {
    for (const { departedAt, really } of this.#storyMessages())
      if (departedAt > this.#now && departedAt <= by && really > this.#time.real(departedAt))
        this.#time.settle(departedAt, really);
  }

  /** Waits for the messages that leave now, because their trigger came late or has no delay. */
  async #messagesOf(time: string, all: readonly Doing[]): Promise<void> {
    const campaigns = [...this.#campaigns];
    if (at(time) < this.#now) await this.#departures.until(this.#time.real(this.#now), [...this.#campaigns.keys()]);
    const users = new Set(all.flatMap(({ detail: { userId } }) => (typeof userId === 'string' ? [userId] : [])));
    const undelayed = campaigns.filter(([, definition]) => delayOf(definition) === 0).map(([id]) => id);
    await this.#departures.untilSent(users, undelayed);
  }

  /** Returns the result of an entry: on AWS the bus accepts everything, and an unreadable entry is refused and kept later (R61). */
  async #resultOf(entry: Entry, eventId: string): Promise<EntryResult> {
    const reading = parseEntry(entry, { now: Date.now(), entryId: eventId });
    if ('event' in reading) return { eventId };
    const maxWait = new WaitLimit(RESULT_TIMEOUT);
    for (; !maxWait.isOver(); await pause(SECOND)) {
      const [kept] = await this.#management.refused();
      if (kept !== undefined) return { errorCode: kept.code, errorMessage: kept.message };
    }
    throw maxWait.ended(`expected among the refused: ${JSON.stringify(entry).slice(0, 200)}`);
  }
}
