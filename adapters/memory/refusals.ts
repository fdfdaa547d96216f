import { countBytes } from '../../core/contracts/characters.ts';
import { countItemsInPage } from '../../core/contracts/page.ts';
import type { Refusals, StoredRefusal } from '../../core/ports.ts';
import { truncateRefusedEvent } from '../../core/truncate-refused-event.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

const PAGE_SIZE = 500;

/** Creates the refused events in memory. */
export function createMemoryRefusals(): Refusals {
  const all: StoredRefusal[] = [];
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
      const sizes = all.slice(first, first + PAGE_SIZE).map((each) => countBytes(JSON.stringify(each)));
      return paginateByCursor(all, countItemsInPage(sizes), cursor);
    },
    async get(id) {
      return all.find((each) => each.id === id);
    },
    async markRetried(id, at) {
      const index = all.findIndex((each) => each.id === id);
      const refused = all[index];
      if (refused !== undefined) all[index] = { ...refused, retriedAt: at };
    },
  };
}
