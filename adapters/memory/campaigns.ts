import type { Campaign, CampaignWrite } from '../../core/campaign.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { compileFollowUp, type FollowUp, type Listener } from '../../core/follow-up.ts';
import type { Campaigns, FollowUps, Listeners } from '../../core/ports.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

const PAGE_SIZE = 100;

type Listening = Awaited<ReturnType<Listeners['findByKey']>>;
const NO_LISTENERS: Listening = { listeners: [] };

/** Campaigns, who listens, and published versions in memory. */
export function createMemoryCampaigns(): { campaigns: Campaigns; listeners: Listeners; followUps: FollowUps } {
  const campaigns = new Map<string, Campaign>();
  const definitions = new Map<string, Definition>();
  const published = new Map<string, FollowUp>();
  /** By publication: its newest version. */
  const newest = new Map<string, FollowUp>();
  const listeningByKey = new Map<string, Listening>();

  const changeListening = (key: string, change: (before: Listening) => Listening) =>
    listeningByKey.set(key, change(listeningByKey.get(key) ?? NO_LISTENERS));
  const updateListeners = ({ campaign, keysToRemove = [], keysToAdd, keysToArchive }: CampaignWrite): void => {
    for (const key of keysToRemove) changeListening(key, (before) => removeListener(campaign.id, before));
    for (const key of keysToAdd?.keys ?? [])
      changeListening(key, (before) => (keysToAdd === undefined ? before : addListener(keysToAdd.listener, before)));
    for (const key of keysToArchive?.keys ?? [])
      changeListening(key, (before) => ({ archivedAt: keysToArchive?.at, ...before }));
  };

  return {
    listeners: {
      async findByKey(key) {
        return listeningByKey.get(key) ?? NO_LISTENERS;
      },
    },
    followUps: {
      async get({ campaignId, publication, version }) {
        return getExpected(published, `${campaignId}.${publication}.${version}`);
      },
      async getByPublication(campaignId, publication) {
        const now = campaigns.get(campaignId)?.publication;
        const isLive = now?.number === publication && now.endedAt === undefined;
        return { followUp: getExpected(newest, `${campaignId}.${publication}`), isLive };
      },
    },
    campaigns: {
      async get(id) {
        return campaigns.get(id);
      },
      async list(cursor) {
        const all = [...campaigns.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
        return paginateByCursor(all, PAGE_SIZE, cursor);
      },
      async getDefinition(id, version) {
        return getExpected(definitions, `${id}.${version}`);
      },
      async write(write) {
        const { campaign, definition } = write;
        if ((campaigns.get(campaign.id)?.rev ?? 0) !== campaign.rev - 1) return false;
        campaigns.set(campaign.id, campaign);
        if (definition !== undefined) definitions.set(`${campaign.id}.${campaign.version}`, definition);
        if (write.published !== undefined) {
          const { publication, version } = write.published;
          const followUp = compileFollowUp(write.published);
          published.set(`${campaign.id}.${publication}.${version}`, followUp);
          newest.set(`${campaign.id}.${publication}`, followUp);
        }
        updateListeners(write);
        return true;
      },
    },
  };
}

function getExpected<Value>(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`${name}: expected in the store`);
  return value;
}

function removeListener(campaignId: string, listeningByKey: Listening): Listening {
  return {
    ...listeningByKey,
    listeners: listeningByKey.listeners.filter((listener) => listener.campaignId !== campaignId),
  };
}

function addListener(listener: Listener, listeningByKey: Listening): Listening {
  const others = removeListener(listener.campaignId, listeningByKey).listeners;
  const listeners = [...others, listener].sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1));
  return { ...listeningByKey, listeners };
}
