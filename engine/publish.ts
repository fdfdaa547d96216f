import {
  type Acting,
  type ActRefusal,
  archive,
  type Campaign,
  type CampaignWrite,
  publish,
  save,
  stop,
  targetsOf,
} from '../core/campaign.ts';
import { checkDefinition } from '../core/check-definition.ts';
import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import { type Instant, writeInstant } from '../core/contracts/instant.ts';
import { SECOND, type Span } from '../core/contracts/span.ts';
import type { PublishedVersion } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import type { Stopping } from './end-waits.ts';
import { publishedCampaigns } from './published-campaigns.ts';

/** How often an act is tried because somebody else changed the campaign first. */
const MOST_ATTEMPTS = 5;

/** What an act wrote, or why it did not happen. */
export type Acted = CampaignWrite | ActRefusal;

/** Who acts, and on what. */
export interface Actor {
  readonly by: string;
  readonly services: Services;
  /** Ends the waits of a stopped publication, or sees to it that they end soon; returns how many ended at once. */
  readonly endWaits: (stopping: Stopping) => Promise<number>;
  /** How far ahead a publication begins: as long as its commit may take to be seen everywhere; 0 where it is seen at once. */
  readonly publishAhead: Span;
}

type Plan = (campaign: Campaign, acting: Acting) => Promise<CampaignWrite | ActRefusal>;

/** Saves a definition as the campaign's newest version. */
export function saveCampaign(definition: Definition, by: string, services: Services): Promise<Acted> {
  return attempt(services, async () => {
    const before = await services.campaigns.get(definition.id);
    return save(before, definition, { now: services.clock.now(), by });
  });
}

/**
 * Publishes the newest version. Where the answer takes a while to be true everywhere, the publication begins slightly
 * ahead, on a whole second (the bus knows no finer ones), and is answered when it has begun.
 */
export async function publishCampaign(
  id: string,
  { by, services, publishAhead }: Omit<Actor, 'endWaits'>,
): Promise<Acted> {
  const now = services.clock.now();
  const at = publishAhead === 0 ? now : Math.ceil((now + publishAhead) / SECOND) * SECOND;
  const acted = await act(id, { by, services, at }, async (campaign, acting) => {
    const definition = await services.campaigns.definition(id, campaign.version);
    const refused = refusalOf(definition, campaign.version);
    if (refused !== undefined) return refused;
    const published = campaign.status === 'published' ? await publishedVersion(campaign, services) : undefined;
    const archivedTargets = await archivedAmong(isFollowUp(definition) ? targetsOf(definition) : [], services);
    return publish({ campaign, definition, published, archivedTargets }, acting);
  });
  const ahead = at - services.clock.now();
  if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  if ('campaign' in acted) await announce('Campaign Published', acted.campaign, { at, services });
  return acted;
}

/** Refuses to publish a version that was saved when campaigns could be written otherwise: its filters and templates would not run. */
function refusalOf(definition: Definition, version: number): ActRefusal | undefined {
  const check = checkDefinition(definition);
  return 'faults' in check ? { code: 'invalid-campaign', version, faults: check.faults } : undefined;
}

/** Stops the publication; answers how many waits that cancelled, too. */
export async function stopCampaign(id: string, actor: Actor) {
  const { services } = actor;
  const stopping: Plan = async (campaign, acting) => stop(campaign, await publishedVersion(campaign, services), acting);
  return ended(await act(id, actor, stopping), actor);
}

/** Archives a campaign, stopping it first; answers how many waits that cancelled, too. */
export async function archiveCampaign(id: string, actor: Actor) {
  const { services } = actor;
  const archiving: Plan = async (campaign, acting) => {
    const isPublished = campaign.status === 'published';
    return archive(campaign, isPublished ? await publishedVersion(campaign, services) : undefined, acting);
  };
  return ended(await act(id, actor, archiving), actor);
}

/** The published follow-ups whose triggers listen to a campaign (R7). */
export async function listenersOf(id: string, { campaigns }: Services): Promise<string[]> {
  const listening: string[] = [];
  for await (const { id: other, publication } of publishedCampaigns(campaigns)) {
    if (publication === undefined) continue;
    const definition = await campaigns.definition(other, publication.version);
    if (isFollowUp(definition) && targetsOf(definition).includes(id)) listening.push(other);
  }
  return listening;
}

function act(
  id: string,
  { by, services, at }: { by: string; services: Services; at?: Instant },
  plan: Plan,
): Promise<Acted> {
  return attempt(services, async () => {
    const campaign = await services.campaigns.get(id);
    if (campaign === undefined) return { code: 'unknown-campaign', id };
    return plan(campaign, { now: at ?? services.clock.now(), by });
  });
}

/** Compare and set: what is to be written is thought out anew whenever somebody else wrote first. */
async function attempt(services: Services, plan: () => Promise<CampaignWrite | ActRefusal>): Promise<Acted> {
  for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts++) {
    const acted = await services.together(async () => {
      const write = await plan();
      return !('campaign' in write) || (await services.campaigns.write(write)) ? write : undefined;
    });
    if (acted !== undefined) return acted;
  }
  return { code: 'changed-meanwhile', attempts: MOST_ATTEMPTS };
}

/** Nothing of the publication can be claimed any more; now its rows say so. */
async function ended(acted: Acted, { services, endWaits }: Actor) {
  if (!('campaign' in acted)) return acted;
  const { id, publication } = acted.campaign;
  if (publication === undefined) return { ...acted, cancelled: 0 };
  // Whatever ends a publication silences it; one that ended before has nothing to silence.
  if (acted.unlisten !== undefined)
    await announce('Campaign Stopped', acted.campaign, { at: publication.endedAt ?? services.clock.now(), services });
  return { ...acted, cancelled: await endWaits({ campaignId: id, publication: publication.number }) };
}

/** Tells the bus that a publication began, was edited, or ended. */
async function announce(
  type: 'Campaign Published' | 'Campaign Stopped',
  { id, version, publication }: Campaign,
  { at, services }: { at: Instant; services: Services },
): Promise<void> {
  const detail = { campaignId: id, version: publication?.version ?? version, at: writeInstant(at) };
  await services.announcer.tell([{ type, detail }]);
}

/** The version published now or last; none of a campaign that another tool sends. */
async function publishedVersion(
  { id, publication }: Campaign,
  { campaigns, followUps }: Services,
): Promise<PublishedVersion | undefined> {
  if (publication === undefined) return undefined;
  const definition = await campaigns.definition(id, publication.version);
  if (!isFollowUp(definition)) return undefined;
  return (await followUps.ofPublication(id, publication.number)).followUp.published;
}

async function archivedAmong(ids: readonly string[], { campaigns }: Services): Promise<string[]> {
  const targets = await Promise.all(ids.map((id) => campaigns.get(id)));
  return targets.flatMap((target) => (target?.status === 'archived' ? [target.id] : []));
}
