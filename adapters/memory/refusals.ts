import { countBytes } from '../../core/contracts/characters.ts';
import { countItemsInPage } from '../../core/contracts/page.ts';
import type { Refusals, StoredRefusal } from '../../core/ports.ts';
import { truncateRefusedEvent } from '../../core/truncate-refused-event.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

const PAGE_SIZE = 500;

/** Creates the refused events in memory. */
export function createMemoryRefusals(): Refusals {
  // A cursor counts refusals: one that is removed leaves a gap.
  const all: (StoredRefusal | undefined)[] = [];
  const knownKeys = new Set<string>();
  return {
    async add(refused, id) {
      if (id !== undefined) {
        const key = `${id.since}#${id.id}`;
        if (knownKeys.has(key)) return;
        knownKeys.add(key);
      }
      all.push({ ...truncateRefusedEvent(refused), id: String(all.length + 1) });
    },
    async list(cursor) {
      const first = Number(cursor ?? 0);
      const sizes = all.slice(first, first + PAGE_SIZE).map((each) => countBytes(JSON.stringify(each ?? null)));
      const { items, ...next } = paginateByCursor(all, countItemsInPage(sizes), cursor);
      return { items: items.filter((each) => each !== undefined), ...next };
    },
    async get(id) {
      return all.find((each) => each?.id === id);
    },
    async remove(id) {
      const index = all.findIndex((each) => each?.id === id);
      if (index >= 0) all[index] = undefined;
    },
    async markRetried(id, at) {
      const index = all.findIndex((each) => each?.id === id);
      const refused = all[index];
      if (refused !== undefined) all[index] = { ...refused, retriedAt: at };
    },
  };
}
