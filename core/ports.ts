import type { ApplyLeaseState } from './apply-lease.ts';
import type { ArrivalCount } from './arrivals.ts';
import type { Campaign, CampaignWrite } from './campaign.ts';
import type { Contact } from './contact.ts';
import type { Announcement } from './contracts/announcement.ts';
import type { ContactChannel } from './contracts/consent.ts';
import type { Decision } from './contracts/decision.ts';
import type { Channel, Definition } from './contracts/definition.ts';
import type { MessageDispatched } from './contracts/dispatch.ts';
import type { Detail, Interaction } from './contracts/event.ts';
import type { Instant } from './contracts/instant.ts';
import type { TimeSpan } from './contracts/time-span.ts';
import type { Wave } from './contracts/wave.ts';
import type { ChannelHalt, Delivery, DeliveryKey } from './delivery.ts';
import type { ErasedEnrollment, Erasure } from './erasure.ts';
import type { FollowUp, Listener } from './follow-up.ts';
import type { UserSlots } from './frequency-slots.ts';
import type { InboxMessage } from './inbox.ts';
import type { RecentDocument, Revised } from './installation-document.ts';
import type { MergeHistory } from './merge-history.ts';
import type { Refusal } from './parse-entry.ts';
import type { PauseState } from './pauses.ts';
import type { Profile } from './profile.ts';
import type { ReportedEntry } from './reported-entry.ts';
import type { ComparedMark, DecisionPage, ExceptionMark, Row, RowInstanceKey, RowKey } from './row.ts';
import type { SettingsState } from './settings.ts';
import type { Figures } from './statistics/figures.ts';
import type { RecountState } from './statistics/recount-state.ts';
import type { Recounted } from './statistics/recounted.ts';
import type { Suppression } from './suppression.ts';
import type { PrepareHtml } from './templates.ts';
import type { SendLimits, TryAgain } from './token-bucket.ts';

/** A page of a list. The last page has no cursor. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string;
}

/** The clock. */
export interface Clock {
  now(): Instant;
}

/** The listeners: the follow-ups that listen to events. Reads are strongly consistent, so that a publication counts from its instant. */
export interface Listeners {
  /** Returns the published follow-ups that listen under a key, and the instant at which its campaign was archived, if it is (R7). */
  findByKey(key: string): Promise<{ readonly listeners: readonly Listener[]; readonly archivedAt?: Instant }>;
}

/** The published versions of follow-ups, compiled. They never change, so adapters cache them. */
export interface FollowUps {
  /** Returns the version of a listener. Throws if it does not exist, because then the store is broken. */
  get(listener: Listener): Promise<FollowUp>;
  /** Returns the newest version of a publication, and whether the publication is live. The read is strongly consistent. */
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
  /** Returns the text of a version as its author wrote it; undefined if it was not saved as a text. */
  getText(id: string, version: number): Promise<string | undefined>;
  /** Writes all changes or none. Returns false if the campaign, or a document that the write changes, changed since it was read. */
  write(write: CampaignWrite): Promise<boolean>;
}

/** A document of which an installation has one. */
export interface InstallationDocument<State extends Revised> {
  /** The maximum age of a recent document. */
  readonly maxAge: TimeSpan;
  /** Returns the document, which may be a little old, and the instant by which it was read. */
  getRecent(): Promise<RecentDocument<State>>;
  /** Returns the document. The read is strongly consistent. */
  read(): Promise<State>;
  /** Writes the document if the stored one has the revision before. Returns false if another writer came first. */
  write(state: State): Promise<boolean>;
}

/** The pauses, of single campaigns and of all (R92). Recent ones are a few seconds old at most. */
export type Pauses = InstallationDocument<PauseState>;

/** The settings of the installation. Recent ones are a minute old at most. */
export interface SettingsDocument extends InstallationDocument<SettingsState> {
  /** The time zone of the company while none is set. */
  readonly defaultZone: string;
}

