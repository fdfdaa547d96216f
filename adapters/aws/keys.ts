import type { ContactChannel } from '../../core/contracts/consent.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import { computeDay } from '../../core/contracts/instant.ts';
import { KEY_ATTRIBUTES, OPEN_WAVES_INDEX } from '../../core/contracts/tables.ts';
import type { Wave } from '../../core/contracts/wave.ts';
import type { DeliveryKey } from '../../core/delivery.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { ComparedMark, RowInstanceKey, RowKey } from '../../core/row.ts';
import { computeShard } from './shards.ts';

// Every key of every table is made here and listed in docs/internals/data-model.md. Stored items have these keys: a change needs a
// migration.

/** The key of an item. */
export interface ItemKey {
  readonly [KEY_ATTRIBUTES.partition]: string;
  readonly [KEY_ATTRIBUTES.sort]: string;
}

/** Returns the key of an item from its partition and its sort key. */
export function createItemKey(partition: string, sort: string): ItemKey {
  return { [KEY_ATTRIBUTES.partition]: partition, [KEY_ATTRIBUTES.sort]: sort };
}

// The table connectors. Its partition key is the key of an event.

const LISTENER_PREFIX = 'campaign#';
/** The sort key of the item that records that a target is archived, among the listeners of its key. */
export const ARCHIVED_SORT_KEY = 'archived';

/** Returns the key under which a campaign listens to events. */
export function createListenerKey(eventKey: string, campaignId: string): ItemKey {
  return createItemKey(eventKey, `${LISTENER_PREFIX}${campaignId}`);
}

/** Returns the campaign in the sort key of a listener. */
export function parseListenerSortKey(sortKey: string): string {
  return sortKey.slice(LISTENER_PREFIX.length);
}

/** Returns the key of the item that records that the target of some events is archived (R7). */
export function createArchivedTargetKey(eventKey: string): ItemKey {
  return createItemKey(eventKey, ARCHIVED_SORT_KEY);
}

// The table publications.

/** The partition that lists all campaigns. It is written when one is saved or published, never by events. */
export const CAMPAIGN_LIST_PARTITION = 'campaigns';

/** Returns the key of a document of which an installation has one, such as its pauses (R92). */
export function createDocumentKey(name: string): ItemKey {
  return createItemKey(name, name);
}

/** Returns the partition of a campaign, its definitions and its published versions. */
export function createCampaignPartition(campaignId: string): string {
  return `campaign#${campaignId}`;
}

/** Returns the key of a campaign. */
export function createCampaignKey(campaignId: string): ItemKey {
  return createItemKey(createCampaignPartition(campaignId), 'campaign');
}

/** Returns the key of a campaign in the list of all. */
export function createCampaignListKey(campaignId: string): ItemKey {
  return createItemKey(CAMPAIGN_LIST_PARTITION, campaignId);
}

/** Returns the key of a saved version of a campaign. */
export function createDefinitionKey(campaignId: string, version: number): ItemKey {
  return createItemKey(createCampaignPartition(campaignId), `definition#${padNumber(version, 8)}`);
}

/** Returns the beginning of the sort keys of a publication's versions. */
export function createPublicationPrefix(publication: number): string {
  return `published#${padNumber(publication, 8)}#`;
}

/** Returns the key of a published version. */
export function createPublishedKey({ campaignId, publication, version }: Listener): ItemKey {
  const sort = `${createPublicationPrefix(publication)}${padNumber(version, 8)}`;
  return createItemKey(createCampaignPartition(campaignId), sort);
}

/** Returns the version in the sort key of a published version. */
export function parsePublishedSortKey(publication: number, sortKey: string): number {
  return Number(sortKey.slice(createPublicationPrefix(publication).length));
}

// The table enrollments: rows with what is archived of them, seats, waves and counts, and what was missed.

/** The beginning of the sort keys of a user's rows. */
export const ROW_PREFIX = 'row#';
const WAVES_PREFIX = 'waves#';

/** Returns the partition of a user, in the tables enrollments, profiles and contacts. */
export function createUserPartition(userId: string): string {
  return `user#${userId}`;
}

/** Returns the key of a row. */
export function createRowKey({ userId, campaignId }: RowKey): ItemKey {
  return createItemKey(createUserPartition(userId), `${ROW_PREFIX}${campaignId}`);
}

/** Returns the campaign in the sort key of a row. */
export function parseRowSortKey(sortKey: string): string {
  return sortKey.slice(ROW_PREFIX.length);
}

/** Returns the key of a page of a row's older decisions. */
export function createDecisionPageKey({ userId, campaignId, born }: RowInstanceKey, number: number): ItemKey {
  const instance = born === undefined ? '' : `${born}#`;
  return createItemKey(createUserPartition(userId), `page#${campaignId}#${instance}${padNumber(number, 8)}`);
}

/** Returns the key of the id of a decided trigger that its row no longer holds. */
export function createDecidedTriggerKey({ userId, campaignId }: RowKey, trigger: string): ItemKey {
  return createItemKey(createUserPartition(userId), `known#${campaignId}#${trigger}`);
}

