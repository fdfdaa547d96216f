import type { ApplyEnded, ApplyLeaseState } from './apply-lease.ts';
import { INTERACTION_NAMES } from './contracts/catalogue.ts';
import type { Definition, FollowUpDefinition } from './contracts/definition.ts';
import { isFollowUp } from './contracts/definition.ts';
import type { Fault } from './contracts/fault.ts';
import type { Instant } from './contracts/instant.ts';
import { type ConversionKey, listConversionKeys, listFormerKeys, listKeysAfterEnd } from './conversions.ts';
import { type Listener, listDefinitionKeys, type PublishedVersion } from './follow-up.ts';
import { computeConversionHistory } from './former-conversions.ts';
import { hashDefinition } from './hash-definition.ts';
import type { Revised } from './installation-document.ts';
import { createSelectorKey, serializeSelector } from './matching.ts';
import { type CampaignStatistics, findEpochNumber, planStatistics } from './statistics/shares-epoch.ts';

/** An entry in the history of a campaign: an action, its instant and its user (R74). */
export interface CampaignAct {
  readonly at: Instant;
  readonly by: string;
  readonly did: 'saved' | 'published' | 'stopped' | 'archived';
  /** The newest version at that instant; for a stop, the published version. */
  readonly version: number;
  /** The words that the user gave with it. */
  readonly note?: string;
}

/** The project of a campaign: the folder that it was applied from last (R55). */
export interface ManagedBy {
  readonly project: string;
  /** The revision that the apply wrote. Each later action by hand has one more. */
  readonly rev: number;
}

/** The facts about a definition that lists show without reading it. */
export interface HashedDefinition {
  readonly hash: string;
  /** The ids of the campaigns that its triggers name, each once. Absent where a release before them hashed the definition. */
  readonly follows?: readonly string[];
}

/** A campaign (R50): its status, its newest version, its publication and its history. */
export interface Campaign {
  /** The revision; 0 if the campaign is not written yet. */
  readonly rev: number;
  readonly id: string;
  readonly name: string;
  readonly status: 'draft' | 'published' | 'stopped' | 'archived';
  /** The newest saved version. */
  readonly version: number;
  /**
   * The hash of the definition of a version, and the campaigns that it follows. The version is the newest unless an earlier release saved one
   * since: that release leaves the field as it is. Absent in campaigns that were saved by earlier releases only.
   */
  readonly hashed?: HashedDefinition & { readonly version: number };
  /** The live publication, or the last one. */
  readonly publication?: {
    readonly number: number;
    readonly publishedAt: Instant;
    readonly version: number;
    readonly endedAt?: Instant;
  };
  readonly archivedAt?: Instant;
  /** Absent for a campaign that was never applied from a folder. */
  readonly managedBy?: ManagedBy;
  /** The statistics; absent if no published version asked for any (R48). */
  readonly statistics?: CampaignStatistics;
  /** The last hundred actions, oldest first. */
  readonly history: readonly CampaignAct[];
}

/** Returns the number of the live publication of a campaign, or else of its next one. */
export function findPublicationNumber(campaign: Campaign | undefined): number {
  const number = campaign?.publication?.number ?? 0;
  return campaign?.status === 'published' ? number : number + 1;
}

/** The changes of an action, which are written in one transaction. */
export interface CampaignWrite {
  readonly campaign: Campaign;
  readonly definition?: Definition;
  /** The text of the newest version, as its author wrote it. */
  readonly text?: string;
  readonly published?: PublishedVersion;
  /** The keys to remove from the listeners. `listen` has the keys to add. */
  readonly keysToRemove?: readonly string[];
  readonly keysToAdd?: { readonly keys: readonly string[]; readonly listener: Listener };
  /** The keys that are listened to for conversions only (R47). None of them is among those to add. */
  readonly keysForConversions?: { readonly keys: readonly ConversionKey[]; readonly listener: Listener };
  /** The keys of an archived target (R7). */
  readonly keysToArchive?: { readonly keys: readonly string[]; readonly at: Instant };
  /**
   * The number of publications that could close a cycle, this one included (R8). If another writer changed it since it was read, nothing
   * is written: each of two publications at the same instant would miss the other.
   */
  readonly order?: Revised;
  /** The lease of the apply that acts, extended (R55). If another writer changed it since it was read, nothing is written. */
  readonly lease?: ApplyLeaseState;
}