/** The lease of applies (R55). It is always read strongly consistent. */
export type ApplyLease = InstallationDocument<ApplyLeaseState>;

/** The number of publications that could close a cycle (R8), which puts them in order. It is always read strongly consistent. */
export type PublishOrder = InstallationDocument<Revised>;

/** The rows, one for each user and follow-up. */
export interface Rows {
  /** Reads a row, strongly consistent. Returns a new row if there is none. */
  read(key: RowKey): Promise<Row>;
  /** Writes a row if the stored one has the revision before it and the same random id. Returns false if another writer came first. */
  write(key: RowKey, row: Row): Promise<boolean>;
  listByUser(userId: string): Promise<readonly { readonly campaignId: string; readonly row: Row }[]>;
  /**
   * Writes two rows in one transaction, each if the stored one has the revision before it and the same random id. Returns false if another
   * writer of one of them came first: then neither is written.
   */
  writeBoth(one: KeyedRow, other: KeyedRow): Promise<boolean>;
  /** Removes a row if the stored one has its revision and its random id. Returns false if another writer came first. */
  remove(key: RowKey, row: Pick<Row, 'rev' | 'born'>): Promise<boolean>;
  /**
   * Removes what lies beside the rows of a user, but for what is kept: archived decisions, ids and marks, and whatever else is stored
   * of the user with the rows (R65). Rows stay.
   */
  removeArchived(userId: string, isKept: (item: ArchivedItem) => boolean): Promise<void>;
  /** Archives a page of a row's older decisions. A repeat changes nothing. */
  archiveDecisions(key: RowInstanceKey, page: DecisionPage): Promise<void>;
  /** Returns the decisions of a row's first archived pages, oldest first. */
  readArchivedDecisions(key: RowInstanceKey, pages: number): Promise<readonly Decision[]>;
  /** Archives the ids of decided triggers of a row (R49). A repeat changes nothing. */
  archiveDecidedTriggers(key: RowKey, triggers: readonly string[]): Promise<void>;
  /** Returns whether the id of a decided trigger is archived for a row. The read is strongly consistent. */
  hasDecidedTrigger(key: RowKey, trigger: string): Promise<boolean>;
  /** Archives marks of a row, each under its compared value (R39). If a later mark of the value is archived already, that one stays. */
  archiveMarks(key: RowKey, marks: readonly ComparedMark[]): Promise<void>;
  /** Returns the archived marks of compared values. The read is strongly consistent. */
  readArchivedMarks(key: RowKey, values: readonly string[]): Promise<readonly ExceptionMark[]>;
}

/** A row with its key. */
export interface KeyedRow {
  readonly key: RowKey;
  readonly row: Row;
}

/** An item that lies beside a row. */
export type ArchivedItem = { readonly campaignId: string } & (
  | { readonly kind: 'page'; readonly born: string | undefined; readonly number: number }
  | { readonly kind: 'trigger'; readonly trigger: string }
  | { readonly kind: 'mark'; readonly at: Instant }
);

/** The slots of the messages of users in the frequency caps (R45). */
export interface FrequencySlots {
  /** Returns the slots of a user, of all campaigns. The read is strongly consistent. */
  read(userId: string): Promise<UserSlots>;
  /** Writes the slots of a user if the stored ones have the revision before. Returns false if another writer came first. */
  write(userId: string, slots: UserSlots): Promise<boolean>;
  /** Removes the slots of a user if the stored ones have this revision. Returns false if another writer came first. */
  remove(userId: string, rev: number): Promise<boolean>;
}

