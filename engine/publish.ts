import {
  type ActContext,
  type AlreadyDone,
  type Campaign,
  type CampaignActRefusal,
  type CampaignWrite,
  listTargets,
  planArchive,
  planPublish,
  planSave,
  planStop,
} from '../core/campaign.ts';
import { checkDefinition } from '../core/check-definition.ts';
import type { CancelPublicationRequest } from '../core/contracts/cancel-waits.ts';
import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import { formatInstant, type Instant } from '../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../core/contracts/time-span.ts';
import { findCycle } from '../core/find-cycle.ts';
import type { PublishedVersion } from '../core/follow-up.ts';
import type { Services } from '../core/ports.ts';
import { retry } from '../core/retry.ts';
import { stringifySorted } from '../core/stringify-sorted.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';

/** The maximum number of attempts of an act while others change the campaign. */
const MAX_WRITE_ATTEMPTS = 5;

/** The result of publishing or archiving: what it wrote, or the reason why it was refused. */
export type PublishingResult = CampaignWrite | CampaignActRefusal;

/** The result of saving or stopping, which may have nothing to change. */
export type ActResult = PublishingResult | AlreadyDone;

/** The actor, the version that is meant, and the services of an act. */
export interface PublishingContext extends Pick<ActContext, 'by' | 'expectedVersion'> {
  readonly services: Services;
  /** Cancels the waits of a stopped publication, or has that done soon. Returns the number that were cancelled at once. */
  readonly cancelWaits: (request: CancelPublicationRequest) => Promise<number>;
  /** The time by which a publication begins after its commit: as long as other processes may take to see it; 0 if they see it at once. */
  readonly publishLeadTime: TimeSpan;
}

type PlanAction<Result> = (campaign: Campaign, context: ActContext) => Promise<Result>;

/** Saves a definition as the campaign's newest version. A definition that is equal to the newest makes no new version (R97). */
export function saveCampaign(
  definition: Definition,
  { by, expectedVersion, services }: Pick<PublishingContext, 'by' | 'expectedVersion' | 'services'>,
): Promise<ActResult> {
  const { campaigns, clock } = services;
  return writeWithRetry(services, async () => {
    const before = await campaigns.get(definition.id);
    const plan = planSave(before, definition, { now: clock.now(), by, expectedVersion });
    if (!('campaign' in plan) || before === undefined) return plan;
    const newest = await campaigns.getDefinition(before.id, before.version);
    return stringifySorted(newest) === stringifySorted(definition) ? { already: before } : plan;
  });
}

/**
 * Publishes the newest version. If other processes see a commit late, the publication begins slightly ahead, on a whole second
 * (times on the bus are no finer), and the result is returned when it has begun.
 */
export async function publishCampaign(
  id: string,
  { services, publishLeadTime, ...actor }: Omit<PublishingContext, 'cancelWaits'>,
): Promise<PublishingResult> {
  let at = services.clock.now();
  const result = await runAction(id, { ...actor, services }, async (campaign, context) => {
    const definition = await services.campaigns.getDefinition(id, campaign.version);
    const refused = checkPublishable(definition, campaign.version);
    if (refused !== undefined) return refused;
    const published = campaign.status === 'published' ? await readPublishedVersion(campaign, services) : undefined;
    const archivedTargets = await selectArchived(isFollowUp(definition) ? listTargets(definition) : [], services);
    const cycle = await findCycle(definition, (target) => readPublished(target, services));
    // After what was read and checked, which can take seconds: the publication must not begin before its commit.
    at = computeStart(services.clock.now(), publishLeadTime);
    return planPublish({ campaign, definition, published, archivedTargets, cycle }, { ...context, now: at });
  });
  const remainingMs = at - services.clock.now();
  if (remainingMs > 0) await new Promise((resolve) => setTimeout(resolve, remainingMs));
  if ('campaign' in result) await announcePublication('Campaign Published', result.campaign, { at, services });
  return result;
}

/** Reads the published definition of a campaign; undefined if none is. */
async function readPublished(id: string, { campaigns }: Services): Promise<Definition | undefined> {
  const campaign = await campaigns.get(id);
  if (campaign?.status !== 'published' || campaign.publication === undefined) return undefined;
  return campaigns.getDefinition(id, campaign.publication.version);
}

