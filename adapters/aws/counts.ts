import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { METRICS } from '../../core/contracts/metrics.ts';
import type { Counts } from '../../core/ports.ts';
import type { Documents } from './asks.ts';
import { pause } from './backoff.ts';
import type { Meter } from './meter.ts';
import { anyShard, SHARDS } from './shards.ts';
import { type Item, keyOf, type Table } from './table.ts';

/** Counts that are held back until the end of an invocation. */
export interface AwsCounts extends Counts {
  /** Writes what was held back. */
  flush(): Promise<void>;
}

/** What counts stand on. */
export interface CountDeps {
  readonly documents: Documents;
  readonly enrollments: Table;
  readonly meter: Meter;
}

const COUNTS = 'counts';
/** How often keys that DynamoDB had no time for are asked for again. */
const MOST_ATTEMPTS = 6;

/**
 * Counts in DynamoDB: added up in memory and written once an invocation, to any of a campaign's sixteen shards. They are
 * for people to look at: what a crash takes of them is lost, and no decision asks them.
 */
export function awsCounts({ documents, enrollments, meter }: CountDeps): AwsCounts {
  const held = new Map<string, Map<string, number>>();
  const flush = async (): Promise<void> => {
    const all = [...held];
    held.clear();
    const turns = await Promise.allSettled(all.map(([campaignId, sums]) => write(enrollments, campaignId, sums)));
    for (const turn of turns) if (turn.status === 'rejected') throw turn.reason;
  };
  return {
    flush,
    async add(campaignId, changes) {
      const sums = held.get(campaignId) ?? new Map<string, number>();
      held.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) {
        sums.set(name, (sums.get(name) ?? 0) + change);
        measure(meter, name, change);
      }
    },
    async of(campaignId) {
      await flush();
      const sums: Record<string, number> = {};
      for (const { pk: _, sk: __, ...counted } of await shardsOf(campaignId, { documents, table: enrollments.name })) {
        for (const [name, count] of Object.entries(counted)) sums[name] = (sums[name] ?? 0) + Number(count);
      }
      return Object.fromEntries(Object.entries(sums).sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  };
}

const partitionOf = (campaignId: string, shard: number): string => `counts#${campaignId}#${shard}`;

async function write(enrollments: Table, campaignId: string, sums: ReadonlyMap<string, number>): Promise<void> {
  const changes = [...sums].filter(([, change]) => change !== 0);
  if (changes.length === 0) return;
  const text = `ADD ${changes.map((_, index) => `#n${index} :n${index}`).join(', ')}`;
  const names = Object.fromEntries(changes.map(([name], index) => [`#n${index}`, name]));
  const values = Object.fromEntries(changes.map(([, change], index) => [`:n${index}`, change]));
  await enrollments.update(partitionOf(campaignId, anyShard()), COUNTS, { text, names, values });
}

/** Every shard of a campaign's counts; keys left unprocessed are asked for again. Throws where some stay so. */
async function shardsOf(
  campaignId: string,
  { documents, table }: { documents: Documents; table: string },
): Promise<Item[]> {
  const keys = Array.from({ length: SHARDS }, (_, shard) => keyOf(partitionOf(campaignId, shard), COUNTS));
  let asked: BatchGetCommandOutput['UnprocessedKeys'] = { [table]: { Keys: keys } };
  const items: Item[] = [];
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const answer: BatchGetCommandOutput = await documents.send(new BatchGetCommand({ RequestItems: asked }));
    items.push(...(answer.Responses?.[table] ?? []));
    asked = answer.UnprocessedKeys;
    if ((asked?.[table]?.Keys?.length ?? 0) === 0) return items;
    await pause(attempt);
  }
  throw new Error(`counts of campaign ${campaignId}: left unread ${MOST_ATTEMPTS} times`);
}

/** Decisions are measured as they are counted. */
const MEASURED = [
  ['enrolled', METRICS.enrolled],
  ['dispatched', METRICS.dispatched],
] as const;
const MEASURED_BY_REASON = [
  ['withheld:', METRICS.withheld],
  ['cancelled:', METRICS.cancelled],
] as const;

function measure(meter: Meter, name: string, change: number): void {
  for (const [decision, metric] of MEASURED) if (name === decision) meter.add(metric, change);
  for (const [prefix, metric] of MEASURED_BY_REASON) {
    if (name.startsWith(prefix)) meter.add(metric, change, name.slice(prefix.length));
  }
}
