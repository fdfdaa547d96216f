import { compareDeliveries } from '../../core/compare-deliveries.ts';
import { DELIVERY_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { ChannelHalt } from '../../core/delivery.ts';
import type { Clock, Deliveries } from '../../core/ports.ts';
import { CHANNEL_HALT, DELIVERY } from '../../core/stored/delivery-shape.ts';
import type { Backoff } from './backoff.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { encodeBody } from './encode-body.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { createFigureItems } from './figure-items.ts';
import {
  createDeliveryFiguresKey,
  createDeliveryFiguresPartition,
  createDeliveryKey,
  createDeliveryPartition,
  createHaltKey,
  getItemKey,
} from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table, toExpirySeconds } from './table.ts';

/** The time for which a function uses the halt that it read, so that a channel is halted within it everywhere. */
const HALT_CACHE_DURATION: TimeSpan = 10 * SECOND;
const MAX_CACHED_HALTS = 20;

/** The deliveries, whose figures are written at the end of an invocation. */
export interface AwsDeliveries extends Deliveries {
  /** Writes the figures that are not written yet. */
  flush(): Promise<void>;
}

/** The dependencies of the deliveries. */
export interface DeliveriesDeps {
  readonly documents: DocumentsClient;
  readonly deliveries: Table;
  readonly clock: Clock;
  readonly backoff: Backoff;
}

/** Creates the deliveries over DynamoDB. Those of one dispatch are in one partition. Figures are added up in memory, and written once per invocation. */
export function createAwsDeliveries({ documents, deliveries, clock, backoff }: DeliveriesDeps): AwsDeliveries {
  const halts = new ExpiringCache<ChannelHalt | undefined>(MAX_CACHED_HALTS);
  const figureItems = createFigureItems({ documents, table: deliveries, backoff }, createDeliveryFiguresKey);
  return {
    flush: figureItems.flush,
    readFigures: (campaignId) =>
      figureItems.sum((shard) => createDeliveryFiguresPartition(campaignId, shard), { dayOf: (sortKey) => sortKey }),
    async get(key) {
      const item = await deliveries.get(createDeliveryKey(key));
      return item === undefined ? undefined : readBody({ table: deliveries, item }, DELIVERY);
    },
    async write(delivery, figures = {}) {
      const item = {
        ...createDeliveryKey(delivery),
        rev: delivery.rev,
        body: encodeBody(delivery),
        [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(delivery.createdAt + DELIVERY_LIFETIME),
      };
      const isWritten = await deliveries.put(item, createRevisionCondition(delivery.rev));
      if (isWritten) figureItems.add(figures, (day) => ({ campaignId: delivery.campaignId, day }));
      return isWritten;
    },
    async listByDispatch(dispatchId) {
      const items = await deliveries.queryAll({ partition: createDeliveryPartition(dispatchId) });
      return items.map((item) => readBody({ table: deliveries, item }, DELIVERY)).sort(compareDeliveries);
    },
    async removeByDispatch(dispatchId) {
      const items = await deliveries.queryAll({ partition: createDeliveryPartition(dispatchId) });
      await Promise.all(items.map((item) => deliveries.delete(getItemKey(item))));
    },
    getHalt(channel) {
      const now = clock.now();
      return halts.getOrLoad(channel, { now, until: now + HALT_CACHE_DURATION }, async () => {
        const item = await deliveries.get(createHaltKey(channel));
        return item === undefined ? undefined : readBody({ table: deliveries, item }, CHANNEL_HALT);
      });
    },
    async setHalt(channel, halt) {
      await deliveries.put({ ...createHaltKey(channel), body: encodeBody(halt) });
      halts.delete(channel);
    },
  };
}
