import type { Campaign, CampaignAct, ManagedBy } from '../core/campaign.ts';
import { DECISIONS } from '../core/contracts/decision.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import { findPause, type PauseState } from '../core/pauses.ts';
import type { Services } from '../core/ports.ts';
import { createPauseView } from './pause.ts';
import type { CampaignView } from './schemas/campaign.ts';

const NO_COUNTS = Object.fromEntries(
  [...DECISIONS, 'waiting'].filter((name) => name !== 'control').map((name) => [name, 0]),
);

/** Creates the view of a campaign: its status, the pause that holds it back, its newest definition, its history and the outcomes of its users. */
export async function createCampaignView(
  campaign: Campaign,
  pauses: PauseState,
  { campaigns, counts }: Services,
): Promise<CampaignView> {
  const { id, name, status, version, publication, archivedAt, managedBy, history } = campaign;
  const counters = Object.entries(await counts.getByCampaign(id));
  const pause = findPause(pauses, id);
  const definition = await campaigns.getDefinition(id, version);
  const hasControl = 'controlGroup' in definition && definition.controlGroup !== undefined;
  return {
    id,
    name,
    status,
    version,
    ...(publication === undefined ? {} : createPublicationView(publication)),
    ...(archivedAt === undefined ? {} : { archivedAt: formatInstant(archivedAt) }),
    ...(pause === undefined ? {} : { paused: { ...createPauseView(pause), isAll: pause === pauses.all } }),
    ...(managedBy === undefined ? {} : createProjectView(campaign.rev, managedBy)),
    definition,
    counts: {
      ...NO_COUNTS,
      ...(hasControl && { control: 0 }),
      ...Object.fromEntries(counters.filter(([outcome]) => !outcome.includes(':'))),
    },
    reasons: Object.fromEntries(counters.filter(([outcome]) => outcome.includes(':'))),
    history: history.map(createActView),
  };
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
