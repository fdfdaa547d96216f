import { compareDeliveries } from '../../core/compare-deliveries.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { ChannelHalt, Delivery, DeliveryKey } from '../../core/delivery.ts';
import type { Deliveries } from '../../core/ports.ts';
import { addFigures, type FigureSums, toFigures } from '../../core/statistics/figures.ts';

/** Creates the deliveries in memory. */
export function createMemoryDeliveries(): Deliveries {
  const byDispatch = new Map<string, Map<string, Delivery>>();
  const halts = new Map<Channel, ChannelHalt>();
  const figuresByCampaign = new Map<string, FigureSums>();
  return {
    async get(key) {
      return byDispatch.get(key.dispatchId)?.get(formatKey(key));
    },
    async write(delivery, figures = {}) {
      const ofDispatch = byDispatch.get(delivery.dispatchId) ?? new Map<string, Delivery>();
      if ((ofDispatch.get(formatKey(delivery))?.rev ?? 0) !== delivery.rev - 1) return false;
      byDispatch.set(delivery.dispatchId, ofDispatch.set(formatKey(delivery), delivery));
      const sums: FigureSums = figuresByCampaign.get(delivery.campaignId) ?? new Map();
      figuresByCampaign.set(delivery.campaignId, sums);
      addFigures(sums, figures);
      return true;
    },
    async readFigures(campaignId) {
      return toFigures(figuresByCampaign.get(campaignId) ?? new Map());
    },
    async listByDispatch(dispatchId) {
      return [...(byDispatch.get(dispatchId)?.values() ?? [])].sort(compareDeliveries);
    },
    async removeByDispatch(dispatchId) {
      byDispatch.delete(dispatchId);
    },
    async getHalt(channel) {
      return halts.get(channel);
    },
    async setHalt(channel, halt) {
      halts.set(channel, halt);
    },
  };
}

function formatKey({ channel, part }: DeliveryKey): string {
  return `${channel} ${part}`;
}
