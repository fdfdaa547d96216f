import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { RECOUNT_PART_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Clock, Statistics } from '../../core/ports.ts';
import type { Figures } from '../../core/statistics/figures.ts';
import { FIGURES, RECOUNTED } from '../../core/stored/statistics-shapes.ts';
import type { Backoff } from './backoff.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { encodeBody } from './encode-body.ts';
import { createFigureItems, MAX_TRANSACTION_ITEMS } from './figure-items.ts';
import {
  createLiveFiguresKey,
  createLiveFiguresPartition,
  createLiveFiguresRange,
  createRecountedKey,
  createRecountPartKey,
  parseLiveFiguresDay,
} from './keys.ts';
import { readBody } from './read-item.ts';
import { type Table, toExpirySeconds } from './table.ts';

/** The statistics, whose live figures are written at the end of an invocation. */
export interface AwsStatistics extends Statistics {
  /** Writes the live figures that are not written yet. */
  flush(): Promise<void>;
}

/** The dependencies of the statistics. */
export interface StatisticsDeps {
  readonly documents: DocumentsClient;
  readonly enrollments: Table;
  readonly clock: Clock;
  readonly backoff: Backoff;
}

/**
 * Creates the statistics over DynamoDB. Live figures are added up in memory and written once per invocation, in one transaction, to any of
 * the 16 shards of each campaign.
 */
export function createAwsStatistics({ documents, enrollments, clock, backoff }: StatisticsDeps): AwsStatistics {
  const live = createFigureItems({ documents, table: enrollments, backoff }, createLiveFiguresKey);
  const livePartition = (campaignId: string) => (shard: number) => createLiveFiguresPartition(campaignId, shard);
  return {
    flush: live.flush,
    async add(campaignId, recount, figures) {
      live.add(figures, (day) => ({ campaignId, recount, day }));
    },
    readLive: (campaignId, numbers) =>
      live.sum(livePartition(campaignId), { dayOf: parseLiveFiguresDay, between: createLiveFiguresRange(numbers) }),
    async readRecounted(campaignId) {
      const item = await enrollments.get(createRecountedKey(campaignId));
      return item && readBody({ table: enrollments, item }, RECOUNTED);
    },
    async writeRecounted(campaignId, recounted) {
      await live.flush();
      await enrollments.put({ ...createRecountedKey(campaignId), body: encodeBody(recounted) });
      const earlier = createLiveFiguresRange({ from: 0, to: recounted.number - 1 });
      const replaced = await live.list(livePartition(campaignId), earlier);
      for (let first = 0; first < replaced.length; first += MAX_TRANSACTION_ITEMS) {
        const some = replaced.slice(first, first + MAX_TRANSACTION_ITEMS);
        const deletes = some.map(({ pk, sk }) => ({ Delete: { TableName: enrollments.name, Key: { pk, sk } } }));
        await documents.send(new TransactWriteCommand({ TransactItems: deletes }));
      }
    },
    async writePart(part, campaignId, figures) {
      const expiry = { [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + RECOUNT_PART_LIFETIME) };
      await enrollments.put({ ...createRecountPartKey(part, campaignId), body: encodeBody(figures), ...expiry });
    },
    async readParts(parts, campaignId) {
      const found: Figures[] = [];
      for (const part of parts) {
        const item = await enrollments.get(createRecountPartKey(part, campaignId));
        if (item !== undefined) found.push(readBody({ table: enrollments, item }, FIGURES));
      }
      return found;
    },
  };
}
