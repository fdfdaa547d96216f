import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Campaign, CampaignWrite } from '../../core/campaign.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import type { Campaigns } from '../../core/ports.ts';
import { partsOfCursor } from '../../core/store-cursor.ts';
import type { Documents } from './asks.ts';
import { readBody, writeBody } from './body.ts';
import { publishedItem } from './follow-ups.ts';
import { archivedItem, listenerItem, listenerKey } from './listeners.ts';
import { CAMPAIGN, partitionOf, readCampaign } from './publications.ts';
import { follows, keyOf, sortable, type Table, worded } from './table.ts';

/** What campaigns stand on. */
export interface CampaignDeps {
  readonly documents: Documents;
  readonly publications: Table;
  readonly connectors: Table;
}

const PAGE = 100;
/** The partition under which every campaign is listed: written when one is saved or published, never by events. */
const LISTED = 'campaigns';

type Writes = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>;

/** Campaigns in DynamoDB. An act writes all that it changes in one transaction: at most 84 items, of 100 that one may have. */
export function awsCampaigns({ documents, publications, connectors }: CampaignDeps): Campaigns {
  return {
    get: (id) => readCampaign(publications, id),
    async list(cursor) {
      const [after] = cursor === undefined ? [] : partsOfCursor(cursor, /^([a-z0-9-]+)$/);
      const page = await publications.page({ partition: LISTED, after, most: PAGE });
      const items = page.items.map(({ body }) => readBody<Campaign>(body));
      return { items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
    },
    async definition(id, version) {
      const item = await publications.get(partitionOf(id), definitionOf(version));
      if (item === undefined) throw new Error(`campaign ${id} version ${version}: expected in the store`);
      return readBody<Definition>(item['body']);
    },
    async write(write) {
      try {
        await documents.send(
          new TransactWriteCommand({
            TransactItems: [...ofCampaign(write, publications), ...ofKeys(write, connectors)],
          }),
        );
        return true;
      } catch (error) {
        if (isLost(error)) return false;
        throw error;
      }
    },
  };
}

const definitionOf = (version: number): string => `definition#${sortable(version, 8)}`;

function ofCampaign({ campaign, definition, published }: CampaignWrite, { name }: Table): Writes {
  const { id, rev, version } = campaign;
  const [partition, body] = [partitionOf(id), writeBody(campaign)];
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName: name, Item } });
  return [
    { Put: { TableName: name, Item: { ...keyOf(partition, CAMPAIGN), rev, body }, ...worded(follows(rev)) } },
    put({ ...keyOf(LISTED, id), body }),
    ...(definition === undefined
      ? []
      : [put({ ...keyOf(partition, definitionOf(version)), body: writeBody(definition) })]),
    ...(published === undefined ? [] : [put(publishedItem(published))]),
  ];
}

function ofKeys({ campaign, unlisten = [], listen, archive }: CampaignWrite, { name }: Table): Writes {
  const heard = new Set(listen?.keys);
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName: name, Item } });
  return [
    ...unlisten
      .filter((key) => !heard.has(key))
      .map((key) => ({ Delete: { TableName: name, Key: listenerKey(key, campaign.id) } })),
    ...[...heard].flatMap((key) => (listen === undefined ? [] : [put(listenerItem(key, listen.listener))])),
    ...(archive?.keys ?? []).map((key) => put(archivedItem(key, archive?.at ?? 0))),
  ];
}

/** Somebody else changed the campaign: before, or at this very moment. */
function isLost(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return false;
  const reasons =
    'CancellationReasons' in error && Array.isArray(error.CancellationReasons) ? error.CancellationReasons : [];
  return reasons.some(({ Code }) => Code === 'ConditionalCheckFailed' || Code === 'TransactionConflict');
}
