import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type {
  DeleteCommand,
  DeleteCommandOutput,
  PutCommand,
  PutCommandOutput,
  TransactWriteCommand,
  TransactWriteCommandOutput,
  UpdateCommand,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { Expressions, type Worded } from './dynamodb-expressions.ts';
import { checkKey, checkWholeKey, type Item, invalid, stored } from './dynamodb-items.ts';
import type { TableOf } from './dynamodb-reads.ts';
import type { StandInTable } from './dynamodb-table.ts';
import { onlyKnown } from './only-known.ts';

const CONDITIONAL = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];
const MAX_IN_TRANSACTION = 100;
const DONE = { $metadata: {} };

export function putItem({ input }: PutCommand, tableOf: TableOf): PutCommandOutput {
  onlyKnown(input, ['TableName', 'Item', ...CONDITIONAL]);
  const table = tableOf('PutItem', input.TableName);
  const item = stored(input.Item ?? {});
  const holds = conditionOf(input);
  write({ table, item, holds });
  return DONE;
}

/** Changes an item; creates it where there is none, unless the condition requires one. */
export function updateItem({ input }: UpdateCommand, tableOf: TableOf): UpdateCommandOutput {
  onlyKnown(input, ['TableName', 'Key', 'UpdateExpression', ...CONDITIONAL]);
  const { Key = {} } = input;
  const table = tableOf('UpdateItem', input.TableName);
  checkWholeKey(Key);
  const expressions = new Expressions(input);
  const change = expressions.update(input.UpdateExpression);
  const holds = expressions.condition(input.ConditionExpression);
  expressions.close();
  write({ table, item: stored(change(table.get(Key) ?? Key)), holds });
  return DONE;
}

/** Deletes an item, if there is one. */
export function deleteItem({ input }: DeleteCommand, tableOf: TableOf): DeleteCommandOutput {
  onlyKnown(input, ['TableName', 'Key', ...CONDITIONAL]);
  const { Key = {} } = input;
  const table = tableOf('DeleteItem', input.TableName);
  checkWholeKey(Key);
  const holds = conditionOf(input);
  const before = table.get(Key);
  table.costOfWrite(before, undefined);
  if (!holds(before)) throw new ConditionalCheckFailedException({ message: 'The conditional request failed', ...DONE });
  table.write(Key, undefined);
  return DONE;
}

/** Writes all items of a transaction or none. A transaction whose token has taken effect is not written again. */
export function transactWriteItems(
  { input }: TransactWriteCommand,
  tableOf: TableOf,
  tokens: Map<string, string>,
): TransactWriteCommandOutput {
  onlyKnown(input, ['ClientRequestToken', 'TransactItems']);
  const { TransactItems = [], ClientRequestToken: token } = input;
  const content = JSON.stringify(TransactItems);
  const earlier = token === undefined ? undefined : tokens.get(token);
  if (earlier !== undefined && earlier !== content) throw invalid('IdempotentParameterMismatch');
  if (earlier !== undefined) return DONE;
  if (TransactItems.length > MAX_IN_TRANSACTION) throw invalid('Member must have length less than or equal to 100');
  const writes = TransactItems.map((each) => transacted(each, tableOf));
  const told = new Set(writes.map(({ table, key }) => `${table.shape.name} ${JSON.stringify(checkKey(key))}`));
  if (told.size < writes.length) throw invalid('Transaction request cannot include multiple operations on one item');
  for (const { table, key, item } of writes) table.costOfWrite(table.get(key), item, 2);
  const isBroken = writes.map(({ table, key, holds }) => !holds(table.get(key)));
  if (isBroken.includes(true)) throw cancelled(isBroken);
  for (const { table, key, item } of writes) table.write(key, item);
  if (token !== undefined) tokens.set(token, content);
  return DONE;
}

interface Write {
  readonly table: StandInTable;
  readonly item: Item;
  readonly holds: (before: Item | undefined) => boolean;
}

function write({ table, item, holds }: Write): void {
  const before = table.get(item);
  table.costOfWrite(before, item);
  if (!holds(before)) throw new ConditionalCheckFailedException({ message: 'The conditional request failed', ...DONE });
  table.write(item, item);
}

type Transacted = NonNullable<TransactWriteCommand['input']['TransactItems']>[number];

function transacted({ Put, Update, Delete, ...rest }: Transacted, tableOf: TableOf) {
  onlyKnown(rest, []);
  if (Update !== undefined) {
    onlyKnown(Update, ['TableName', 'Key', 'UpdateExpression', ...CONDITIONAL]);
    const { Key = {} } = Update;
    const table = tableOf('TransactWriteItems', Update.TableName);
    checkWholeKey(Key);
    const expressions = new Expressions(Update);
    const change = expressions.update(Update.UpdateExpression);
    expressions.close();
    return { table, key: Key, item: stored(change(table.get(Key) ?? Key)), holds: () => true };
  }
  onlyKnown(Put ?? {}, ['TableName', 'Item', ...CONDITIONAL]);
  onlyKnown(Delete ?? {}, ['TableName', 'Key']);
  const table = tableOf('TransactWriteItems', (Put ?? Delete)?.TableName);
  if (Put === undefined) checkWholeKey(Delete?.Key ?? {});
  const item = Put && stored(Put.Item ?? {});
  return { table, key: item ?? Delete?.Key ?? {}, item, holds: conditionOf(Put ?? {}) };
}

type Conditional = Worded & { readonly ConditionExpression?: string | undefined };

function conditionOf(words: Conditional): Write['holds'] {
  const expressions = new Expressions(words);
  const holds = expressions.condition(words.ConditionExpression);
  expressions.close();
  return holds;
}

function cancelled(isBroken: readonly boolean[]): TransactionCanceledException {
  const CancellationReasons = isBroken.map((broken) => ({ Code: broken ? 'ConditionalCheckFailed' : 'None' }));
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${CancellationReasons.map(({ Code }) => Code).join(', ')}]`;
  return new TransactionCanceledException({ message, CancellationReasons, ...DONE });
}
