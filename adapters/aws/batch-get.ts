import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { retry } from '../../core/retry.ts';
import { backoff } from './backoff.ts';
import type { DocumentsClient } from './client-interfaces.ts';
import type { ItemKey } from './keys.ts';
import type { Item } from './table.ts';

/** The maximum number of keys of a call of DynamoDB. */
const MAX_KEYS = 100;
/** The maximum number of attempts for keys that DynamoDB leaves unprocessed. */
const MAX_ATTEMPTS = 6;

/** Returns the items with some keys, in no order; keys without an item are left out. Throws if some stay unprocessed. */
export async function batchGet(
  keys: readonly ItemKey[],
  { documents, table }: { readonly documents: DocumentsClient; readonly table: string },
): Promise<Item[]> {
  const items: Item[] = [];
  for (let first = 0; first < keys.length; first += MAX_KEYS) {
    const some = keys.slice(first, first + MAX_KEYS);
    let unprocessed: BatchGetCommandOutput['UnprocessedKeys'] = { [table]: { Keys: [...some] } };
    const isRead = await retry({ maxAttempts: MAX_ATTEMPTS, wait: backoff }, async () => {
      const answer: BatchGetCommandOutput = await documents.send(new BatchGetCommand({ RequestItems: unprocessed }));
      items.push(...(answer.Responses?.[table] ?? []));
      unprocessed = answer.UnprocessedKeys;
      return (unprocessed?.[table]?.Keys?.length ?? 0) === 0 ? true : undefined;
    });
    if (isRead === undefined) throw new Error(`${table}: items left unread ${MAX_ATTEMPTS} times`);
  }
  return items;
}
