import type { Campaign, CampaignAct, ManagedBy } from '../core/campaign.ts';
import { DECISIONS } from '../core/contracts/decision.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { findPause, type Pause, type PauseState } from '../core/pauses.ts';
import type { Services } from '../core/ports.ts';
import { findNextDeparture } from '../engine/list-departures.ts';
import { findHashed } from './find-hashed.ts';
import { createPauseView } from './pause.ts';
import type { CampaignSummaryView, CampaignView } from './schemas/campaign.ts';

const NO_COUNTS = Object.fromEntries(
  [...DECISIONS, 'waiting'].filter((name) => name !== 'control').map((name) => [name, 0]),
);

/** Creates the view of a campaign: its status, the pause that holds it back, its newest definition, its history and the outcomes of its users. */
export async function createCampaignView(
  campaign: Campaign,
  pauses: PauseState,
  { campaigns, counts }: Services,
): Promise<CampaignView> {
  const { id, version, history } = campaign;
  const counters = Object.entries(await counts.getByCampaign(id));
  const definition = await campaigns.getDefinition(id, version);
  const hasControl = 'controlGroup' in definition && definition.controlGroup !== undefined;
  return {
    ...createStateView(campaign, findPause(pauses, id), pauses),
    definition,
    counts: { ...NO_COUNTS, ...(hasControl && { control: 0 }), ...selectOutcomes(counters) },
    reasons: Object.fromEntries(counters.filter(([outcome]) => outcome.includes(':'))),
    history: history.map(createActView),
  };
}

/**
 * Creates the summary of a campaign: its status, the pause that holds it back, the campaigns that its newest definition follows and its
 * hash, its next departure, and the outcomes of its users.
 */
export async function createCampaignSummary(
  campaign: Campaign,
  pauses: PauseState,
  services: Services,
): Promise<CampaignSummaryView> {
  const { id } = campaign;
  const pause = findPause(pauses, id);
  const [counted, departure, { hash, follows }] = await Promise.all([
    services.counts.getByCampaign(id),
    findNextDeparture({ campaign, pauses }, services),
    findHashed(campaign, services.campaigns),
  ]);
  return {
    ...createStateView(campaign, pause, pauses),
    follows: [...follows],
    definitionHash: hash,
    ...(departure === undefined ? {} : { nextDeparture: formatInstant(departure) }),
    counts: { ...NO_COUNTS, ...selectOutcomes(Object.entries(counted)) },
    countedAt: formatInstant(services.clock.now()),
  };
}

/** Creates what a campaign and its summary have in common: its versions, its status, its project, and the pause that holds it back. */
function createStateView(campaign: Campaign, pause: Pause | undefined, { all }: PauseState) {
  const { id, name, status, version, publication, archivedAt, managedBy } = campaign;
  return {
    id,
    name,
    status,
    version,
    ...(publication === undefined ? {} : createPublicationView(publication)),
    ...(archivedAt === undefined ? {} : { archivedAt: formatInstant(archivedAt) }),
    ...(pause === undefined ? {} : { paused: { ...createPauseView(pause), isAll: pause === all } }),
    ...(managedBy === undefined ? {} : createProjectView(campaign.rev, managedBy)),
  };
}

/** Selects the counts by outcome, without those by reason. */
function selectOutcomes(counters: readonly (readonly [string, number])[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counters.filter(([outcome]) => !outcome.includes(':')));
}

/** Creates the view of an action in the history of a campaign (R74). */
export function createActView(act: CampaignAct) {
  return { ...act, at: formatInstant(act.at) };
}

function createProjectView(rev: number, managedBy: ManagedBy): Pick<CampaignView, 'project' | 'changedByHand'> {
  return { project: managedBy.project, ...(managedBy.rev === rev ? {} : { changedByHand: true }) };
}

function createPublicationView({ version, publishedAt, endedAt }: NonNullable<Campaign['publication']>) {
  return {
    publishedVersion: version,
    publishedAt: formatInstant(publishedAt),
    ...(endedAt === undefined ? {} : { stoppedAt: formatInstant(endedAt) }),
  };
}