/** Returns the instant at which a publication begins that is committed now. */
function computeStart(now: Instant, publishLeadTime: TimeSpan): Instant {
  return publishLeadTime === 0 ? now : Math.ceil((now + publishLeadTime) / SECOND) * SECOND;
}

/** Refuses to publish a version that an earlier release saved and that is invalid today: its filters and templates would not run. */
function checkPublishable(definition: Definition, version: number): CampaignActRefusal | undefined {
  const check = checkDefinition(definition);
  return 'faults' in check ? { code: 'invalid-campaign', version, faults: check.faults } : undefined;
}

/**
 * Stops the publication. The result has the number of cancelled waits too. A repeat cancels the waits that an interrupted stop left
 * (R97).
 */
export async function stopCampaign(id: string, context: PublishingContext) {
  const { services } = context;
  const planStopping: PlanAction<ActResult> = async (campaign, context) =>
    planStop(campaign, await readPublishedVersion(campaign, services), context);
  const stopped = await runAction(id, context, planStopping);
  return 'code' in stopped ? stopped : { ...stopped, cancelled: await cancelStoppedWaits(stopped, context) };
}

/** Archives a campaign, and stops it first. The result has the number of cancelled waits too. */
export async function archiveCampaign(id: string, context: PublishingContext) {
  const { services } = context;
  const planArchiving: PlanAction<PublishingResult> = async (campaign, context) => {
    const isPublished = campaign.status === 'published';
    return planArchive(campaign, isPublished ? await readPublishedVersion(campaign, services) : undefined, context);
  };
  const archived = await runAction(id, context, planArchiving);
  return 'code' in archived ? archived : { ...archived, cancelled: await cancelStoppedWaits(archived, context) };
}

/** Lists the published follow-ups whose triggers listen to a campaign (R7). */
export async function listFollowUpsTriggeredBy(id: string, { campaigns }: Services): Promise<string[]> {
  const listening: string[] = [];
  for await (const { id: other, publication } of listCampaignsByStatus(campaigns, 'published')) {
    if (publication === undefined) continue;
    const definition = await campaigns.getDefinition(other, publication.version);
    if (isFollowUp(definition) && listTargets(definition).includes(id)) listening.push(other);
  }
  return listening;
}

function runAction<Result extends ActResult>(
  id: string,
  { by, expectedVersion, services }: Omit<ActContext, 'now'> & { services: Services },
  planAction: PlanAction<Result>,
): Promise<Result | CampaignActRefusal> {
  return writeWithRetry(services, async () => {
    const campaign = await services.campaigns.get(id);
    if (campaign === undefined) return { code: 'unknown-campaign', id };
    return planAction(campaign, { now: services.clock.now(), by, expectedVersion });
  });
}

/** Plans an act and writes it if the campaign did not change in the meantime; else plans it again, and checks its version again. */
async function writeWithRetry<Result extends ActResult>(
  services: Services,
  planAction: () => Promise<Result>,
): Promise<Result | CampaignActRefusal> {
  const result = await retry({ maxAttempts: MAX_WRITE_ATTEMPTS }, () =>
    services.transaction(async () => {
      const write = await planAction();
      return !('campaign' in write) || (await services.campaigns.write(write)) ? write : undefined;
    }),
  );
  return result ?? { code: 'changed-meanwhile', attempts: MAX_WRITE_ATTEMPTS };
}

/**
 * Cancels the waits of a publication that was stopped: none of them can be claimed any more, and their rows record that. Returns the
 * number that were cancelled at once.
 */
async function cancelStoppedWaits(
  stopped: CampaignWrite | AlreadyDone,
  { services, cancelWaits }: PublishingContext,
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

/** Returns the version that is published now or was last; undefined for a campaign that another tool sends. */
async function readPublishedVersion(
  { id, publication }: Campaign,
  { campaigns, followUps }: Services,
): Promise<PublishedVersion | undefined> {
  if (publication === undefined) return undefined;
  const definition = await campaigns.getDefinition(id, publication.version);
  if (!isFollowUp(definition)) return undefined;
  return (await followUps.getByPublication(id, publication.number)).followUp.published;
}

async function selectArchived(ids: readonly string[], { campaigns }: Services): Promise<string[]> {
  const targets = await Promise.all(ids.map((id) => campaigns.get(id)));
  return targets.flatMap((target) => (target?.status === 'archived' ? [target.id] : []));
}
