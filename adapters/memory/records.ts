import { countBytes } from '../../core/contracts/characters.ts';
import { countMessageBytes, MAX_MESSAGE_BYTES, type MessageDispatched } from '../../core/contracts/dispatch.ts';
import { countItemsInPage } from '../../core/contracts/page.ts';
import type { Counts, Outbox, Profiles, Refusals, RefusedEvent } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { truncateRefusedEvent } from '../../core/truncate-refused-event.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

const PAGE_SIZE = 500;

/** User profiles in memory. */
export function createMemoryProfiles(): Profiles {
  const profiles = new Map<string, Profile>();
  return {
    async get(userId) {
      return profiles.get(userId);
    },
    async getEventually(userId) {
      return profiles.get(userId);
    },
    async update(userId, change) {
      const changed = change(profiles.get(userId));
      if (changed !== undefined) profiles.set(userId, changed);
    },
  };
}

/** Hands each message to whoever consumes it; nothing is kept, so that a repeat comes again as on any bus. */
export function createMemoryOutbox(onMessage: (message: MessageDispatched) => void): Outbox {
  return {
    async send(message) {
      if (countMessageBytes(message) > MAX_MESSAGE_BYTES) return 'too-large';
      onMessage(message);
      return 'sent';
    },
  };
}

/** Counts in memory. */
export function createMemoryCounts(): Counts {
  const counts = new Map<string, Map<string, number>>();
  return {
    async add(campaignId, changes) {
      const sums = counts.get(campaignId) ?? new Map<string, number>();
      counts.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) sums.set(name, (sums.get(name) ?? 0) + change);
    },
    async getByCampaign(campaignId) {
      const sums = [...(counts.get(campaignId) ?? [])];
      return Object.fromEntries(sums.sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  };
}

/** Refused events in memory. */
export function createMemoryRefusals(): Refusals {
  const all: RefusedEvent[] = [];
  const knownKeys = new Set<string>();
  return {
    async add(refused, id) {
      if (id !== undefined) {
        const key = `${id.since}#${id.id}`;
        if (knownKeys.has(key)) return;
        knownKeys.add(key);
      }
      all.push(truncateRefusedEvent(refused));
    },
    async list(cursor) {
      const first = Number(cursor ?? 0);
      const sizes = all.slice(first, first + PAGE_SIZE).map((each) => countBytes(JSON.stringify(each)));
      return paginateByCursor(all, countItemsInPage(sizes), cursor);
    },
  };
}
