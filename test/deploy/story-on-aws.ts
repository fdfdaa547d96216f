import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import type { Campaign } from '../../core/campaign.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import type { Fault } from '../../core/contracts/fault.ts';
import { type Instant, readInstant, writeInstant } from '../../core/contracts/instant.ts';
import { SECOND, type Span } from '../../core/contracts/span.ts';
import type { EntryResult } from '../../core/ports.ts';
import { readEntry } from '../../core/read-entry.ts';
import { at, type Doing, idOf, type Story, told } from '../scenarios/story.ts';
import { skip } from './current-test.ts';
import type { Inbox } from './inbox.ts';
import type { Call } from './interface.ts';
import { type Namespace, namespace } from './namespace.ts';
import { MARKETER_ARN } from './people.ts';
import type { Entry, Producer } from './producer.ts';
import type { Sentinel } from './sentinel.ts';
import { countsOnThePast, factorFor, squeezedDefinition } from './squeezed-definition.ts';
import { SqueezedTime } from './squeezed-time.ts';

/** The installation as a story drives it: only from outside. */
export interface Outside {
  /** The HTTP interface, as the marketer. */
  readonly call: Call;
  readonly producer: Producer;
  readonly inbox: Inbox;
  readonly sentinel: Sentinel;
}

/** Longer than this no story lets time pass without need. */
const LONGEST_PAUSE: Span = 60 * SECOND;
/** What the longest delay of a story takes at least; more where the machine is busy: events must come through meanwhile. */
const SHORTEST_WAIT: Span = 8 * SECOND;
/** A message that is this late after its due instant will not come. */
const PATIENCE: Span = 60 * SECOND;

let stories = 0;

/** Begins a story on AWS with campaigns published at 09:00. */
export async function tellOnAws(published: readonly object[], outside: Outside): Promise<StoryOnAws> {
  const name = `${outside.inbox.prefix}s${++stories}`;
  const begins = { told: at('09:00'), real: Date.now() };
  const wait = SHORTEST_WAIT * Math.max(1, Math.ceil((6 * outside.sentinel.latency) / SHORTEST_WAIT));
  const story = new StoryOnAws(outside, namespace(name), new SqueezedTime(factorFor(published, wait), begins));
  for (const definition of published) {
    const refusal = await story.publishes(definition);
    if (refusal !== undefined) throw new Error(refusal);
  }
  return story;
}

/** One story among many that are told in one installation at once, in real time squeezed. */
export class StoryOnAws implements Story {
  readonly #outside: Outside;
  readonly #names: Namespace;
  readonly #time: SqueezedTime;
  #now = at('09:00');
  #mayLeap = true;
  readonly #published = new Set<string>();
  readonly #users = new Set<string>();
  /** When the event of each id was done, as the story tells it. */
  readonly #done = new Map<unknown, Instant>();

  constructor(outside: Outside, names: Namespace, time: SqueezedTime) {
    this.#outside = outside;
    this.#names = names;
    this.#time = time;
  }