/** The waves: their executions and their registry. */
export interface Waves {
  /** Starts a wave, once. Returns false if it has ended: the enrollment then takes the next window. */
  start(wave: Wave): Promise<boolean>;
  /** Records that all enrollments of a wave are processed. */
  finish(wave: Wave): Promise<void>;
  /** Returns the waves of a campaign, by departure, and by publication if departures are equal. */
  listByCampaign(campaignId: string, cursor?: string): Promise<Page<Wave>>;
  /** Returns the waves of a publication that are not done: the few, among thousands, in which users may still wait. */
  listOpenByPublication(campaignId: string, publication: number, cursor?: string): Promise<Page<Wave>>;
  /**
   * Returns the waves of a publication that are not done and depart after an instant, by departure. A page has as many waves as the limit
   * says, if there are. It may have fewer, or none, although a cursor follows, only where thousands of waves of other publications, or ended
   * ones, lie among them.
   */
  listOpenAfter(open: OpenWaves, cursor?: string): Promise<Page<Wave>>;
  /** Returns the names of all waves that wait or are leaving, with the suffix of their restart: what has to end before an installation can be removed. */
  listWaiting(cursor?: string): Promise<Page<string>>;
}

/** A selection of the waves of a publication that are not done. */
export interface OpenWaves {
  readonly campaignId: string;
  readonly publication: number;
  /** The instant after which they depart. */
  readonly after: Instant;
  /** The maximum number of waves on a page. */
  readonly limit: number;
}

/** The seat of an enrollment in a wave, with the data for its message. */
export interface Seat {
  readonly wave: string;
  readonly enrollmentId: string;
  readonly userId: string;
  /** The trigger event as its producer sent it, with its id. */
  readonly trigger: Detail;
}

/** The seats of waves. */
export interface Seats {
  put(seat: Seat): Promise<void>;
  get(wave: string, enrollmentId: string): Promise<Seat | undefined>;
  /** Removes a seat, if there is one. */
  remove(wave: string, enrollmentId: string): Promise<void>;
  /** Returns a page of the seats of a wave. The read is strongly consistent. */
  listByWave(wave: string, limit: number, cursor?: string): Promise<Page<Seat>>;
}

/** The profiles of users. */
export interface Profiles {
  get(userId: string): Promise<Profile | undefined>;
  /** Returns a profile by an eventually consistent read, which may be a moment old. */
  getEventually(userId: string): Promise<Profile | undefined>;
  /** Reads, changes and writes a profile in one step. If the change returns undefined, nothing is written. */
  update(userId: string, change: (profile: Profile | undefined) => Profile | undefined): Promise<void>;
  /** Reads, changes and writes the profiles of two users in one step: both or neither. If the change returns undefined, nothing is written. */
  updateBoth(
    userIds: readonly [string, string],
    change: (one: Profile | undefined, other: Profile | undefined) => readonly [Profile, Profile] | undefined,
  ): Promise<void>;
}

/** The contacts of users: an item of its own for each channel, so that who may read or change it need not read or change profiles. */
export interface Contacts {
  /** Returns a contact; undefined if nothing is known of it. The read is strongly consistent. */
  get(userId: string, channel: ContactChannel): Promise<Contact | undefined>;
  /** Reads, changes and writes a contact in one step. The change returns the next revision, or undefined to write nothing. */
  update(
    userId: string,
    channel: ContactChannel,
    change: (contact: Contact | undefined) => Contact | undefined,
  ): Promise<void>;
  /** Removes a contact if the stored one has a revision. */
  remove(userId: string, channel: ContactChannel, rev: number): Promise<void>;
}

/**
 * The refusals that outlive deleted users, by address: each under a keyed hash of channel and address (R84). Neither an address nor
 * a user can be read from them, and who gives the address finds them.
 */
export interface Suppressions {
  /** Returns what is kept of an address on a channel; undefined if nothing is. The read is strongly consistent. */
  get(channel: ContactChannel, address: string): Promise<Suppression | undefined>;
  /** Adds to what is kept of an address on a channel, the later of each kind. A repeat changes nothing. */
  keep(channel: ContactChannel, address: string, suppression: Suppression): Promise<void>;
}

