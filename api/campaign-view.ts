import type { Campaign } from '../core/campaign.ts';
import { DECISIONS } from '../core/contracts/decision.ts';
import { writeInstant } from '../core/contracts/instant.ts';
import type { Services } from '../core/ports.ts';

const NO_COUNTS = Object.fromEntries([...DECISIONS, 'waiting'].map((name) => [name, 0]));

/** A campaign as the interface shows it: status, newest definition, who did what, and what became of its users. */
export async function viewOf(campaign: Campaign, { campaigns, counts }: Services) {
  const { id, name, status, version, publication, archivedAt, history } = campaign;
  const counted = Object.entries(await counts.of(id));
  return {
    id,
    name,
    status,
    version,
    ...(publication === undefined ? {} : publicationView(publication)),
    ...(archivedAt === undefined ? {} : { archivedAt: writeInstant(archivedAt) }),
    definition: await campaigns.definition(id, version),
    counts: { ...NO_COUNTS, ...Object.fromEntries(counted.filter(([outcome]) => !outcome.includes(':'))) },
    reasons: Object.fromEntries(counted.filter(([outcome]) => outcome.includes(':'))),
    history: history.map((act) => ({ ...act, at: writeInstant(act.at) })),
  };
}

function publicationView({ version, publishedAt, endedAt }: NonNullable<Campaign['publication']>) {
  return {
    publishedVersion: version,
    publishedAt: writeInstant(publishedAt),
    ...(endedAt === undefined ? {} : { stoppedAt: writeInstant(endedAt) }),
  };
}
