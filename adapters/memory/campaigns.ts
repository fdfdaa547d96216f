import type { ApplyLeaseState } from '../../core/apply-lease.ts';
import type { Campaign } from '../../core/campaign.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { isNext, type Revised, type SyncDocument } from '../../core/installation-document.ts';
import type { Campaigns } from '../../core/ports.ts';
import type { MemoryFollowUps } from './follow-ups.ts';
import { getExpected } from './get-expected.ts';
import type { MemoryListeners } from './listeners.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

const PAGE_SIZE = 100;

/** The parts of the memory that an action on a campaign writes, too. */
export interface CampaignsDeps {
  readonly listeners: MemoryListeners;
  readonly followUps: MemoryFollowUps;
  readonly applyLease: SyncDocument<ApplyLeaseState>;
  readonly publishOrder: SyncDocument<Revised>;
}

/** Creates the campaigns in memory. */
export function createMemoryCampaigns({ listeners, followUps, applyLease, publishOrder }: CampaignsDeps): Campaigns {
  const campaigns = new Map<string, Campaign>();
  const definitions = new Map<string, Definition>();
  const texts = new Map<string, string>();
  return {
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
    async getText(id, version) {
      return texts.get(`${id}.${version}`);
    },
    async write(write) {
      const { campaign, definition, text, lease, order } = write;
      if (!isNext(applyLease, lease) || !isNext(publishOrder, order)) return false;
      if ((campaigns.get(campaign.id)?.rev ?? 0) !== campaign.rev - 1) return false;
      campaigns.set(campaign.id, campaign);
      if (definition !== undefined) definitions.set(`${campaign.id}.${campaign.version}`, definition);
      if (text !== undefined) texts.set(`${campaign.id}.${campaign.version}`, text);
      if (lease !== undefined) applyLease.writeSync(lease);
      if (order !== undefined) publishOrder.writeSync(order);
      followUps.write(write);
      listeners.write(write);
      return true;
    },
  };
}
