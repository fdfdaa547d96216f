import type { CampaignWrite } from '../../core/campaign.ts';
import type { Listener } from '../../core/follow-up.ts';
import type { Listeners } from '../../core/ports.ts';

type KeyListeners = Awaited<ReturnType<Listeners['findByKey']>>;
const NO_LISTENERS: KeyListeners = { listeners: [] };

/** The listeners, as campaigns write them. */
export interface MemoryListeners extends Listeners {
  /** Writes the keys that an action on a campaign adds, removes and archives. */
  write(write: CampaignWrite): void;
}

/** Creates the listeners in memory. */
export function createMemoryListeners(): MemoryListeners {
  const byKey = new Map<string, KeyListeners>();
  const change = (key: string, update: (before: KeyListeners) => KeyListeners) =>
    byKey.set(key, update(byKey.get(key) ?? NO_LISTENERS));
  return {
    async findByKey(key) {
      return byKey.get(key) ?? NO_LISTENERS;
    },
    write({ campaign, keysToRemove = [], keysToAdd, keysForConversions, keysToArchive }) {
      for (const key of keysToRemove) change(key, (before) => removeListener(campaign.id, before));
      for (const key of keysToAdd?.keys ?? [])
        change(key, (before) => (keysToAdd === undefined ? before : addListener(keysToAdd.listener, before)));
      for (const { key, until } of keysForConversions?.keys ?? [])
        change(key, (before) =>
          keysForConversions === undefined
            ? before
            : addListener({ ...keysForConversions.listener, conversionsUntil: until }, before),
        );
      for (const key of keysToArchive?.keys ?? [])
        change(key, (before) => ({ archivedAt: keysToArchive?.at, ...before }));
    },
  };
}

function removeListener(campaignId: string, before: KeyListeners): KeyListeners {
  return { ...before, listeners: before.listeners.filter((listener) => listener.campaignId !== campaignId) };
}

function addListener(listener: Listener, before: KeyListeners): KeyListeners {
  const others = removeListener(listener.campaignId, before).listeners;
  const listeners = [...others, listener].sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1));
  return { ...before, listeners };
}
