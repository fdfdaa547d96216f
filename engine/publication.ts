import type { AlreadyDone, Campaign, CampaignActRefusal, CampaignWrite, PublishInput } from '../core/campaign.ts';
import { listTargets } from '../core/campaign.ts';
import { checkDefinition } from '../core/check-definition.ts';
import type { CancelPublicationRequest } from '../core/contracts/cancel-waits.ts';
import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { findCycle, mayCloseCycle } from '../core/find-cycle.ts';
import type { PublishedVersion } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { findRefusedTargets } from './find-untracked-targets.ts';
import { readCurrentDefinition } from './read-current-definition.ts';

/** The services of an act that stops a publication, and the function that cancels its waits. */
export interface StoppingContext {
  readonly services: Services;
  /** Cancels the waits of a stopped publication, or has that done soon. Returns the number that were cancelled at once. */
  readonly cancelWaits: (request: CancelPublicationRequest) => Promise<number>;
}

/** Returns what publishing a definition needs besides the campaign: what is published now, archived and untracked targets, and a cycle that it closes. */
export async function readPublishNeeds(
  campaign: Campaign | undefined,
  definition: Definition,
  services: Services,
): Promise<Omit<PublishInput, 'campaign' | 'definition'>> {
  // Also of a publication that has ended: its messages may still be converted (R47).
  const published = campaign && (await readPublishedVersion(campaign, services));
  const archivedTargets = await selectArchived(isFollowUp(definition) ? listTargets(definition) : [], services);
  // Read before the campaigns: a publication in between changes it, and this one is then planned again.
  const order = mayCloseCycle(definition) ? { rev: (await services.publishOrder.read()).rev + 1 } : undefined;
  const cycle = await findCycle(definition, (target) => readPublishedDefinition(target, services));
  const { settings } = await services.settings.read();
  const readTarget = (target: string) => readCurrentDefinition(target, services);
  const untrackedTargets = await findRefusedTargets(definition, { settings, readTarget }, services);
  return { published, archivedTargets, untrackedTargets, cycle, order };
}

/** Reads the published definition of a campaign; undefined if none is. */
export async function readPublishedDefinition(id: string, { campaigns }: Services): Promise<Definition | undefined> {
  const campaign = await campaigns.get(id);
  if (campaign?.status !== 'published' || campaign.publication === undefined) return undefined;
  return campaigns.getDefinition(id, campaign.publication.version);
}

/** Returns the version that is published now; undefined if none is, and for a campaign that another tool sends. */
export async function readLiveVersion(
  campaign: Campaign | undefined,
  services: Services,
): Promise<PublishedVersion | undefined> {
  return campaign?.status === 'published' ? readPublishedVersion(campaign, services) : undefined;
}

/** Returns the version that is published now or was last; undefined for a campaign that another tool sends. */
export async function readPublishedVersion(
  { id, publication }: Campaign,
  { campaigns, followUps }: Services,
): Promise<PublishedVersion | undefined> {
  if (publication === undefined) return undefined;
  const definition = await campaigns.getDefinition(id, publication.version);
  if (!isFollowUp(definition)) return undefined;
  return (await followUps.getByPublication(id, publication.number)).followUp.published;
}

/** Refuses to publish a version that an earlier release saved and that is invalid today: its filters and templates would not run. */
export function checkPublishable(definition: Definition, version: number): CampaignActRefusal | undefined {
  const check = checkDefinition(definition);
  return 'faults' in check ? { code: 'invalid-campaign', version, faults: check.faults } : undefined;
}

/** Returns the instant at which a publication begins that is committed now. */
export function computeStart(now: Instant, publishLeadTime: TimeSpan): Instant {
  return publishLeadTime === 0 ? now : Math.ceil((now + publishLeadTime) / SECOND) * SECOND;
}

/** Waits until a publication has begun, and announces it on the bus. */
export async function announcePublished(campaign: Campaign, at: Instant, services: Services): Promise<void> {
  const remainingMs = at - services.clock.now();
  if (remainingMs > 0) await new Promise((resolve) => setTimeout(resolve, remainingMs));
  await announcePublication('Campaign Published', campaign, { at, services });
}

/**
 * Cancels the waits of a publication that was stopped: none of them can be claimed any more, and their rows record that. Returns the
 * number that were cancelled at once.
 */
export async function cancelStoppedWaits(
  stopped: CampaignWrite | AlreadyDone,
  { services, cancelWaits }: StoppingContext,
): Promise<number> {
  const campaign = 'already' in stopped ? stopped.already : stopped.campaign;
  const { id, publication } = campaign;
  if (publication === undefined) return 0;
  // A publication that had ended before is not announced again.
  if ('campaign' in stopped && stopped.keysToRemove !== undefined)
    await announcePublication('Campaign Stopped', campaign, {
      at: publication.endedAt ?? services.clock.now(),
      services,
    });
  return cancelWaits({ campaignId: id, publication: publication.number });
}

/** Announces on the bus that a publication began, was edited, or ended. */
async function announcePublication(
  type: 'Campaign Published' | 'Campaign Stopped',
  { id, version, publication }: Campaign,
  { at, services }: { at: Instant; services: Services },
): Promise<void> {
  const detail = { campaignId: id, version: publication?.version ?? version, at: formatInstant(at) };
  await services.announcer.announce([{ type, detail }]);
}

/** Returns those of some campaigns that are archived. */
export async function selectArchived(ids: readonly string[], { campaigns }: Services): Promise<string[]> {
  const targets = await Promise.all(ids.map((id) => campaigns.get(id)));
  return targets.flatMap((target) => (target?.status === 'archived' ? [target.id] : []));
}
