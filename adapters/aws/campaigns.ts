import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { CampaignWrite } from '../../core/campaign.ts';
import type { Campaigns } from '../../core/ports.ts';
import { parseStoreCursor } from '../../core/store-cursor.ts';
import { CAMPAIGN, CAMPAIGN_TEXT, DEFINITION } from '../../core/stored/campaign-shapes.ts';
import { APPLY_LEASE_DOCUMENT, PUBLISH_ORDER_DOCUMENT } from '../../core/stored/installation-documents.ts';
import { readCampaignItem } from './campaign-items.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import { encodeBody } from './encode-body.ts';
import { createPublishedItem } from './follow-ups.ts';
import { createDocumentItem } from './installation-document.ts';
import { isConflict } from './is-conflict.ts';
import {
  CAMPAIGN_LIST_PARTITION,
  createCampaignKey,
  createCampaignListKey,
  createDefinitionKey,
  createListenerKey,
  createTextKey,
} from './keys.ts';
import { createArchivedItem, createConversionListenerItem, createListenerItem } from './listeners.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Table, toConditionParameters } from './table.ts';

/** The dependencies of the campaigns. */
export interface CampaignsDeps {
  readonly documents: DocumentsClient;
  readonly publications: Table;
  readonly connectors: Table;
}

const PAGE_SIZE = 100;

type TransactItems = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>;

/** Creates the campaigns over DynamoDB. An action writes all its changes in one transaction, of at most 99 items of the 100 allowed. */
export function createAwsCampaigns({ documents, publications, connectors }: CampaignsDeps): Campaigns {
  return {
    get: (id) => readCampaignItem(publications, id),
    async list(cursor) {
      const [after] = cursor === undefined ? [] : parseStoreCursor(cursor, /^([a-z0-9-]+)$/);
      const page = await publications.queryPage({ partition: CAMPAIGN_LIST_PARTITION, after, limit: PAGE_SIZE });
      const items = page.items.map((item) => readBody({ table: publications, item }, CAMPAIGN));
      return { items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) };
    },
    async getDefinition(id, version) {
      const item = await publications.get(createDefinitionKey(id, version));
      if (item === undefined) throw new Error(`campaign ${id} version ${version}: expected in the store`);
      return readBody({ table: publications, item }, DEFINITION);
    },
    async getText(id, version) {
      const item = await publications.get(createTextKey(id, version));
      return item === undefined ? undefined : readBody({ table: publications, item }, CAMPAIGN_TEXT);
    },
    async write(write) {
      try {
        await documents.send(
          new TransactWriteCommand({
            TransactItems: [...campaignWrites(write, publications), ...listenerWrites(write, connectors)],
          }),
        );
        return true;
      } catch (error) {
        if (isConflict(error)) return false;
        throw error;
      }
    },
  };
}

function campaignWrites(
  { campaign, definition, text, published, lease, order }: CampaignWrite,
  { name }: Table,
): TransactItems {
  const { id, rev, version } = campaign;
  const body = encodeBody(campaign);
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName: name, Item } });
  const putIfNext = (Item: Record<string, unknown> & { readonly rev: number }) => ({
    Put: { TableName: name, Item, ...toConditionParameters(createRevisionCondition(Item.rev)) },
  });
  return [
    putIfNext({ ...createCampaignKey(id), rev, body }),
    put({ ...createCampaignListKey(id), body }),
    ...(definition === undefined ? [] : [put({ ...createDefinitionKey(id, version), body: encodeBody(definition) })]),
    ...(text === undefined ? [] : [put({ ...createTextKey(id, version), body: encodeBody(text) })]),
    ...(published === undefined ? [] : [put(createPublishedItem(published))]),
    ...(lease === undefined ? [] : [putIfNext(createDocumentItem(APPLY_LEASE_DOCUMENT, lease))]),
    ...(order === undefined ? [] : [putIfNext(createDocumentItem(PUBLISH_ORDER_DOCUMENT, order))]),
  ];
}

function listenerWrites(
  { campaign, keysToRemove = [], keysToAdd, keysForConversions, keysToArchive }: CampaignWrite,
  { name }: Table,
): TransactItems {
  const listenedKeys = new Set(keysToAdd?.keys);
  const writtenKeys = new Set([...listenedKeys, ...(keysForConversions?.keys ?? []).map(({ key }) => key)]);
  const put = (Item: Record<string, unknown>) => ({ Put: { TableName: name, Item } });
  return [
    ...[...new Set(keysToRemove)]
      .filter((key) => !writtenKeys.has(key))
      .map((key) => ({ Delete: { TableName: name, Key: createListenerKey(key, campaign.id) } })),
    ...[...listenedKeys].flatMap((key) =>
      keysToAdd === undefined ? [] : [put(createListenerItem(key, keysToAdd.listener))],
    ),
    ...(keysForConversions?.keys ?? []).flatMap((key) =>
      keysForConversions === undefined ? [] : [put(createConversionListenerItem(key, keysForConversions.listener))],
    ),
    ...(keysToArchive?.keys ?? []).map((key) => put(createArchivedItem(key, keysToArchive?.at ?? 0))),
  ];
}
