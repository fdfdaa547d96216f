import { INTERACTION_NAMES } from './contracts/catalogue.ts';
import type { Definition, FollowUpDefinition } from './contracts/definition.ts';
import { isFollowUp } from './contracts/definition.ts';
import type { Fault } from './contracts/fault.ts';
import type { Instant } from './contracts/instant.ts';
import { keysOfDefinition, type Listener, type PublishedVersion } from './follow-up.ts';
import { keyOf, writeSelector } from './matching.ts';

/** Who did what to a campaign, and when (R74). */
export interface Act {
  readonly at: Instant;
  readonly by: string;
  readonly did: 'saved' | 'published' | 'stopped' | 'archived';
  /** The newest version then; of a stop the one that was published. */
  readonly version: number;
}

/** A campaign's life (R50): its newest version, what of it is published, and who did it. */
export interface Campaign {
  /** 0: not written yet. */
  readonly rev: number;
  readonly id: string;
  readonly name: string;
  readonly status: 'draft' | 'published' | 'stopped' | 'archived';
  /** The newest saved version. */
  readonly version: number;
  /** The publication that is live, or was last. */
  readonly publication?: {
    readonly number: number;
    readonly publishedAt: Instant;
    readonly version: number;
    readonly endedAt?: Instant;
  };
  readonly archivedAt?: Instant;
  /** The last hundred acts, oldest first. */
  readonly history: readonly Act[];
}

/** Everything one act writes, in one transaction. */
export interface CampaignWrite {
  readonly campaign: Campaign;
  readonly definition?: Definition;
  readonly published?: PublishedVersion;
  /** Keys that stop listening, and those that listen from now on. */
  readonly unlisten?: readonly string[];
  readonly listen?: { readonly keys: readonly string[]; readonly listener: Listener };
  /** Keys of a target that is archived (R7). */
  readonly archive?: { readonly keys: readonly string[]; readonly at: Instant };
}

/** The reason why an action on a campaign is refused, with the values that its sentence needs. */
export type ActRefusal =
  | { readonly code: 'archived'; readonly id: string }
  | { readonly code: 'not-published'; readonly status: Campaign['status'] }
  | { readonly code: 'target-archived'; readonly targets: readonly string[] }
  | { readonly code: 'target-of-another-tool' }
  | { readonly code: 'unknown-campaign'; readonly id: string }
  /** Others wrote the campaign first, so many times in a row. */
  | { readonly code: 'changed-meanwhile'; readonly attempts: number }
  /** A version that was saved under earlier checks: its filters and templates would not run. */
  | { readonly code: 'invalid-campaign'; readonly version: number; readonly faults: readonly Fault[] };

/** When an act happens, and who does it. */
export interface Acting {
  readonly now: Instant;
  readonly by: string;
}

const MOST_HISTORY = 100;

/** A new version of a campaign, a draft until it is published (R52). */
export function save(before: Campaign | undefined, definition: Definition, acting: Acting): CampaignWrite | ActRefusal {
  if (before?.status === 'archived') return archived(before);
  const version = (before?.version ?? 0) + 1;
  const base = before ?? { rev: 0, id: definition.id, status: 'draft' as const, history: [] };
  return { campaign: after({ ...base, name: definition.name, version }, acting, 'saved'), definition };
}

/** What publishing needs to know. */
export interface Publishing {
  readonly campaign: Campaign;
  readonly definition: Definition;
  /** The version published now or last, if any. */
  readonly published: PublishedVersion | undefined;
  /** Targets that are archived here (R7). */
  readonly archivedTargets: readonly string[];
}