/** The reason why an action on a campaign is refused, with the values that its sentence needs. */
export type CampaignActRefusal =
  | { readonly code: 'archived'; readonly id: string }
  | { readonly code: 'not-published'; readonly status: Campaign['status'] }
  | { readonly code: 'target-archived'; readonly targets: readonly string[] }
  /** The follow-ups trigger each other in a cycle, and each may be received again (R8). The first is the last, too. */
  | { readonly code: 'cycle'; readonly cycle: readonly string[] }
  | { readonly code: 'target-of-another-tool' }
  /** The campaign waits for an open of emails whose opens this installation does not track (R94). */
  | { readonly code: 'opens-not-tracked'; readonly targets: readonly string[] }
  | { readonly code: 'unknown-campaign'; readonly id: string }
  /** As many campaigns are paused one by one as can be (R92). */
  | { readonly code: 'too-many-paused'; readonly max: number }
  /** Other callers wrote the campaign first, in each of the attempts. */
  | { readonly code: 'changed-meanwhile'; readonly attempts: number }
  | VersionConflict
  | RevisionConflict
  /** A campaign that is published cannot become a draft. */
  | { readonly code: 'published'; readonly id: string }
  /** The apply that acts no longer holds the lease: its time ended, or another apply began since. */
  | ApplyEnded
  /** The version was saved under earlier checks, and its filters or templates would not run. */
  | { readonly code: 'invalid-campaign'; readonly version: number; readonly faults: readonly Fault[] };

/** Another version than the caller means is the newest one (R97). A version of 0 is a campaign that was never saved. */
export interface VersionConflict {
  readonly code: 'changed-meanwhile';
  readonly expectedVersion: number;
  readonly newestVersion: number;
  /** True if only the text of the version is another one. */
  readonly isOtherText?: true;
  /** The instant and the user of the save; absent if the history no longer has it. */
  readonly saved?: Pick<CampaignAct, 'at' | 'by'>;
}

/** Another revision than the caller means is the newest one (R55): the campaign was acted on meanwhile. A revision of 0 is no campaign. */
export interface RevisionConflict {
  readonly code: 'changed-meanwhile';
  readonly expectedRevision: number;
  readonly newestRevision: number;
  /** The newest action on the campaign; absent if there is no campaign. */
  readonly latest?: CampaignAct;
}

/** An action that changes nothing, because its result is there already (R97). */
export interface AlreadyDone {
  readonly already: Campaign;
}

/** The instant and the user of an action. */
export interface ActContext {
  readonly now: Instant;
  readonly by: string;
  /** The newest version as the caller knows it; 0 for a campaign that was never saved. If absent, any version is accepted. */
  readonly expectedVersion?: number;
  readonly note?: string | undefined;
}

const MAX_HISTORY = 100;

/** Saves a new version of a campaign, a draft until it is published (R52). */
export function planSave(
  before: Campaign | undefined,
  definition: Definition,
  context: ActContext,
): CampaignWrite | CampaignActRefusal {
  if (before?.status === 'archived') return refuseArchived(before);
  const conflict = findVersionConflict(before, context);
  if (conflict !== undefined) return conflict;
  const version = (before?.version ?? 0) + 1;
  const base = before ?? { rev: 0, id: definition.id, status: 'draft' as const, history: [] };
  const saved = { ...base, name: definition.name, version, hashed: { version, ...hashWithTargets(definition) } };
  return { campaign: recordAct(saved, context, 'saved'), definition };
}

/**
 * Saves another text of the newest version, whose definition is equal, so that it stays the newest (R97). The campaign stays as its project
 * applied it: nothing of what it does has changed.
 */
export function planTextSave(before: Campaign, text: string, context: ActContext): CampaignWrite {
  const campaign = recordAct(before, context, 'saved');
  const { managedBy } = before;
  if (managedBy?.rev !== before.rev) return { campaign, text };
  return { campaign: { ...campaign, managedBy: { ...managedBy, rev: campaign.rev } }, text };
}

/** The input of publishing. */
export interface PublishInput {
  readonly campaign: Campaign;
  readonly definition: Definition;
  /** The version that is published, or was published last, if any. */
  readonly published: PublishedVersion | undefined;
  /** The archived targets of the campaign (R7). */
  readonly archivedTargets: readonly string[];
  /** The campaigns with untracked opens that the campaign waits for, although it does not say what happens then (R94). */
  readonly untrackedTargets?: readonly string[];
  /** The cycle of published follow-ups that the campaign would close, if any (R8). */
  readonly cycle?: readonly string[] | undefined;
  /** The next state of the order of publications that could close a cycle; absent if this one cannot. */
  readonly order?: Revised | undefined;
}

