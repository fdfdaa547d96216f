import type { Campaign, CampaignWrite } from '../../core/campaign.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { type FollowUp, followUpOf, type Listener } from '../../core/follow-up.ts';
import type { Campaigns, FollowUps, Listeners } from '../../core/ports.ts';
import { pageFrom } from './page-from.ts';

const PAGE = 100;

type Heard = Awaited<ReturnType<Listeners['under']>>;
const NOBODY: Heard = { listeners: [] };

/** Campaigns, who listens, and published versions in memory. */
export function memoryCampaigns(): { campaigns: Campaigns; listeners: Listeners; followUps: FollowUps } {
  const campaigns = new Map<string, Campaign>();
  const definitions = new Map<string, Definition>();
  const published = new Map<string, FollowUp>();
  /** By publication: its newest version. */
  const newest = new Map<string, FollowUp>();
  const heard = new Map<string, Heard>();

  const hear = (key: string, change: (before: Heard) => Heard) => heard.set(key, change(heard.get(key) ?? NOBODY));
  const announce = ({ campaign, unlisten = [], listen, archive }: CampaignWrite): void => {
    for (const key of unlisten) hear(key, (before) => without(campaign.id, before));
    for (const key of listen?.keys ?? [])
      hear(key, (before) => (listen === undefined ? before : withAlso(listen.listener, before)));
    for (const key of archive?.keys ?? []) hear(key, (before) => ({ archivedAt: archive?.at, ...before }));
  };

  return {
    listeners: {
      async under(key) {
        return heard.get(key) ?? NOBODY;
      },
    },
    followUps: {
      async get({ campaignId, publication, version }) {
        return expected(published, `${campaignId}.${publication}.${version}`);
      },
      async ofPublication(campaignId, publication) {
        const now = campaigns.get(campaignId)?.publication;
        const isLive = now?.number === publication && now.endedAt === undefined;
        return { followUp: expected(newest, `${campaignId}.${publication}`), isLive };
      },
    },
    campaigns: {
      async get(id) {
        return campaigns.get(id);
      },
      async list(cursor) {
        const all = [...campaigns.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
        return pageFrom(all, PAGE, cursor);
      },
      async definition(id, version) {
        return expected(definitions, `${id}.${version}`);
      },
      async write(write) {
        const { campaign, definition } = write;
        if ((campaigns.get(campaign.id)?.rev ?? 0) !== campaign.rev - 1) return false;
        campaigns.set(campaign.id, campaign);
        if (definition !== undefined) definitions.set(`${campaign.id}.${campaign.version}`, definition);
        if (write.published !== undefined) {
          const { publication, version } = write.published;
          const followUp = followUpOf(write.published);
          published.set(`${campaign.id}.${publication}.${version}`, followUp);
          newest.set(`${campaign.id}.${publication}`, followUp);
        }
        announce(write);
        return true;
      },
    },
  };
}

function expected<Value>(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`${name}: expected in the store`);
  return value;
}

function without(campaignId: string, heard: Heard): Heard {
  return { ...heard, listeners: heard.listeners.filter((listener) => listener.campaignId !== campaignId) };
}

function withAlso(listener: Listener, heard: Heard): Heard {
  const others = without(listener.campaignId, heard).listeners;
  const listeners = [...others, listener].sort((one, other) => (one.campaignId < other.campaignId ? -1 : 1));
  return { ...heard, listeners };
}
