import type { AwsServices } from '../adapters/aws/services.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import type { World } from './world.ts';

/** Each campaign in which somebody waits is a metric of its own, at $0.30 a month: so many are drawn, and no more. */
const MOST_MEASURED = 20;
/** Campaigns in which nobody waits cost a read each time, all the same. */
const MOST_LOOKED_AT = 100;

/**
 * Counts those who wait, by campaign: of the first hundred published campaigns, in the order of their ids, the first twenty
 * in which somebody does. How many were not looked at any more is logged, whenever the number changes.
 */
export function waitingMeter({ services, meter }: Pick<World, 'services' | 'meter'>): () => Promise<void> {
  let told = 0;
  return async () => {
    const published = await publishedOf(services);
    let [measured, looked] = [0, 0];
    for (const id of published) {
      if (measured === MOST_MEASURED || looked === MOST_LOOKED_AT) break;
      const waiting = (await services.counts.of(id))['waiting'] ?? 0;
      looked += 1;
      if (waiting <= 0) continue;
      meter.add(METRICS.waiting, waiting, id);
      measured += 1;
    }
    const notCounted = published.length - looked;
    if (notCounted > 0 && notCounted !== told) services.log.warn('WAITING_NOT_COUNTED', { campaigns: notCounted });
    told = notCounted;
  };
}

async function publishedOf({ campaigns }: AwsServices): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await campaigns.list(cursor);
    ids.push(...page.items.filter(({ status }) => status === 'published').map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}
