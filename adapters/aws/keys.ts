import type { ContactChannel } from '../../core/contracts/consent.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import { computeDay } from '../../core/contracts/instant.ts';
import { KEY_ATTRIBUTES, OPEN_WAVES_INDEX } from '../../core/contracts/tables.ts';
import type { Wave } from '../../core/contracts/wave.ts';
import type { DeliveryKey } from '../../core/delivery.ts';
import type { ErasedEnrollment } from '../../core/erasure.ts';
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

/** Returns the key of an item that was read. */
export function getItemKey(item: Readonly<Record<string, unknown>>): ItemKey {
  return createItemKey(String(item[KEY_ATTRIBUTES.partition]), String(item[KEY_ATTRIBUTES.sort]));
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

/** Returns the key of the text of a saved version. It is an item of its own, so that reading a definition costs no more for it. */
export function createTextKey(campaignId: string, version: number): ItemKey {
  return createItemKey(createCampaignPartition(campaignId), `text#${padNumber(version, 8)}`);
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

// The table enrollments: rows with what is archived of them, seats, waves, counts and statistics, and what was missed.

/** The beginning of the sort keys of a user's rows. */
export const ROW_PREFIX = 'row#';
const USER_PREFIX = 'user#';
const WAVES_PREFIX = 'waves#';

/** Returns the partition of a user, in the tables enrollments, profiles and contacts. */
export function createUserPartition(userId: string): string {
  return `${USER_PREFIX}${userId}`;
}

/** Returns the user in a partition of a user. */
export function parseUserPartition(partition: string): string {
  return partition.slice(USER_PREFIX.length);
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

/** An item beside a row, as its sort key tells it. */
export type ArchivedSortKey =
  | { readonly campaignId: string; readonly kind: 'page'; readonly born: string | undefined; readonly number: number }
  | { readonly campaignId: string; readonly kind: 'trigger'; readonly trigger: string }
  | { readonly campaignId: string; readonly kind: 'mark' };

/** Returns which item beside a row has a sort key; undefined if it is another item of the user. */
export function parseArchivedSortKey(sortKey: string): ArchivedSortKey | undefined {
  const [, page = '', born, number] = /^page#([^#]+)#(?:([^#]+)#)?(\d{8})$/.exec(sortKey) ?? [];
  if (number !== undefined) return { campaignId: page, kind: 'page', born, number: Number(number) };
  const [, prefix, campaignId = '', value = ''] = /^(known|mark)#([^#]+)#(.+)$/s.exec(sortKey) ?? [];
  if (prefix === undefined) return undefined;
  return prefix === 'known' ? { campaignId, kind: 'trigger', trigger: value } : { campaignId, kind: 'mark' };
}

/** Returns the key of the slots of a user in the frequency caps. */
export function createSlotsKey(userId: string): ItemKey {
  return createItemKey(createUserPartition(userId), 'caps');
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

const LIVE_FIGURES_PREFIX = 'live#';

/** Returns the partition of one shard of a campaign's live figures (R48). */
export function createLiveFiguresPartition(campaignId: string, shard: number): string {
  return `statistics#${campaignId}#${shard}`;
}

/** The live figures of a campaign for a day, which were counted after a recount began. */
export interface LiveFigures {
  readonly campaignId: string;
  readonly recount: number;
  readonly day: string;
}

/** Returns the key of one shard of live figures. */
export function createLiveFiguresKey({ campaignId, recount, day }: LiveFigures, shard: number): ItemKey {
  const sort = `${LIVE_FIGURES_PREFIX}${padNumber(recount, 8)}#${day}`;
  return createItemKey(createLiveFiguresPartition(campaignId, shard), sort);
}

/** The greatest number of a recount in a key. */
const MAX_RECOUNT = 99_999_999;

/** Returns the first and the last sort key of the live figures that were counted after some recounts began. */
export function createLiveFiguresRange({ from, to }: { readonly from: number; readonly to: number }) {
  const last = `${LIVE_FIGURES_PREFIX}${padNumber(Math.min(to, MAX_RECOUNT), 8)}#~`;
  return [`${LIVE_FIGURES_PREFIX}${padNumber(from, 8)}#`, last] as const;
}

/** Returns the day in the sort key of live figures. */
export function parseLiveFiguresDay(sortKey: string): string {
  return sortKey.slice(`${LIVE_FIGURES_PREFIX}00000000#`.length);
}

/** Returns the key of the figures of a campaign's last recount. */
export function createRecountedKey(campaignId: string): ItemKey {
  return createItemKey(`statistics#${campaignId}`, 'recounted');
}

/** Returns the key of what a step of a recount counted of a campaign. */
export function createRecountPartKey(part: string, campaignId: string): ItemKey {
  return createItemKey(`recount#${part}`, campaignId);
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

/** Returns the key of the erasure of a deleted user (R65). */
export function createErasureKey(userId: string): ItemKey {
  return createItemKey(createUserPartition(userId), 'erasure');
}

/** The beginning of the sort keys of the enrollments in the list of an erasure. */
export const ERASED_PREFIX = 'erased#';

/** Returns the key of an enrollment in the list of an erasure: one for each wave in which it had a seat, and for each claim. */
export function createErasedKey(userId: string, { enrollmentId, wave = '', claimedAt }: ErasedEnrollment): ItemKey {
  const sort = `${ERASED_PREFIX}${enrollmentId}#${claimedAt ?? ''}#${wave}`;
  return createItemKey(createUserPartition(userId), sort);
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

/** Returns the partition of one shard of the figures of a campaign's deliveries (R48). */
export function createDeliveryFiguresPartition(campaignId: string, shard: number): string {
  return `figures#${campaignId}#${shard}`;
}

/** Returns the key of one shard of the figures of a campaign's deliveries, of the messages of a day. */
export function createDeliveryFiguresKey(
  { campaignId, day }: { readonly campaignId: string; readonly day: string },
  shard: number,
): ItemKey {
  return createItemKey(createDeliveryFiguresPartition(campaignId, shard), day);
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

/** Returns the key of what outlives a deleted user, by the keyed hash of channel and address (R84). */
export function createSuppressionKey(hash: string): ItemKey {
  return createItemKey(`suppression#${hash}`, 'suppression');
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