/** The deliveries of dispatched messages by the senders of this installation. */
export interface Deliveries {
  /** Returns a delivery; undefined if it was never written. The read is strongly consistent. */
  get(key: DeliveryKey): Promise<Delivery | undefined>;
  /**
   * Writes a delivery if the stored one has the revision before it: none for revision 1. Then it adds figures to those of the deliveries of
   * the campaign, never twice; a crash or a lost answer may lose some. Returns false if another writer came first.
   */
  write(delivery: Delivery, figures?: Figures): Promise<boolean>;
  /** Returns the figures of the deliveries of a campaign (R48). */
  readFigures(campaignId: string): Promise<Figures>;
  /** Returns the deliveries of a dispatch, by channel and part. */
  listByDispatch(dispatchId: string): Promise<readonly Delivery[]>;
  /** Removes the deliveries of a dispatch (R65). */
  removeByDispatch(dispatchId: string): Promise<void>;
  /** Returns the halt of a channel, if it has one. It may be some seconds old. */
  getHalt(channel: Channel): Promise<ChannelHalt | undefined>;
  /** Writes the halt of a channel in place of any before it. */
  setHalt(channel: Channel, halt: ChannelHalt): Promise<void>;
}

/** The rates at which the messages of channels may be sent. All senders of an installation share them. */
export interface SendRate {
  /** Takes the permission to send a message of a channel now, or returns the instant at which to try again (R87). */
  take(channel: Channel, limits: SendLimits, now: Instant): Promise<'granted' | TryAgain>;
}

/** The messages in the inboxes of users: in-app messages and content cards (R89). */
export interface InboxMessages {
  /** Puts a message into the inbox of its user, with revision 1. A repeat changes nothing. */
  put(message: InboxMessage): Promise<void>;
  /** Returns a message; undefined if the user has none of this id. The read is strongly consistent. */
  get(userId: string, id: string): Promise<InboxMessage | undefined>;
  /**
   * Returns a page of the messages that a user sees, the newest first: those of the newest hundred that are neither dismissed nor expired.
   * A page may be short, or empty, although a cursor follows.
   */
  list(userId: string, cursor?: string): Promise<Page<InboxMessage>>;
  /** Writes a message if the stored one has the revision before it. Returns false if another writer came first, or there is none. */
  write(message: InboxMessage): Promise<boolean>;
  /** Removes the messages of a user that were created at or before an instant (R65). */
  removeByUser(userId: string, until: Instant): Promise<void>;
}

/** The outbox, through which messages leave. */
export interface Outbox {
  /** Sends a message; a repeat carries the same dispatch id (R71). A message that is too large for the bus is not sent. */
  send(message: MessageDispatched): Promise<'sent' | 'too-large'>;
}

/**
 * The reporter, which puts interactions of the connector itself on the bus, where they are events like those of any producer. A repeat has
 * the same id (R60).
 */
export interface Reporter {
  /** Puts entries on the bus. Throws if one is not accepted. */
  report(entries: readonly ReportedEntry[]): Promise<void>;
}

/** The announcer of changes on the bus. It sends each at most once: an announcement that is lost in a crash is not repeated. */
export interface Announcer {
  /** True if decisions about users are announced too. */
  readonly hasEnrollmentEvents: boolean;
  announce(announcements: readonly Announcement[]): Promise<void>;
}

/** The counts of each campaign: decisions by name, `waiting`, and withheld and cancelled by reason. */
export interface Counts {
  add(campaignId: string, changes: Readonly<Record<string, number>>): Promise<void>;
  getByCampaign(campaignId: string): Promise<Readonly<Record<string, number>>>;
}

/**
 * The statistics of campaigns that ask for them (R48). Live figures are added once a row is written, never twice; a crash may lose some,
 * until a recount of the rows finds them.
 */