  async saves(definition: object): Promise<readonly Fault[]> {
    if (countsOnThePast(definition)) this.#mayLeap = false;
    const squeezed = squeezedDefinition(definition, this.#names, this.#time);
    const { status, body } = await this.#outside.call('PUT', `/campaigns/${squeezed['id']}`, squeezed);
    if (status === 422) return [{ path: [], found: this.#said(body), expected: 'a campaign' }];
    if (status !== 200) throw new Error(this.#said(body));
    return [];
  }

  async publishes(definition: object | string): Promise<string | undefined> {
    if (typeof definition !== 'string') {
      const [fault] = await this.saves(definition);
      if (fault !== undefined) throw new Error(fault.found);
    }
    const id = typeof definition === 'string' ? definition : idOf(definition);
    const { status, body } = await this.#outside.call('POST', this.#path(id, '/publish'));
    if (status === 409) return this.#said(body);
    const { publishedAt } = v.parse(publication, body);
    this.#time.settle(this.#now, publishedAt);
    this.#published.add(id);
    return undefined;
  }

  async stops(id: string, { rowsFollow } = { rowsFollow: true }): Promise<void> {
    if (!rowsFollow) skip('from outside nobody can hold up the rows of a publication that is stopped');
    await this.#acts(id, '/stop');
  }

  async archives(id: string): Promise<void> {
    await this.#acts(id, '/archive');
  }

  async campaign(id: string): Promise<Campaign> {
    const { body } = await this.#outside.call('GET', this.#path(id));
    const { history, ...seen } = v.parse(campaign, body);
    const acts = history.map((act) => ({ ...act, by: act.by === MARKETER_ARN ? 'the author' : act.by }));
    return { ...seen, id, rev: 1, history: acts };
  }

  async until(time: string): Promise<void> {
    await this.#departures(at(time));
    const wait = this.#time.real(at(time)) - Date.now();
    if (wait > 0 && !(this.#mayLeap && (await this.#waiting()).length === 0)) {
      if (wait > LONGEST_PAUSE)
        skip(`until ${time} would take ${Math.round(wait / 1_000)} s in which something may count`);
      await pause(wait);
    }
    this.#now = at(time);
    this.#time.settle(this.#now, Math.min(Date.now(), this.#time.real(this.#now)));
  }

  async does(time: string, ...all: Doing[]): Promise<void> {
    if (at(time) > this.#now) await this.until(time);
    const refused = (await this.hearsOf(time, ...all)).find((result) => 'errorCode' in result);
    if (refused !== undefined) throw new Error(JSON.stringify(refused));
  }

  async hearsOf(time: string, ...all: Doing[]): Promise<EntryResult[]> {
    this.#time.settle(at(time));
    const entries = all.map((doing) => this.#entryOf(time, doing));
    const ids = await this.#outside.producer.put(entries);
    await this.#outside.sentinel.passes();
    return Promise.all(entries.map((entry, index) => this.#resultOf(entry, ids[index] ?? '')));
  }

  sent(campaignId?: string): string[] {
    return this.messages()
      .filter((message) => campaignId === undefined || message.campaignId === campaignId)
      .map((message) => ({ ...message, due: readInstant(message.dueAt) ?? 0 }))
      .sort((one, other) => one.due - other.due || (one.userId < other.userId ? -1 : 1))
      .map(({ userId, due }) => `${userId} ${told(due)}`);
  }

  /** What came to the inbox for this story, each dispatch id once, in the story's own names and times. */
  messages(): readonly MessageDispatched[] {
    const { inside, outside } = this.#names;
    const ours = this.#outside.inbox.messages.filter(({ campaignId }) =>
      campaignId.startsWith(String(inside('x')).slice(0, -1)),
    );
    const once = new Map(ours.map((message) => [message.dispatchId, message]));
    return [...once.values()].map((message) => {
      const [due, left] = [readInstant(message.dueAt) ?? 0, readInstant(message.dispatchedAt) ?? 0];
      if (left < due) throw new Error(`a message left early: due ${message.dueAt}, left ${message.dispatchedAt}`);
      const { id, occurredAt } = message.trigger;
      const done = this.#done.get(id) ?? 0;
      const dueAt = writeInstant(Math.round(done + this.#time.stretch(due - (readInstant(String(occurredAt)) ?? 0))));
      return {
        ...message,
        campaignId: outside(message.campaignId),
        userId: outside(message.userId),
        trigger: JSON.parse(outside(JSON.stringify(message.trigger))),
        dueAt,
      };
    });
  }

  async decided(userId: string, campaignId = 'reminder'): Promise<string[]> {
    const { inside } = this.#names;
    const path = `/users/${inside(userId)}/decisions?campaignId=${inside(campaignId)}`;
    const { decisions: list } = v.parse(decisions, (await this.#outside.call('GET', path)).body);
    return list.map(({ decision, reason }) => (reason === undefined ? decision : `${decision} ${reason}`));
  }

  /** Ends what the story published, so that it disturbs no other. */
  async ends(): Promise<void> {
    for (const id of this.#published) await this.#outside.call('POST', this.#path(id, '/stop'));
  }

  get machine(): never {
    return skip('the story reaches into the machine');
  }
  get services(): never {
    return skip('the story calls stages by hand, or looks behind the interface');
  }
  get warnings(): never {
    return skip('the story reads what the machine logs');
  }
  async followUp(): Promise<never> {
    return skip('the story calls stages by hand');
  }
  async row(): Promise<never> {
    return skip('the story reads rows, which nobody sees from outside');
  }
  async waves(): Promise<never> {
    return skip('the story counts waves, which the interface does not show');
  }
  clockOnly(): never {
    return skip('real time cannot pass without what happens in it');
  }
  event(): never {
    return skip('the story calls stages by hand');
  }

  /** Waits until everybody who is due by then has left. */
  async #departures(by: Instant): Promise<void> {
    for (const patience = Date.now() + PATIENCE + LONGEST_PAUSE; Date.now() < patience; ) {
      const due = (await this.#waiting()).filter((each) => each <= this.#time.real(by));
      if (due.length === 0) return pause(SECOND / 2);
      await pause(Math.max(SECOND, Math.max(...due) + 2 * SECOND - Date.now()));
    }
    throw new Error(`until ${told(by)}: somebody who was due by then still waits (R72)`);
  }

  /** When those who wait are due. */
  async #waiting(): Promise<Instant[]> {
    const { inside } = this.#names;
    const found: Instant[] = [];
    for (const id of this.#published)
      for (const userId of this.#users) {
        const path = this.#path(id, `/enrollments?state=waiting&userId=${inside(userId)}`);
        const { enrollments: list } = v.parse(enrollments, (await this.#outside.call('GET', path)).body);
        found.push(...list.map(({ dueAt }) => dueAt));
      }
    return found;
  }

  async #acts(id: string, act: '/stop' | '/archive'): Promise<void> {
    const { status, body } = await this.#outside.call('POST', this.#path(id, act));
    if (status !== 200) throw new Error(this.#said(body));
    this.#time.settle(this.#now, v.parse(acted, body).at);
  }

  #entryOf(time: string, { type, detail }: Doing): Entry {
    const { inside, name } = this.#names;
    const said = detail['occurredAt'];
    const saidAt = typeof said === 'string' ? readInstant(said) : undefined;
    const done = saidAt ?? at(time);
    this.#done.set(detail['id'], done);
    if (typeof detail['userId'] === 'string') this.#users.add(detail['userId']);
    const occurredAt = said !== undefined && saidAt === undefined ? said : writeInstant(this.#time.real(done));
    const names = Object.fromEntries(
      ['userId', 'campaignId'].flatMap((field) => (field in detail ? [[field, inside(detail[field])]] : [])),
    );
    return { Source: name, DetailType: type, Detail: { ...detail, ...names, occurredAt } };
  }

  /** On AWS the bus takes everything: what cannot be read is refused later, and kept (R61). */
  async #resultOf(entry: Entry, eventId: string): Promise<EntryResult> {
    const reading = readEntry(entry, { now: Date.now(), entryId: eventId });
    if ('event' in reading) return { eventId };
    for (const patience = Date.now() + 20 * SECOND; Date.now() < patience; await pause(SECOND)) {
      const kept = (await this.#refused()).find(({ entry: { Source } }) => Source === entry.Source);
      if (kept !== undefined) return { errorCode: kept.code, errorMessage: this.#names.outside(kept.message) };
    }
    throw new Error(`expected among the refused: ${JSON.stringify(entry).slice(0, 200)}`);
  }

  async #refused() {
    const found = [];
    for (let query = ''; ; ) {
      const page = v.parse(refusals, (await this.#outside.call('GET', `/refused${query}`)).body);
      found.push(...page.refused);
      if (page.cursor === undefined) return found;
      query = `?cursor=${encodeURIComponent(page.cursor)}`;
    }
  }

  #path(id: string, rest = ''): string {
    return `/campaigns/${this.#names.inside(id)}${rest}`;
  }

  /** What went wrong, as the interface says it, in the story's own names. */
  #said(body: unknown): string {
    const said = v.safeParse(v.object({ error: v.object({ message: v.string() }) }), body);
    return this.#names.outside(said.success ? said.output.error.message : JSON.stringify(body));
  }
}

const instant = v.pipe(
  v.string(),
  v.transform((text) => readInstant(text) ?? 0),
);
const publication = v.object({ publishedAt: instant });
const acted = v.object({ at: instant });
const decisions = v.object({
  decisions: v.array(v.object({ decision: v.string(), reason: v.optional(v.string()) })),
});
const enrollments = v.object({ enrollments: v.array(v.object({ dueAt: instant })) });
const refusals = v.object({
  refused: v.array(
    v.object({
      code: v.picklist(['MalformedEntry', 'UnknownBus', 'UnknownDetailType', 'MalformedDetail', 'InTheFuture']),
      message: v.string(),
      entry: v.looseObject({ Source: v.optional(v.string()) }),
    }),
  ),
  cursor: v.optional(v.string()),
});
const campaign = v.object({
  name: v.string(),
  status: v.picklist(['draft', 'published', 'stopped', 'archived']),
  version: v.number(),
  history: v.array(
    v.object({
      at: instant,
      by: v.string(),
      did: v.picklist(['saved', 'published', 'stopped', 'archived']),
      version: v.number(),
    }),
  ),
});