/** Returns the partition of one shard of a wave's seats. */
export function createSeatPartition(wave: string, shard: number): string {
  return `seat#${wave}#${shard}`;
}

/** Returns the key of the latest mark of a compared value beside a row: those that restart a wait have another one (R37, R39). */
export function createMarkKey(
  { userId, campaignId }: RowKey,
  { value, restarts }: Pick<ComparedMark, 'value' | 'restarts'>,
): ItemKey {
  const sort = `mark#${campaignId}#${value}`;
  return createItemKey(createUserPartition(userId), restarts ? `${sort}#restart` : sort);
}

/** Returns the key of an enrollment's seat. The shard follows from the id of the enrollment. */
export function createSeatKey(wave: string, enrollmentId: string): ItemKey {
  return createItemKey(createSeatPartition(wave, computeShard(enrollmentId)), enrollmentId);
}

/** Returns the partition of a campaign's waves. */
export function createWavePartition(campaignId: string): string {
  return `${WAVES_PREFIX}${campaignId}`;
}

/** Returns the campaign in a partition of waves. */
export function parseWavePartition(partition: string): string {
  return partition.slice(WAVES_PREFIX.length);
}

/** Returns the beginning of the sort keys of the waves that depart at an instant. It sorts before those of later ones. */
export function createDeparturePrefix(departure: number): string {
  return padNumber(departure, 15);
}

/** A text that sorts after every departure. */
export const AFTER_EVERY_DEPARTURE = '~';

/** Returns the key of a wave. */
export function createWaveKey({ campaignId, departure, publication }: Wave): ItemKey {
  const sort = `${createDeparturePrefix(departure)}#${padNumber(publication, 8)}`;
  return createItemKey(createWavePartition(campaignId), sort);
}

/** The pattern of the sort keys of waves. */
export const WAVE_SORT_KEY_PATTERN = /^(\d{15}#\d{8})$/;

/** The key of a wave in the index of open waves, besides its departure. */
export const OPEN_WAVE_KEY = { [OPEN_WAVES_INDEX.partition]: OPEN_WAVES_INDEX.openValue } as const;

/** Returns the key of one shard of a campaign's counts. */
export function createCountsKey(campaignId: string, shard: number): ItemKey {
  return createItemKey(`counts#${campaignId}#${shard}`, 'counts');
}

/** Returns the key of one shard of a day's events that no follow-up listened to. */
export function createMissedKey(day: number, shard: number): ItemKey {
  return createItemKey(`missed#${day}#${shard}`, 'missed');
}

/** Returns the day in a partition of arrivals. */
export function parseMissedDay(partition: string): number {
  return Number(partition.split('#')[1]);
}

// The table profiles.

/** Returns the key of a user's profile. */
export function createProfileKey(userId: string): ItemKey {
  return createItemKey(createUserPartition(userId), 'profile');
}

// The table deliveries: deliveries, and for each channel its halt and its token bucket.

/** Returns the partition of the deliveries of a dispatch. */
export function createDeliveryPartition(dispatchId: string): string {
  return `delivery#${dispatchId}`;
}

/** Returns the key of a delivery. A campaign has at most 10 messages, so that parts have one digit and sort. */
export function createDeliveryKey({ dispatchId, channel, part }: DeliveryKey): ItemKey {
  return createItemKey(createDeliveryPartition(dispatchId), `${channel}#${part}`);
}

/** Returns the key of the halt of a channel. */
export function createHaltKey(channel: Channel): ItemKey {
  return createItemKey(`halt#${channel}`, 'halt');
}

/** Returns the key of the token bucket of a channel. */
export function createRateKey(channel: Channel): ItemKey {
  return createItemKey(`rate#${channel}`, 'rate');
}

// The table contacts.

/** Returns the key of a user's contact on a channel. */
export function createContactKey(userId: string, channel: ContactChannel): ItemKey {
  return createItemKey(createUserPartition(userId), `contact#${channel}`);
}

// The table deliveries, too: the inboxes of users.

/** Returns the partition of the messages in the inbox of a user. */
export function createInboxPartition(userId: string): string {
  return `inbox#${userId}`;
}

/** Returns the key of a message in an inbox. */
export function createInboxMessageKey(userId: string, id: string): ItemKey {
  return createItemKey(createInboxPartition(userId), id);
}

// The table refused.

/** The number of shards of a day's refusals. */
export const REFUSAL_SHARDS = 8;

/** Returns the partition of one shard of a day's refusals. */
export function createRefusalPartition(day: number, shard: number): string {
  return `refused#${day}#${shard}`;
}

/** Returns the key of a refusal. The shard follows from its id. */
export function createRefusalKey({ id, since }: { readonly id: string; readonly since: number }): ItemKey {
  const partition = createRefusalPartition(computeDay(since), computeShard(id) % REFUSAL_SHARDS);
  return createItemKey(partition, `${padNumber(since, 15)}#${id}`);
}

/** Returns a number as text of a fixed length, so that keys sort as the numbers do. */
function padNumber(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}
