import { bytesIn } from '../../core/contracts/characters.ts';
import { bytesOf, type MessageDispatched, MOST_MESSAGE_BYTES } from '../../core/contracts/dispatch.ts';
import { countInPage } from '../../core/contracts/page.ts';
import { cutToKeep } from '../../core/kept-refusal.ts';
import type { Counts, Outbox, Profiles, Refusals, Refused } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { pageFrom } from './page-from.ts';

const PAGE = 500;

/** User profiles in memory. */
export function memoryProfiles(): Profiles {
  const profiles = new Map<string, Profile>();
  return {
    async get(userId) {
      return profiles.get(userId);
    },
    async glance(userId) {
      return profiles.get(userId);
    },
    async change(userId, change) {
      const changed = change(profiles.get(userId));
      if (changed !== undefined) profiles.set(userId, changed);
    },
  };
}

/** Hands each message to whoever consumes it; nothing is kept, so that a repeat comes again as on any bus. */
export function memoryOutbox(consume: (message: MessageDispatched) => void): Outbox {
  return {
    async send(message) {
      if (bytesOf(message) > MOST_MESSAGE_BYTES) return 'too-large';
      consume(message);
      return 'sent';
    },
  };
}

/** Counts in memory. */
export function memoryCounts(): Counts {
  const counts = new Map<string, Map<string, number>>();
  return {
    async add(campaignId, changes) {
      const sums = counts.get(campaignId) ?? new Map<string, number>();
      counts.set(campaignId, sums);
      for (const [name, change] of Object.entries(changes)) sums.set(name, (sums.get(name) ?? 0) + change);
    },
    async of(campaignId) {
      const sums = [...(counts.get(campaignId) ?? [])];
      return Object.fromEntries(sums.sort(([one], [other]) => (one < other ? -1 : 1)));
    },
  };
}

/** Refused events in memory. */
export function memoryRefusals(): Refusals {
  const all: Refused[] = [];
  const known = new Set<string>();
  return {
    async keep(refused, id) {
      if (id !== undefined) {
        const key = `${id.since}#${id.id}`;
        if (known.has(key)) return;
        known.add(key);
      }
      all.push(cutToKeep(refused));
    },
    async list(cursor) {
      const first = Number(cursor ?? 0);
      const sizes = all.slice(first, first + PAGE).map((each) => bytesIn(JSON.stringify(each)));
      return pageFrom(all, countInPage(sizes), cursor);
    },
  };
}