/** Publishes the newest version. An edit keeps the publication and its instant (R6); after a stop a new publication begins. */
export function planPublish(publishing: PublishInput, context: ActContext): CampaignWrite | CampaignActRefusal {
  const { campaign, definition, archivedTargets } = publishing;
  if (campaign.status === 'archived') return refuseArchived(campaign);
  const conflict = findVersionConflict(campaign, context);
  if (conflict !== undefined) return conflict;
  if (archivedTargets.length > 0) return { code: 'target-archived', targets: archivedTargets };
  if (publishing.cycle !== undefined) return { code: 'cycle', cycle: publishing.cycle };
  const { untrackedTargets = [] } = publishing;
  if (untrackedTargets.length > 0) return { code: 'opens-not-tracked', targets: untrackedTargets };
  const isEdit = campaign.status === 'published' && campaign.publication !== undefined;
  if (isEdit && isFollowUp(definition) !== (publishing.published !== undefined)) {
    return { code: 'target-of-another-tool' };
  }
  const number = (campaign.publication?.number ?? 0) + (isEdit ? 0 : 1);
  const publishedAt = isEdit && campaign.publication ? campaign.publication.publishedAt : context.now;
  const { version } = campaign;
  const statistics = isFollowUp(definition)
    ? planStatistics(campaign.statistics, definition, { version, now: context.now })
    : campaign.statistics;
  const publication = { number, publishedAt, version };
  const next = recordAct(
    { ...campaign, status: 'published', publication, ...(statistics !== undefined && { statistics }) },
    context,
    'published',
  );
  if (!isFollowUp(definition)) return { campaign: next };
  const before = isEdit ? publishing.published : undefined;
  const leftUntil = isEdit ? context.now : (campaign.publication?.endedAt ?? context.now);
  const start = { version, now: context.now, leftUntil };
  const epoch = findEpochNumber(statistics);
  const published: PublishedVersion = {
    definition,
    version,
    publication: number,
    publishedAt,
    since: computeTriggerStarts(definition, before, context.now),
    ...computeConversionHistory(definition, publishing.published, start),
    ...(epoch !== undefined && { epoch }),
  };
  return {
    campaign: next,
    ...(publishing.order === undefined ? {} : { order: publishing.order }),
    published,
    ...planKeys(published, { before, ended: isEdit ? undefined : publishing.published }),
  };
}

type KeyChanges = Pick<CampaignWrite, 'keysToRemove' | 'keysToAdd' | 'keysForConversions'>;

/** Returns the changes of keys of a publication: it no longer listens as the version before did, or as the ended publication still does. */
function planKeys(
  published: PublishedVersion,
  { before, ended }: { readonly before: PublishedVersion | undefined; readonly ended: PublishedVersion | undefined },
): KeyChanges {
  const { definition, publication, version } = published;
  const listener = { campaignId: definition.id, publication, version };
  const keys = listDefinitionKeys(definition);
  const former = listFormerKeys(published).filter(({ key }) => !keys.includes(key));
  return {
    keysToRemove: [
      ...(before === undefined ? [] : listAllKeys(before)),
      ...(ended === undefined ? [] : listConversionKeys(ended)),
    ],
    keysToAdd: { keys, listener },
    ...(former.length > 0 && { keysForConversions: { keys: former, listener } }),
  };
}

/** Returns all keys under which a published version listens, also for conversions only. */
function listAllKeys(published: PublishedVersion): string[] {
  return [...new Set([...listDefinitionKeys(published.definition), ...listConversionKeys(published)])];
}

/** Returns the changes of keys of a publication that ends: it still listens for the conversions of the messages that left (R47). */
function planKeysAfterEnd(published: PublishedVersion | undefined, endedAt: Instant): KeyChanges {
  if (published === undefined) return { keysToRemove: [] };
  const { definition, publication, version } = published;
  const keys = listKeysAfterEnd(published, endedAt);
  const listener = { campaignId: definition.id, publication, version };
  return {
    keysToRemove: listAllKeys(published),
    ...(keys.length > 0 && { keysForConversions: { keys, listener } }),
  };
}