/** Publishes the newest version. An edit keeps the publication and its instant (R6); after a stop a new one begins. */
export function publish(publishing: Publishing, acting: Acting): CampaignWrite | ActRefusal {
  const { campaign, definition, archivedTargets } = publishing;
  if (campaign.status === 'archived') return archived(campaign);
  if (archivedTargets.length > 0) return { code: 'target-archived', targets: archivedTargets };
  const isEdit = campaign.status === 'published' && campaign.publication !== undefined;
  if (isEdit && isFollowUp(definition) !== (publishing.published !== undefined)) {
    return { code: 'target-of-another-tool' };
  }
  const number = (campaign.publication?.number ?? 0) + (isEdit ? 0 : 1);
  const publishedAt = isEdit && campaign.publication ? campaign.publication.publishedAt : acting.now;
  const { version } = campaign;
  const next = after(
    { ...campaign, status: 'published', publication: { number, publishedAt, version } },
    acting,
    'published',
  );
  if (!isFollowUp(definition)) return { campaign: next };
  const before = isEdit ? publishing.published : undefined;
  return {
    campaign: next,
    published: {
      definition,
      version,
      publication: number,
      publishedAt,
      since: sinceOf(definition, before, acting.now),
    },
    unlisten: before === undefined ? [] : keysOfDefinition(before.definition),
    listen: { keys: keysOfDefinition(definition), listener: { campaignId: campaign.id, publication: number, version } },
  };
}

/** Ends the publication at once: nothing of it can be claimed any more (R50). */
export function stop(
  campaign: Campaign,
  published: PublishedVersion | undefined,
  acting: Acting,
): CampaignWrite | ActRefusal {
  if (campaign.status !== 'published' || campaign.publication === undefined) {
    return { code: 'not-published', status: campaign.status };
  }
  const ended = { ...campaign.publication, endedAt: acting.now };
  return {
    campaign: after({ ...campaign, status: 'stopped', publication: ended }, acting, 'stopped'),
    unlisten: published === undefined ? [] : keysOfDefinition(published.definition),
  };
}

/** Archives for good, stopping first (R50). What listens to it as a target is not triggered by it any more (R7). */
export function archive(
  campaign: Campaign,
  published: PublishedVersion | undefined,
  acting: Acting,
): CampaignWrite | ActRefusal {
  if (campaign.status === 'archived') return archived(campaign);
  const stopping = stop(campaign, published, acting);
  const stopped = 'campaign' in stopping ? stopping : { campaign };
  const next = after(
    { ...campaign, ...stopped.campaign, rev: campaign.rev, status: 'archived', archivedAt: acting.now },
    acting,
    'archived',
  );
  return { ...stopped, campaign: next, archive: { keys: targetKeysOf(campaign.id), at: acting.now } };
}

/** Every key under which something can listen to a campaign as a target. */
export function targetKeysOf(campaignId: string): string[] {
  return INTERACTION_NAMES.map((interaction) => keyOf({ interaction, campaign: campaignId }));
}

/** The campaigns that a definition's triggers listen to, each once. */
export function targetsOf(definition: FollowUpDefinition): string[] {
  return [...new Set(definition.triggers.flatMap((trigger) => ('campaign' in trigger ? [trigger.campaign] : [])))];
}

function after(campaign: Campaign, { now, by }: Acting, did: Act['did']): Campaign {
  const { publication, version: newest } = campaign;
  const act = { at: now, by, did, version: did === 'stopped' ? (publication?.version ?? newest) : newest };
  return { ...campaign, rev: campaign.rev + 1, history: [...campaign.history, act].slice(-MOST_HISTORY) };
}

/** A trigger counts since its publication began; one that an edit adds, since that edit (R6). */
function sinceOf(
  definition: FollowUpDefinition,
  before: PublishedVersion | undefined,
  now: Instant,
): Record<string, Instant> {
  if (before === undefined) return {};
  const known = new Set(before.definition.triggers.map(writeSelector));
  const since = (text: string) => (known.has(text) ? (before.since[text] ?? before.publishedAt) : now);
  return Object.fromEntries(definition.triggers.map(writeSelector).map((text) => [text, since(text)]));
}

function archived({ id }: Campaign): ActRefusal {
  return { code: 'archived', id };
}
