import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import type { DocumentsClient } from '../../../adapters/aws/client-interfaces.ts';
import { OPEN_WAVES_INDEX } from '../../../core/contracts/tables.ts';
import { fresh } from './sample.ts';

type Item = Readonly<Record<string, unknown>>;

/** Defines tests of what the adapters assume of DynamoDB, so that the stand-in and DynamoDB itself are held to the same. */
export function dynamodbProbes(name: string, documents: () => DocumentsClient, table: string): void {
  const put = (item: Item, condition: Item = {}) =>
    documents().send(new PutCommand({ TableName: table, Item: { ...item }, ...condition }));
  const get = async (pk: string, sk: string) =>
    (await documents().send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }))).Item;
  const update = (pk: string, sk: string, words: Item) =>
    documents().send(new UpdateCommand({ TableName: table, Key: { pk, sk }, ...words }));
  const query = (pk: string, words: Item = {}) =>
    documents().send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: '#p = :p',
        ExpressionAttributeNames: { '#p': 'pk' },
        ExpressionAttributeValues: { ':p': pk },
        ConsistentRead: true,
        ...words,
      }),
    );
  const ranged = (pk: string, range: string, values: Item) =>
    query(pk, {
      KeyConditionExpression: `#p = :p AND ${range}`,
      ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' },
      ExpressionAttributeValues: { ':p': pk, ...values },
    });
  const sorts = ({ Items = [] }: { readonly Items?: readonly Item[] | undefined }) => Items.map(({ sk }) => sk);
  const filled = async (count: number) => {
    const pk = fresh('filled');
    for (let index = 0; index < count; index++) await put({ pk, sk: `s${index}` });
    return pk;
  };
  const isNew = { ConditionExpression: 'attribute_not_exists(#p)', ExpressionAttributeNames: { '#p': 'pk' } };
  const isThere = { ConditionExpression: 'attribute_exists(#p)', ExpressionAttributeNames: { '#p': 'pk' } };
  const hasRev = (rev: number) => ({
    ConditionExpression: '#rev = :rev',
    ExpressionAttributeNames: { '#rev': 'rev' },
    ExpressionAttributeValues: { ':rev': rev },
  });
  const failed = { name: 'ConditionalCheckFailedException' };
  const invalid = { name: 'ValidationException' };

  describe(`DynamoDB, ${name}`, () => {
    test('a table returns an item as it was put, with bytes and numbers, and without undefined attributes', async () => {
      const item = {
        pk: fresh('item'),
        sk: 's',
        text: 'äöü 🎈',
        empty: '',
        bytes: new Uint8Array([0, 255, 7]),
        number: -1.5,
      };
      await put({ ...item, nothing: undefined });
      expect(await get(item.pk, 's')).toEqual(item);
      expect(await get(item.pk, 'other')).toBeUndefined();
    });

    test('a table puts an item only once where the condition demands that it is new', async () => {
      const pk = fresh('new');
      await put({ pk, sk: 's', rev: 1 }, isNew);
      await expect(put({ pk, sk: 's', rev: 2 }, isNew)).rejects.toMatchObject(failed);
      expect(await get(pk, 's')).toEqual({ pk, sk: 's', rev: 1 });
    });

    test('a condition on an attribute fails where the item or the attribute does not exist', async () => {
      const pk = fresh('missing');
      await expect(put({ pk, sk: 's', rev: 2 }, hasRev(1))).rejects.toMatchObject(failed);
      expect(await get(pk, 's')).toBeUndefined();
      await put({ pk, sk: 's' });
      await expect(put({ pk, sk: 's', rev: 2 }, hasRev(1))).rejects.toMatchObject(failed);
    });

    test('a table replaces the whole item where its rev is the expected one', async () => {
      const pk = fresh('rev');
      await put({ pk, sk: 's', rev: 1, old: 'yes' });
      await expect(put({ pk, sk: 's', rev: 3 }, hasRev(2))).rejects.toMatchObject(failed);
      await put({ pk, sk: 's', rev: 2 }, hasRev(1));
      expect(await get(pk, 's')).toEqual({ pk, sk: 's', rev: 2 });
    });

    test('a table creates an item that an update does not find, unless the condition forbids it', async () => {
      const pk = fresh('made');
      const change = { UpdateExpression: 'SET startedAt = :now', ExpressionAttributeValues: { ':now': 5 } };
      await expect(update(pk, 'one', { ...change, ...isThere })).rejects.toMatchObject(failed);
      expect(await get(pk, 'one')).toBeUndefined();
      await update(pk, 'other', change);
      expect(await get(pk, 'other')).toEqual({ pk, sk: 'other', startedAt: 5 });
    });

    test('a table adds positive and negative numbers to an attribute, from 0 where it does not exist', async () => {
      const pk = fresh('added');
      const add = (one: number, other: number) =>
        update(pk, 's', {
          UpdateExpression: 'ADD #a :a, #b :b',
          ExpressionAttributeNames: { '#a': 'withheld:stale', '#b': 'waiting' },
          ExpressionAttributeValues: { ':a': one, ':b': other },
        });
      await add(1, -2);
      await add(2, -3);
      expect(await get(pk, 's')).toEqual({ pk, sk: 's', 'withheld:stale': 3, waiting: -5 });
    });

    test('a table sets and removes in one update', async () => {
      const pk = fresh('set');
      await put({ pk, sk: 's', openWave: 'open', departure: 1 });
      const change = {
        UpdateExpression: 'SET doneAt = :now REMOVE openWave',
        ExpressionAttributeValues: { ':now': 7 },
      };
      await update(pk, 's', { ...change, ...isThere });
      expect(await get(pk, 's')).toEqual({ pk, sk: 's', departure: 1, doneAt: 7 });
    });

    test('a table orders sort keys by their bytes', async () => {
      const pk = fresh('order');
      const order = ['', '#', '1', '10', '2', 'A', 'B', 'a', 'ü', '\uffee', '🎈'].map((each) => `x${each}`);
      for (const sk of order.toReversed()) await put({ pk, sk });
      expect(sorts(await query(pk))).toEqual(order);
      expect(sorts(await query(pk, { ScanIndexForward: false }))).toEqual(order.toReversed());
    });

    test('a table finds the sort keys that begin with a text, and those of a range, both ends included', async () => {
      const pk = await filled(12);
      expect(sorts(await ranged(pk, 'begins_with(#s, :s)', { ':s': 's1' }))).toEqual(['s1', 's10', 's11']);
      const between = await ranged(pk, '#s BETWEEN :from AND :to', { ':from': 's10', ':to': 's3' });
      expect(sorts(between)).toEqual(['s10', 's11', 's2', 's3']);
      const turned = ranged(pk, '#s BETWEEN :from AND :to', { ':from': 's3', ':to': 's1' });
      await expect(turned).rejects.toMatchObject(invalid);
    });

    test('a table says after a full page that there may be more, even where there is not', async () => {
      const pk = await filled(3);
      const [part, whole, more] = [
        await query(pk, { Limit: 2 }),
        await query(pk, { Limit: 3 }),
        await query(pk, { Limit: 4 }),
      ];
      expect([sorts(part), part.LastEvaluatedKey]).toEqual([['s0', 's1'], { pk, sk: 's1' }]);
      expect([sorts(whole), whole.LastEvaluatedKey]).toEqual([['s0', 's1', 's2'], { pk, sk: 's2' }]);
      expect([sorts(more), more.LastEvaluatedKey]).toEqual([['s0', 's1', 's2'], undefined]);
      const after = await query(pk, { Limit: 3, ExclusiveStartKey: { pk, sk: 's2' } });
      expect([sorts(after), after.LastEvaluatedKey]).toEqual([[], undefined]);
    });

    test('a table continues a query after a key that does not exist, in both directions', async () => {
      const pk = await filled(3);
      const start = { ExclusiveStartKey: { pk, sk: 's1x' } };
      expect(sorts(await query(pk, start))).toEqual(['s2']);
      expect(sorts(await query(pk, { ...start, ScanIndexForward: false }))).toEqual(['s1', 's0']);
      const elsewhere = query(pk, { ExclusiveStartKey: { pk: `${pk}x`, sk: 's1' } });
      await expect(elsewhere).rejects.toMatchObject(invalid);
    });

    test('a table continues a query within a range', async () => {
      const pk = await filled(12);
      const begins = {
        KeyConditionExpression: '#p = :p AND begins_with(#s, :s)',
        ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' },
        ExpressionAttributeValues: { ':p': pk, ':s': 's1' },
      };
      expect(sorts(await query(pk, { ...begins, ExclusiveStartKey: { pk, sk: 's10' } }))).toEqual(['s11']);
    });

    test('a table ends a page after 1 MB', async () => {
      const pk = fresh('large');
      const body = 'x'.repeat(300 * 1024);
      for (const sk of ['a', 'b', 'c', 'd', 'e']) await put({ pk, sk, body });
      const page = await query(pk);
      expect([sorts(page), page.LastEvaluatedKey]).toEqual([['a', 'b', 'c', 'd'], { pk, sk: 'd' }]);
      const rest = await query(pk, { ExclusiveStartKey: page.LastEvaluatedKey });
      expect([sorts(rest), rest.LastEvaluatedKey]).toEqual([['e'], undefined]);
    });

    test('a table lists in an index exactly the items that have both attributes of its key, in the order of numbers', async () => {
      const [pk, is] = [fresh('indexed'), fresh('open')];
      const { indexName, partition, sort } = OPEN_WAVES_INDEX;
      for (const departure of [30, 9, 100]) await put({ pk, sk: `d${departure}`, [partition]: is, [sort]: departure });
      await put({ pk, sk: 'no partition', [sort]: 1 });
      await put({ pk, sk: 'no sort', [partition]: is });
      const until = (end: number) =>
        query(pk, {
          IndexName: indexName,
          KeyConditionExpression: '#p = :p AND #s < :end',
          ExpressionAttributeNames: { '#p': partition, '#s': sort },
          ExpressionAttributeValues: { ':p': is, ':end': end },
          ConsistentRead: undefined,
        });
      expect(sorts(await until(101))).toEqual(['d9', 'd30', 'd100']);
      expect(sorts(await until(100))).toEqual(['d9', 'd30']);
      await update(pk, 'd9', { UpdateExpression: `REMOVE ${partition}` });
      expect(sorts(await until(101))).toEqual(['d30', 'd100']);
    });

    test('a table refuses a key that is empty or too long, and an item that is too large', async () => {
      const pk = fresh('key');
      await expect(put({ pk, sk: '' })).rejects.toMatchObject(invalid);
      await expect(put({ pk: '', sk: 's' })).rejects.toMatchObject(invalid);
      await expect(get(pk, '')).rejects.toMatchObject(invalid);
      await expect(put({ pk, sk: 'x'.repeat(1_025) })).rejects.toMatchObject(invalid);
      await expect(put({ pk: 'x'.repeat(2_049), sk: 's' })).rejects.toMatchObject(invalid);
      await put({ pk: pk.padEnd(2_048, 'x'), sk: 'x'.repeat(1_024) });
      const room = 400 * 1024 - Buffer.byteLength(`pk${pk}sksbody`);
      await put({ pk, sk: 's', body: 'x'.repeat(room) });
      await expect(put({ pk, sk: 's', body: 'x'.repeat(room + 1) })).rejects.toMatchObject(invalid);
    });

    test('a table refuses names and values that no expression uses, and a page of 0 items', async () => {
      const pk = fresh('words');
      const unused = { ExpressionAttributeNames: { '#p': 'pk', '#rev': 'rev' } };
      await expect(put({ pk, sk: 's' }, { ...isNew, ...unused })).rejects.toMatchObject(invalid);
      await expect(query(pk, unused)).rejects.toMatchObject(invalid);
      await expect(query(pk, { Limit: 0 })).rejects.toMatchObject(invalid);
    });

    test('a table reads up to 100 different items in one request, and leaves out those that do not exist', async () => {
      const pk = await filled(3);
      const batch = (sks: readonly string[]) =>
        documents().send(new BatchGetCommand({ RequestItems: { [table]: { Keys: sks.map((sk) => ({ pk, sk })) } } }));
      const { Responses = {}, UnprocessedKeys } = await batch(['s2', 'none', 's0']);
      expect([sorts({ Items: Responses[table] ?? [] }).toSorted(), UnprocessedKeys]).toEqual([['s0', 's2'], {}]);
      await expect(batch(['s1', 's1'])).rejects.toMatchObject(invalid);
      await expect(batch(Array.from({ length: 101 }, (_, index) => `n${index}`))).rejects.toMatchObject(invalid);
    });

    describe('in a transaction', () => {
      const transact = (...writes: readonly Item[]) =>
        documents().send(new TransactWriteCommand({ TransactItems: writes.map((each) => ({ ...each })) }));
      const putting = (item: Item, condition: Item = {}) => ({ Put: { TableName: table, Item: item, ...condition } });
      const deleting = (pk: string, sk: string) => ({ Delete: { TableName: table, Key: { pk, sk } } });

      test('a transaction makes all writes and deletions, of items that exist and of items that do not', async () => {
        const pk = await filled(2);
        await transact(
          putting({ pk, sk: 's1', rev: 1 }),
          putting({ pk, sk: 'n' }, isNew),
          deleting(pk, 's0'),
          deleting(pk, 'no'),
        );
        expect((await query(pk)).Items).toEqual([
          { pk, sk: 'n' },
          { pk, sk: 's1', rev: 1 },
        ]);
      });

      test('a transaction writes nothing where a condition fails, and names that condition', async () => {
        const pk = await filled(2);
        const writes = transact(
          putting({ pk, sk: 'n' }),
          putting({ pk, sk: 's0' }, isNew),
          putting({ pk, sk: 's1', rev: 2 }, hasRev(1)),
        );
        await expect(writes).rejects.toMatchObject({
          name: 'TransactionCanceledException',
          CancellationReasons: [
            { Code: 'None' },
            { Code: 'ConditionalCheckFailed' },
            { Code: 'ConditionalCheckFailed' },
          ],
        });
        expect(sorts(await query(pk))).toEqual(['s0', 's1']);
      });

      test('a transaction accepts each item only once, and at most 100 items', async () => {
        const pk = fresh('many');
        await expect(transact(putting({ pk, sk: 's' }), deleting(pk, 's'))).rejects.toMatchObject(invalid);
        const many = (count: number) => Array.from({ length: count }, (_, index) => putting({ pk, sk: `s${index}` }));
        await transact(...many(100));
        await expect(transact(...many(101))).rejects.toMatchObject(invalid);
        expect((await query(pk)).Items).toHaveLength(100);
      });
    });
  });
}
