import type { SqliteServices } from '../adapters/sqlite/services.ts';
import type { Deliveries } from '../core/ports.ts';

/** Wraps the deliveries of one machine, so that each of their calls is a transaction: between two of them, others run. */
export function wrapDeliveries({ deliveries, transaction }: SqliteServices): Deliveries {
  return {
    get: (key) => transaction(() => deliveries.get(key)),
    write: (delivery, figures) => transaction(() => deliveries.write(delivery, figures)),
    readFigures: (campaignId) => transaction(() => deliveries.readFigures(campaignId)),
    listByDispatch: (dispatchId) => transaction(() => deliveries.listByDispatch(dispatchId)),
    removeByDispatch: (dispatchId) => transaction(() => deliveries.removeByDispatch(dispatchId)),
    getHalt: (channel) => transaction(() => deliveries.getHalt(channel)),
    setHalt: (channel, halt) => transaction(() => deliveries.setHalt(channel, halt)),
  };
}