export interface Statistics {
  /** Adds live figures of a campaign, under the number of the last recount that had begun. */
  add(campaignId: string, recount: number, figures: Figures): Promise<void>;
  /** Returns the sums of the live figures that were counted under a number from one to another, both included. */
  readLive(campaignId: string, numbers: { readonly from: number; readonly to: number }): Promise<Figures>;
  /** Returns the figures of the last recount of a campaign; undefined if there was none. */
  readRecounted(campaignId: string): Promise<Recounted | undefined>;
  /** Writes the figures of a recount, and removes the live figures that it replaces. */
  writeRecounted(campaignId: string, recounted: Recounted): Promise<void>;
  /** Writes what a step of a recount counted of a campaign. */
  writePart(part: string, campaignId: string, figures: Figures): Promise<void>;
  /** Returns the figures of a campaign in each of some parts that has any. */
  readParts(parts: readonly string[], campaignId: string): Promise<readonly Figures[]>;
}

/** A row as a walk over all rows finds it. */
export interface WalkedRow {
  readonly key: RowKey;
  readonly row: Row;
}

/** The walk over the rows of all users, in segments that can be walked at the same time. */
export interface RowWalk {
  readonly segments: number;
  /**
   * Returns a page of the rows of a segment, after a cursor, or from its beginning if that is empty. Each row that was there before the
   * walk began and is still there is on one page. A page may have no rows although a cursor follows.
   */
  readPage(segment: number, cursor: string): Promise<Page<WalkedRow>>;
}

/** Counts of the interactions that came in, by the key of their event, kept for 45 days. They are for warnings, and may lack the latest. */
export interface Arrivals {
  /** Counts an interaction; a repeat counts again. */
  note(event: Interaction): Promise<void>;
  /** Returns the count of a key; undefined if nothing was counted. */
  getByKey(key: string): Promise<ArrivalCount | undefined>;
}

/** An entry that was refused. */
export interface RefusedEvent extends Refusal {
  readonly at: Instant;
  /** The entry as it came; if it was cut, the beginning of its JSON. */
  readonly entry: unknown;
  /** True if the entry was cut because it was over 64 KiB, or nested too deep. */
  readonly cut?: true;
  /** The size of the JSON before it was cut. */
  readonly bytes?: number;
}

/** A refused event as it is stored, with the id by which it is put again. */
export interface StoredRefusal extends RefusedEvent {
  readonly id: string;
  /** The instant at which it was put again last. */
  readonly retriedAt?: Instant;
}

/** The identity of a refusal, by which a repeat is recognized: an id, and the instant since which the id has this meaning. */
export interface RefusalKey {
  readonly id: string;
  readonly since: Instant;
}

/** The refused events, for operators (R61). */
export interface Refusals {
  /** Stores a refused entry: with an id only the first time, without one every time. A long entry is cut. */
  add(refused: RefusedEvent, id?: RefusalKey): Promise<void>;
  /** Returns a page of at most 500 refused entries and 4 MB. */
  list(cursor?: string): Promise<Page<StoredRefusal>>;
  /** Returns a refused entry by its id; undefined if there is none, or the text is no id. */
  get(id: string): Promise<StoredRefusal | undefined>;
  /** Records that a refused entry was put again. */
  markRetried(id: string, at: Instant): Promise<void>;
  /** Removes a refused entry, if there is one (R65). */
  remove(id: string): Promise<void>;
}

