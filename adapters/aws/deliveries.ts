import { compareDeliveries } from '../../core/compare-deliveries.ts';
import { DELIVERY_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { ChannelHalt } from '../../core/delivery.ts';
import type { Clock, Deliveries } from '../../core/ports.ts';
import { CHANNEL_HALT, DELIVERY } from '../../core/stored/delivery-shape.ts';
import { encodeBody } from './encode-body.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { createDeliveryKey, createDeliveryPartition, createHaltKey, getItemKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table, toExpirySeconds } from './table.ts';

/** The time for which a function uses the halt that it read, so that a channel is halted within it everywhere. */
const HALT_CACHE_DURATION: TimeSpan = 10 * SECOND;
const MAX_CACHED_HALTS = 20;

/** Creates the deliveries over DynamoDB. Those of one dispatch are in one partition. */
export function createAwsDeliveries(deliveries: Table, clock: Clock): Deliveries {
  const halts = new ExpiringCache<ChannelHalt | undefined>(MAX_CACHED_HALTS);
  return {
    async get(key) {
      const item = await deliveries.get(createDeliveryKey(key));
      return item === undefined ? undefined : readBody({ table: deliveries, item }, DELIVERY);
    },
    write(delivery) {
      const item = {
        ...createDeliveryKey(delivery),
        rev: delivery.rev,
        body: encodeBody(delivery),
        [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(delivery.createdAt + DELIVERY_LIFETIME),
      };
      return deliveries.put(item, createRevisionCondition(delivery.rev));
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
