import { compileFollowUp, type FollowUp, type Listener, type PublishedVersion } from '../../core/follow-up.ts';
import type { FollowUps } from '../../core/ports.ts';
import { PUBLISHED_VERSION } from '../../core/stored/campaign-shapes.ts';
import { readCampaignItem } from './campaign-items.ts';
import { encodeBody } from './encode-body.ts';
import { ExpiringCache } from './expiring-cache.ts';
import { createCampaignPartition, createPublicationPrefix, createPublishedKey, parsePublishedSortKey } from './keys.ts';
import { readBody } from './read-item.ts';
import type { Table } from './table.ts';

/** The maximum number of compiled versions in the cache. They never change. */
const MAX_CACHED_VERSIONS = 1_000;
const NEVER_EXPIRES = { now: 0, until: Number.POSITIVE_INFINITY } as const;

/** Creates the published versions over DynamoDB. Each is compiled once in the lifetime of a Lambda container. */
export function createAwsFollowUps(publications: Table): FollowUps {
  const compiled = new ExpiringCache<FollowUp>(MAX_CACHED_VERSIONS);
  const read = async (name: string, listener: Listener): Promise<FollowUp> => {
    const item = await publications.get(createPublishedKey(listener));
    if (item === undefined) throw new Error(`published version ${name}: expected in the store`);
    return compileFollowUp(readBody({ table: publications, item }, PUBLISHED_VERSION));
  };
  const get = (listener: Listener): Promise<FollowUp> => {
    const name = `${listener.campaignId}.${listener.publication}.${listener.version}`;
    return compiled.getOrLoad(name, NEVER_EXPIRES, () => read(name, listener));
  };
  return {
    get,
    async getByPublication(campaignId, publication) {
      const now = (await readCampaignItem(publications, campaignId))?.publication;
      if (now?.number === publication) {
        const followUp = await get({ campaignId, publication, version: now.version });
        return { followUp, isLive: now.endedAt === undefined };
      }
      const version = await readNewestVersion(publications, campaignId, publication);
      return { followUp: await get({ campaignId, publication, version }), isLive: false };
    },
  };
}

/** Creates the item of a published version. */
export function createPublishedItem(published: PublishedVersion) {
  const { definition, publication, version } = published;
  return { ...createPublishedKey({ campaignId: definition.id, publication, version }), body: encodeBody(published) };
}

/** Reads the newest version of a publication that has ended; returns 0 if there never was one. */
async function readNewestVersion(publications: Table, campaignId: string, publication: number): Promise<number> {
  const page = await publications.queryPage({
    partition: createCampaignPartition(campaignId),
    beginsWith: createPublicationPrefix(publication),
    isNewestFirst: true,
    limit: 1,
  });
  return parsePublishedSortKey(publication, String(page.items[0]?.['sk'] ?? ''));
}
