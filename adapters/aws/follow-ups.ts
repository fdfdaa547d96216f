import { type FollowUp, followUpOf, type Listener, type PublishedVersion } from '../../core/follow-up.ts';
import type { FollowUps } from '../../core/ports.ts';
import { readBody, writeBody } from './body.ts';
import { partitionOf, readCampaign } from './publications.ts';
import { Remembered } from './remembered.ts';
import { keyOf, sortable, type Table } from './table.ts';

/** Compiled versions that are remembered; they never change. */
const MOST_REMEMBERED = 1_000;
const FOR_GOOD = { now: 0, until: Number.POSITIVE_INFINITY } as const;

/** Published versions in DynamoDB, compiled once in the life of a Lambda. */
export function awsFollowUps(publications: Table): FollowUps {
  const compiled = new Remembered<FollowUp>(MOST_REMEMBERED);
  const read = async (name: string, { campaignId, publication, version }: Listener): Promise<FollowUp> => {
    const item = await publications.get(partitionOf(campaignId), versionOf(publication, version));
    if (item === undefined) throw new Error(`published version ${name}: expected in the store`);
    return followUpOf(readBody<PublishedVersion>(item['body']));
  };
  const get = (listener: Listener): Promise<FollowUp> => {
    const name = `${listener.campaignId}.${listener.publication}.${listener.version}`;
    return compiled.of(name, FOR_GOOD, () => read(name, listener));
  };
  return {
    get,
    async ofPublication(campaignId, publication) {
      const now = (await readCampaign(publications, campaignId))?.publication;
      if (now?.number === publication) {
        const followUp = await get({ campaignId, publication, version: now.version });
        return { followUp, isLive: now.endedAt === undefined };
      }
      const version = await newestOf(publications, campaignId, publication);
      return { followUp: await get({ campaignId, publication, version }), isLive: false };
    },
  };
}

/** A published version as it is stored. */
export function publishedItem(published: PublishedVersion) {
  const { definition, publication, version } = published;
  return { ...keyOf(partitionOf(definition.id), versionOf(publication, version)), body: writeBody(published) };
}

const ofPublication = (publication: number): string => `published#${sortable(publication, 8)}#`;
const versionOf = (publication: number, version: number): string =>
  `${ofPublication(publication)}${sortable(version, 8)}`;

/** The newest version of a publication that is over; 0 where there never was one. */
async function newestOf(publications: Table, campaignId: string, publication: number): Promise<number> {
  const begins = ofPublication(publication);
  const page = await publications.page({ partition: partitionOf(campaignId), begins, newestFirst: true, most: 1 });
  return Number(String(page.items[0]?.['sk'] ?? '').slice(begins.length));
}
