import {
  type ActContext,
  type Campaign,
  type CampaignActRefusal,
  createTextConflict,
  listTargets,
  planArchive,
  planPublish,
  planSave,
  planStop,
  planTextSave,
} from '../core/campaign.ts';
import { type Definition, isFollowUp } from '../core/contracts/definition.ts';
import type { TimeSpan } from '../core/contracts/time-span.ts';
import { isEqualJson } from '../core/is-equal-json.ts';
import type { Services } from '../core/ports.ts';
import { computeTextTag } from '../core/text-tag.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';
import { recordFirstCampaign } from './merge-history.ts';
import {
  announcePublished,
  cancelStoppedWaits,
  checkPublishable,
  computeStart,
  readLiveVersion,
  readPublishedVersion,
  readPublishNeeds,
  type StoppingContext,
} from './publication.ts';
import { type ActResult, type PublishingResult, writeWithRetry } from './write-campaign.ts';

/** The actor, the version that is meant, and the services of an act. */
export interface PublishingContext extends StoppingContext, Pick<ActContext, 'by' | 'expectedVersion'> {
  /** The time by which a publication begins after its commit: as long as other processes may take to see it; 0 if they see it at once. */
  readonly publishLeadTime: TimeSpan;
}

type PlanAction<Result> = (campaign: Campaign, context: ActContext) => Promise<Result>;

/** The author, the version that is meant, and the text of a definition that is saved. */
export interface SavingContext extends Pick<PublishingContext, 'by' | 'expectedVersion' | 'services'> {
  /** The text as the author wrote it; absent if the definition was not written as one. */
  readonly text?: string | undefined;
  /** The tag of the saved text that the caller means to replace; absent if any is accepted. */
  readonly expectedText?: string | undefined;
}

/**
 * Saves a definition as the campaign's newest version. A definition that is equal to the newest makes no new version (R97); another text of
 * it, such as with other comments, takes the place of the text that was saved.
 */
export async function saveCampaign(
  definition: Definition,
  { by, expectedVersion, text, expectedText, services }: SavingContext,
): Promise<ActResult> {
  const { campaigns, clock } = services;
  await recordFirstCampaign(services);
  return writeWithRetry(services, async () => {
    const before = await campaigns.get(definition.id);
    const context = { now: clock.now(), by, expectedVersion };
    const plan = planSave(before, definition, context);
    if (!('campaign' in plan)) return plan;
    const saved = text === undefined ? plan : { ...plan, text };
    if (before === undefined) return saved;
    const newest = await campaigns.getDefinition(before.id, before.version);
    const isEqual = isEqualJson(newest, definition);
    if (isEqual && text === undefined) return { already: before };
    if (!isEqual && expectedText === undefined) return saved;
    const savedText = await campaigns.getText(before.id, before.version);
    if (isEqual && text === savedText) return { already: before };
    if (expectedText !== undefined && expectedText !== computeTextTag(savedText)) return createTextConflict(before);
    return isEqual && text !== undefined ? planTextSave(before, text, context) : saved;
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
    const needs = await readPublishNeeds(campaign, definition, services);
    // After what was read and checked, which can take seconds: the publication must not begin before its commit.
    at = computeStart(services.clock.now(), publishLeadTime);
    return planPublish({ ...needs, campaign, definition }, { ...context, now: at });
  });
  if ('campaign' in result) await announcePublished(result.campaign, at, services);
  return result;
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
    return planArchive(campaign, await readLiveVersion(campaign, services), context);
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
