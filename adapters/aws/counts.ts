import { METRICS } from '../../core/contracts/metrics.ts';
import type { Counts } from '../../core/ports.ts';
import { batchGet } from './batch-get.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { createCountsKey } from './keys.ts';
import type { Meter } from './meter.ts';
import { readNumberAttribute } from './read-item.ts';
import { pickRandomShard, SHARDS } from './shards.ts';
import type { Table } from './table.ts';

/** The counts, which are written at the end of an invocation. */
export interface AwsCounts extends Counts {
  /** Writes the counts that are not written yet. */
  flush(): Promise<void>;
}

/** The dependencies of the counts. */
export interface CountsDeps {
  readonly documents: DocumentsClient;
  readonly enrollments: Table;
  readonly meter: Meter;
}

/**
 * Creates the counts over DynamoDB. They are added up in memory and written once per invocation, to any of the 16 shards of a campaign.
 * They are for people: a crash loses some, and no decision reads them.
 */
export function createAwsCounts({ documents, enrollments, meter }: CountsDeps): AwsCounts {
  const pending = new Map<string, Map<string, number>>();
  const flush = async (): Promise<void> => {
    const all = [...pending];
    pending.clear();
    const results = await Promise.allSettled(all.map(([campaignId, sums]) => writeSums(enrollments, campaignId, sums)));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  };
  return {
    flush,
    async add(campaignId, changes) {
      const sums = pending.get(campaignId) ?? new Map<string, number>();
      pending.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) {
        sums.set(name, (sums.get(name) ?? 0) + change);
        recordMetrics(meter, name, change);
      }
    },
    async getByCampaign(campaignId) {
      await flush();
      const sums: Record<string, number> = {};
      const keys = Array.from({ length: SHARDS }, (_, shard) => createCountsKey(campaignId, shard));
      for (const item of await batchGet(keys, { documents, table: enrollments.name })) {
        const { pk: _, sk: __, ...counted } = item;
        for (const name of Object.keys(counted))
          sums[name] = (sums[name] ?? 0) + readNumberAttribute({ table: enrollments, item }, name);
      }
      return Object.fromEntries(Object.entries(sums).sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  };
}

async function writeSums(enrollments: Table, campaignId: string, sums: ReadonlyMap<string, number>): Promise<void> {
  const changes = [...sums].filter(([, change]) => change !== 0);
  if (changes.length === 0) return;
  const text = `ADD ${changes.map((_, index) => `#n${index} :n${index}`).join(', ')}`;
  const names = Object.fromEntries(changes.map(([name], index) => [`#n${index}`, name]));
  const values = Object.fromEntries(changes.map(([, change], index) => [`:n${index}`, change]));
  await enrollments.update(createCountsKey(campaignId, pickRandomShard()), { text, names, values });
}

/** The metrics of counted decisions, by name. */
const METRIC_BY_DECISION = [
  ['enrolled', METRICS.enrolled],
  ['dispatched', METRICS.dispatched],
] as const;
const METRIC_BY_PREFIX = [
  ['withheld:', METRICS.withheld],
  ['cancelled:', METRICS.cancelled],
] as const;

function recordMetrics(meter: Meter, name: string, change: number): void {
  for (const [decision, metric] of METRIC_BY_DECISION) if (name === decision) meter.add(metric, change);
  for (const [prefix, metric] of METRIC_BY_PREFIX) {
    if (name.startsWith(prefix)) meter.add(metric, change, name.slice(prefix.length));
  }
}