/** The erasures of deleted users (R65). They are kept as long as the tombstone in the profile, also when they are done. */
export interface Erasures {
  /** Returns the erasure of a user; undefined if there is none. The read is strongly consistent. */
  get(userId: string): Promise<Erasure | undefined>;
  /** Writes an erasure if the stored one has the revision before it: none for revision 1. Returns false if another writer came first. */
  write(erasure: Erasure): Promise<boolean>;
  /** Adds enrollments to the list of a user's erasure. A repeat changes nothing. */
  addEnrollments(userId: string, enrollments: readonly ErasedEnrollment[]): Promise<void>;
  /** Returns a page of the list. The read is strongly consistent. */
  listEnrollments(userId: string, cursor?: string): Promise<Page<ErasedEnrollment>>;
  /** Removes an enrollment from the list. */
  removeEnrollment(userId: string, enrollment: ErasedEnrollment): Promise<void>;
  /** Schedules the next step of a user's erasure for an instant. It may come earlier: a queue delays by 15 minutes at most. */
  schedule(userId: string, at: Instant): Promise<void>;
  /** Removes the events of a user that were accepted and are not processed yet, where they can be found: those that were done at or before an instant. */
  removeAcceptedEvents(userId: string, until: Instant): Promise<void>;
  /** Removes a message that was claimed at an instant, where messages are kept after they left. */
  removeMessage(dispatchId: string, claimedAt: Instant): Promise<void>;
}

/** The merges of users (R65). What is left to do of one follows from the profile of the user who was merged, and from what is stored under that user. */
export interface Merges {
  /** Schedules that the merge of a user goes on at an instant, or at most 15 minutes ahead of it. */
  schedule(userId: string, at: Instant): Promise<void>;
}

/** The result of an entry: the id of the event, or the reason why it was refused. */
export type EntryResult =
  | { readonly eventId: string }
  | { readonly errorCode: Refusal['code']; readonly errorMessage: string };

/** The bus, for producers. */
export interface Bus {
  /** Puts entries on the bus and returns a result for each, in order. Accepted entries are durable. */
  put(entries: readonly unknown[]): Promise<EntryResult[]>;
}

/** The log for operators: codes and ids, no personal data. */
export interface Log {
  warn(code: string, facts: Readonly<Record<string, unknown>>): void;
  /** Logs the decisions about a user and a follow-up after they are written. */
  logDecisions(key: RowKey, decisions: readonly Decision[]): void;
}

/** All ports, as the engine uses them. Each has adapters in adapters/aws, adapters/sqlite and adapters/memory. */
export interface Services {
  readonly clock: Clock;
  readonly listeners: Listeners;
  readonly followUps: FollowUps;
  readonly campaigns: Campaigns;
  readonly pauses: Pauses;
  readonly settings: SettingsDocument;
  readonly applyLease: ApplyLease;
  readonly publishOrder: PublishOrder;
  readonly rows: Rows;
  readonly frequencySlots: FrequencySlots;
  readonly waves: Waves;
  readonly seats: Seats;
  readonly profiles: Profiles;
  readonly contacts: Contacts;
  readonly suppressions: Suppressions;
  /** The channels that have a sender in this installation. The others are left to consumers on the bus (R81). */
  readonly senderChannels: ReadonlySet<Channel>;
  /** The function that prepares the HTML of emails for mail programs, once for each version; absent if no email is sent here. */
  readonly prepareHtml?: PrepareHtml | undefined;
  readonly deliveries: Deliveries;
  readonly inboxMessages: InboxMessages;
  readonly sendRate: SendRate;
  readonly outbox: Outbox;
  readonly reporter: Reporter;
  readonly announcer: Announcer;
  readonly counts: Counts;
  readonly statistics: Statistics;
  /** The state of the recounts of the statistics. A recent one is a minute old at most. */
  readonly recounts: InstallationDocument<RecountState>;
  readonly rowWalk: RowWalk;
  readonly arrivals: Arrivals;
  readonly refusals: Refusals;
  readonly erasures: Erasures;
  readonly merges: Merges;
  /** The history of merges (R65). A recent one is a minute old at most. */
  readonly mergeHistory: InstallationDocument<MergeHistory>;
  readonly log: Log;
  /** Runs work whose writes a store may commit in one transaction. That is faster, and nothing depends on it. */
  transaction<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits before a row is read and written again after another writer came first, longer each time. */
  backoff(times: number): Promise<void>;
}
