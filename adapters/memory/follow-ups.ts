import type { Campaign, CampaignWrite } from '../../core/campaign.ts';
import { compileFollowUp, type FollowUp } from '../../core/follow-up.ts';
import type { FollowUps } from '../../core/ports.ts';
import { getExpected } from './get-expected.ts';

/** The published versions, as campaigns write them. */
export interface MemoryFollowUps extends FollowUps {
  /** Stores the version that an action on a campaign publishes, if it does, and the state of the publication. */
  write(write: CampaignWrite): void;
}

/** Creates the published versions in memory. */
export function createMemoryFollowUps(): MemoryFollowUps {
  const versions = new Map<string, FollowUp>();
  /** The newest version of each publication. */
  const newest = new Map<string, FollowUp>();
  /** The live or last publication of each campaign. */
  const publications = new Map<string, Campaign['publication']>();
  return {
    async get({ campaignId, publication, version }) {
      return getExpected(versions, `${campaignId}.${publication}.${version}`);
    },
    async getByPublication(campaignId, publication) {
      const current = publications.get(campaignId);
      const isLive = current?.number === publication && current.endedAt === undefined;
      return { followUp: getExpected(newest, `${campaignId}.${publication}`), isLive };
    },
    write({ campaign, published }) {
      publications.set(campaign.id, campaign.publication);
      if (published === undefined) return;
      const { publication, version } = published;
      const followUp = compileFollowUp(published);
      versions.set(`${campaign.id}.${publication}.${version}`, followUp);
      newest.set(`${campaign.id}.${publication}`, followUp);
    },
  };
}
