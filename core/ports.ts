import type { Campaign, CampaignWrite } from './campaign.ts';
import type { Announcement } from './contracts/announcement.ts';
import type { Decision } from './contracts/decision.ts';
import type { Definition } from './contracts/definition.ts';
import type { MessageDispatched } from './contracts/dispatch.ts';
import type { Detail } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import type { Wave } from './contracts/wave.ts';
import type { FollowUp, Listener } from './follow-up.ts';
import type { Profile } from './profile.ts';
import type { Refusal } from './read-entry.ts';
import type { DecisionPage, Row, RowInstanceKey, RowKey } from './row.ts';

/** One page of a list; no cursor on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** Tells the time. */
export interface Clock {
  now(): Instant;
}

/** Which follow-ups listen, strongly consistent: a publication counts from its very instant. */
export interface Listeners {
  /** The published follow-ups that listen under a key, and since when the key's campaign is archived, if it is (R7). */
  findByKey(key: string): Promise<{ readonly listeners: readonly Listener[]; readonly archivedAt?: Instant }>;
}

/** Published versions, compiled; they never change, so an adapter keeps what it has read. */
export interface FollowUps {
  /** The version a listener names. Throws where there is none: a broken store. */
  get(listener: Listener): Promise<FollowUp>;
  /** The newest version of one publication, and whether that publication is live now; strongly consistent. */
  getByPublication(
    campaignId: string,
    publication: number,
  ): Promise<{ readonly followUp: FollowUp; readonly isLive: boolean }>;
}

/** Campaigns as their owners manage them. */
export interface Campaigns {
  get(id: string): Promise<Campaign | undefined>;
  list(cursor?: string): Promise<Page<Campaign>>;
  getDefinition(id: string, version: number): Promise<Definition>;
  /** All of it or nothing; false where the campaign changed since it was read. */
  write(write: CampaignWrite): Promise<boolean>;
}

/** The rows: one for each user and follow-up. */
export interface Rows {
  /** Strongly consistent; a new row where there is none. */
  read(key: RowKey): Promise<Row>;
  /** Writes a row in the place of the one with the rev before it, born with the same id; false where another came first. */
  write(key: RowKey, row: Row): Promise<boolean>;
  listByUser(userId: string): Promise<readonly { readonly campaignId: string; readonly row: Row }[]>;
  /** Lays a page of a row's older decisions down; written again, it is the same. */
  archiveDecisions(key: RowInstanceKey, page: DecisionPage): Promise<void>;
  /** The decisions of a row's first pages, oldest first. */
  readArchivedDecisions(key: RowInstanceKey, pages: number): Promise<readonly Decision[]>;
  /** Puts the ids of decided triggers beside a row (R49); done again, it is the same. */
  archiveDecidedTriggers(key: RowKey, triggers: readonly string[]): Promise<void>;
  /** Whether the id of a decided trigger lies beside a row; strongly consistent. */
  hasDecidedTrigger(key: RowKey, trigger: string): Promise<boolean>;
}

/** Executions that wait, and their registry. */
export interface Waves {
  /** Starts a wave, once. False where it is gone: take the next window. */
  start(wave: Wave): Promise<boolean>;
  /** The wave has seen its last passenger. */
  finish(wave: Wave): Promise<void>;
  /** A campaign's waves, oldest departure first, and of one instant the oldest publication first. */
  listByCampaign(campaignId: string, cursor?: string): Promise<Page<Wave>>;
  /** The waves of a publication that have not seen their last passenger: of thousands that were, those in which somebody may still wait. */
  listOpenByPublication(campaignId: string, publication: number, cursor?: string): Promise<Page<Wave>>;
}

/** A place in a wave, with what the message will need. */
export interface Seat {
  readonly wave: string;
  readonly enrollmentId: string;
  readonly userId: string;
  /** The trigger event as its producer sent it, with its id. */
  readonly trigger: Detail;
}

