import type { Campaign } from '../core/campaign.ts';
import { listConversions } from '../core/contracts/conversion.ts';
import { isFollowUp } from '../core/contracts/definition.ts';
import type { StatisticsView } from '../core/contracts/statistics-view.ts';
import { getConversionSpan } from '../core/former-conversions.ts';
import type { Services } from '../core/ports.ts';
import { createStatisticsView } from '../core/statistics/create-statistics-view.ts';
import { findCompanyZone } from './find-zone.ts';
import { readStatistics } from './read-statistics.ts';

/** The days of statistics, both included, and whether they are listed. */
export interface StatisticsQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly isByDay: boolean;
}

/** Reads the statistics of a campaign, and creates their view (R48). */
export async function viewStatistics(
  campaign: Campaign,
  query: StatisticsQuery,
  services: Services,
): Promise<StatisticsView> {
  const version = campaign.publication?.version ?? campaign.version;
  const definition = await services.campaigns.getDefinition(campaign.id, version);
  const { figures, recountedAt } = await readStatistics(campaign.id, services);
  const deliveryFigures = await services.deliveries.readFigures(campaign.id);
  const { walk, begunAt } = await services.recounts.read();
  const zone = await findCompanyZone(services);
  const conversions = isFollowUp(definition) ? listConversions(definition.conversions) : [];
  return createStatisticsView({
    ...query,
    campaignId: campaign.id,
    statistics: campaign.statistics,
    figures: { ...figures, ...deliveryFigures },
    zone,
    now: services.clock.now(),
    letters: conversions.map(({ letter }) => letter),
    longestDeadline: Math.max(0, ...conversions.map(({ conversion }) => getConversionSpan(conversion))),
    isRepeatable: isFollowUp(definition) && definition.reeligibility !== 'never',
    recountedAt,
    ...(walk?.campaigns.includes(campaign.id) && { recountingSince: begunAt }),
  });
}
