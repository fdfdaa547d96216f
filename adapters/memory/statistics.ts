import type { Statistics } from '../../core/ports.ts';
import { addFigures, type FigureSums, type Figures, toFigures } from '../../core/statistics/figures.ts';
import type { Recounted } from '../../core/statistics/recounted.ts';

/** Creates the statistics in memory. */
export function createMemoryStatistics(): Statistics {
  const live = new Map<string, Map<number, FigureSums>>();
  const recounted = new Map<string, Recounted>();
  const parts = new Map<string, Figures>();
  const numbersOf = (campaignId: string): Map<number, FigureSums> => {
    const numbers = live.get(campaignId) ?? new Map<number, FigureSums>();
    live.set(campaignId, numbers);
    return numbers;
  };
  return {
    async add(campaignId, recount, figures) {
      const numbers = numbersOf(campaignId);
      const sums: FigureSums = numbers.get(recount) ?? new Map();
      numbers.set(recount, sums);
      addFigures(sums, figures);
    },
    async readLive(campaignId, { from, to }) {
      const sums: FigureSums = new Map();
      for (const [number, counted] of live.get(campaignId) ?? [])
        if (number >= from && number <= to) addFigures(sums, toFigures(counted));
      return toFigures(sums);
    },
    async readRecounted(campaignId) {
      return recounted.get(campaignId);
    },
    async writeRecounted(campaignId, state) {
      recounted.set(campaignId, state);
      const numbers = numbersOf(campaignId);
      for (const number of [...numbers.keys()]) if (number < state.number) numbers.delete(number);
    },
    async writePart(part, campaignId, figures) {
      parts.set(`${part} ${campaignId}`, figures);
    },
    async readParts(ids, campaignId) {
      return ids.flatMap((part) => {
        const figures = parts.get(`${part} ${campaignId}`);
        return figures === undefined ? [] : [figures];
      });
    },
  };
}