/** Ends the publication. Enrollments of it can no longer be claimed (R50). A stopped campaign stays as it is (R97). */
export function planStop(
  campaign: Campaign,
  published: PublishedVersion | undefined,
  context: ActContext,
): CampaignWrite | CampaignActRefusal | AlreadyDone {
  const conflict = findVersionConflict(campaign, context);
  if (conflict !== undefined) return conflict;
  if (campaign.status === 'stopped') return { already: campaign };
  if (campaign.status !== 'published' || campaign.publication === undefined) {
    return { code: 'not-published', status: campaign.status };
  }
  const ended = { ...campaign.publication, endedAt: context.now };
  return {
    campaign: recordAct({ ...campaign, status: 'stopped', publication: ended }, context, 'stopped'),
    ...planKeysAfterEnd(published, context.now),
  };
}

/** Archives a campaign permanently, and stops it first (R50). Follow-ups that listen to it are no longer triggered by it (R7). */
export function planArchive(
  campaign: Campaign,
  published: PublishedVersion | undefined,
  context: ActContext,
): CampaignWrite | CampaignActRefusal {
  if (campaign.status === 'archived') return refuseArchived(campaign);
  const conflict = findVersionConflict(campaign, context);
  if (conflict !== undefined) return conflict;
  const stopPlan = planStop(campaign, published, context);
  const stopped = 'campaign' in stopPlan ? stopPlan : { campaign };
  const next = recordAct(
    { ...campaign, ...stopped.campaign, rev: campaign.rev, status: 'archived', archivedAt: context.now },
    context,
    'archived',
  );
  return { ...stopped, campaign: next, keysToArchive: { keys: listTargetKeys(campaign.id), at: context.now } };
}

/** Returns the keys under which a follow-up can listen to a target campaign. */
export function listTargetKeys(campaignId: string): string[] {
  return INTERACTION_NAMES.map((interaction) => createSelectorKey({ interaction, campaign: campaignId }));
}

/** Returns the campaigns that the triggers of a definition listen to, each once. */
export function listTargets(definition: FollowUpDefinition): string[] {
  return [...new Set(definition.triggers.flatMap((trigger) => ('campaign' in trigger ? [trigger.campaign] : [])))];
}

/** Returns the hash of a definition, and the campaigns that it follows: none if another tool sends it. */
export function hashWithTargets(definition: Definition): Required<HashedDefinition> {
  return { hash: hashDefinition(definition), follows: isFollowUp(definition) ? listTargets(definition) : [] };
}

function recordAct(campaign: Campaign, { now, by, note }: ActContext, did: CampaignAct['did']): Campaign {
  const { publication, version: newest } = campaign;
  const version = did === 'stopped' ? (publication?.version ?? newest) : newest;
  const act = { at: now, by, did, version, ...(note === undefined ? {} : { note }) };
  return { ...campaign, rev: campaign.rev + 1, history: [...campaign.history, act].slice(-MAX_HISTORY) };
}

/**
 * Returns the conflict if the newest version is another than the caller means. A write succeeds only if the campaign is as it was
 * read here, so no version can be saved in between.
 */
function findVersionConflict(
  campaign: Campaign | undefined,
  { expectedVersion }: ActContext,
): VersionConflict | undefined {
  const newestVersion = campaign?.version ?? 0;
  if (expectedVersion === undefined || expectedVersion === newestVersion) return undefined;
  return { code: 'changed-meanwhile', expectedVersion, newestVersion, ...findSave(campaign) };
}

/** Creates the conflict of a save that means another text of the newest version. */
export function createTextConflict(campaign: Campaign): VersionConflict {
  const { version } = campaign;
  const versions = { expectedVersion: version, newestVersion: version };
  return { code: 'changed-meanwhile', ...versions, isOtherText: true, ...findSave(campaign) };
}

function findSave(campaign: Campaign | undefined): Pick<VersionConflict, 'saved'> {
  const save = campaign?.history.findLast(({ did, version }) => did === 'saved' && version === campaign.version);
  return save === undefined ? {} : { saved: { at: save.at, by: save.by } };
}

/** Returns the instants since which triggers count: the beginning of the publication, or the edit that added the trigger (R6). */
function computeTriggerStarts(
  definition: FollowUpDefinition,
  before: PublishedVersion | undefined,
  now: Instant,
): Record<string, Instant> {
  if (before === undefined) return {};
  const known = new Set(before.definition.triggers.map(serializeSelector));
  const since = (text: string) => (known.has(text) ? (before.since[text] ?? before.publishedAt) : now);
  return Object.fromEntries(definition.triggers.map(serializeSelector).map((text) => [text, since(text)]));
}

function refuseArchived({ id }: Campaign): CampaignActRefusal {
  return { code: 'archived', id };
}