/** Who sits in a wave. */
export interface Seats {
  put(seat: Seat): Promise<void>;
  get(wave: string, enrollmentId: string): Promise<Seat | undefined>;
  /** The passengers of a wave, strongly consistent, a page at a time. */
  listByWave(wave: string, limit: number, cursor?: string): Promise<Page<Seat>>;
}

/** What is known of users. */
export interface Profiles {
  get(userId: string): Promise<Profile | undefined>;
  /** A profile as it is, or was a moment ago. */
  getEventually(userId: string): Promise<Profile | undefined>;
  /** Reads, changes and writes a profile in one step; one that the change answers nothing for stays as it is. */
  update(userId: string, change: (profile: Profile | undefined) => Profile | undefined): Promise<void>;
}

/** Where messages leave. */
export interface Outbox {
  /** Hands a message over; repeats carry the same dispatch id (R71). One that the bus would never take is not sent. */
  send(message: MessageDispatched): Promise<'sent' | 'too-large'>;
}

/** Tells whoever listens on the bus what changed. Told once at most: what a crash takes of it is not told again. */
export interface Announcer {
  /** Whether decisions about users are told, too. */
  readonly hasEnrollmentEvents: boolean;
  announce(announcements: readonly Announcement[]): Promise<void>;
}

/** What is counted of each campaign: decisions by name, `waiting`, and withheld and cancelled by reason. */
export interface Counts {
  add(campaignId: string, changes: Readonly<Record<string, number>>): Promise<void>;
  getByCampaign(campaignId: string): Promise<Readonly<Record<string, number>>>;
}

/** An entry that was refused. */
export interface RefusedEvent extends Refusal {
  readonly at: Instant;
  /** As it came; or, where it was cut, the beginning of its JSON. */
  readonly entry: unknown;
  /** The entry was over 64 KiB, or nested too deep to be kept as it came. */
  readonly cut?: true;
  /** Of one that was cut: how long all of its JSON was. */
  readonly bytes?: number;
}

/** By what a refusal is known when it comes again: an id, and since when the id has been meant so. */
export interface RefusalKey {
  readonly id: string;
  readonly since: Instant;
}

/** Events refused, for operators (R61). */
export interface Refusals {
  /** Listed once under an id, as it first came; without one each time. A long entry is cut. */
  add(refused: RefusedEvent, id?: RefusalKey): Promise<void>;
  /** A page has at most 500 of them, and 4 MB. */
  list(cursor?: string): Promise<Page<RefusedEvent>>;
}

/** What became of an entry: the event's own id, or why it was refused. */
export type EntryResult =
  | { readonly eventId: string }
  | { readonly errorCode: Refusal['code']; readonly errorMessage: string };

/** The bus, for producers. */
export interface Bus {
  /** A result per entry, in order. What is accepted is durable. */
  put(entries: readonly unknown[]): Promise<EntryResult[]>;
}

/** Facts for operators: a code and ids, no personal data. */
export interface Log {
  warn(code: string, facts: Readonly<Record<string, unknown>>): void;
  /** What was decided about a user and a follow-up, once it is written. */
  logDecisions(key: RowKey, decisions: readonly Decision[]): void;
}

/** The world, as the stages see it. Every port has two adapters: aws and local. */
export interface Services {
  readonly clock: Clock;
  readonly listeners: Listeners;
  readonly followUps: FollowUps;
  readonly campaigns: Campaigns;
  readonly rows: Rows;
  readonly waves: Waves;
  readonly seats: Seats;
  readonly profiles: Profiles;
  readonly outbox: Outbox;
  readonly announcer: Announcer;
  readonly counts: Counts;
  readonly refusals: Refusals;
  readonly log: Log;
  /** Does work whose writes may be committed together: faster where the store can, never needed to be right. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Lets whoever wrote a row first go on for a moment, longer each time that one came second. */
  backoff(times: number): Promise<void>;
}
