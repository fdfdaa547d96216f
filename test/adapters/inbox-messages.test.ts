import { afterAll, describe, expect, test } from 'vitest';
import { createAwsInboxMessages } from '../../adapters/aws/inbox-messages.ts';
import { Table } from '../../adapters/aws/table.ts';
import { createMemoryInboxMessages } from '../../adapters/memory/inbox-messages.ts';
import { createSqliteInboxMessages } from '../../adapters/sqlite/inbox-messages.ts';
import { createSqliteRetention } from '../../adapters/sqlite/retention.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { StandInDynamoDB } from '../doubles/dynamodb.ts';
import { Tally } from '../doubles/tally.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { inboxMessage } from '../harness/adapters/sample-inbox.ts';
import { testInboxMessages } from './contract/inbox-messages.ts';

const clock = { now: () => NOON };
const log = { warn: () => undefined, logDecisions: () => undefined };

describe('in memory, without a store', () => {
  const messages = createMemoryInboxMessages(clock);
  testInboxMessages(() => messages);
});

describe('local, in memory', () => {
  const store = new SqliteStore(':memory:');
  const messages = createSqliteInboxMessages(store, clock, log);
  afterAll(() => store.close());
  testInboxMessages(() => messages);

  test('a message in an inbox is deleted from the store when it has expired, and not before (R89)', async () => {
    const message = inboxMessage('ann');
    await messages.put(message);
    const retention = createSqliteRetention(store);
    retention.deleteExpired(message.expiresAt - 1);
    expect(await messages.get('ann', message.id)).toEqual(message);
    retention.deleteExpired(message.expiresAt);
    expect(await messages.get('ann', message.id)).toBeUndefined();
  });

  test('a store holds no more than a hundred messages of a user (R89)', async () => {
    for (let index = 0; index < 120; index += 1)
      await messages.put(inboxMessage('bob', { dispatchId: `d${index}`, createdAt: NOON + index }));
    expect(store.get("SELECT count(*) AS count FROM inbox_messages WHERE user_id = 'bob'")).toEqual({ count: 100 });
  });

  test('a message that cannot be read is left out of the list, and hides no other', async () => {
    const [one, other] = [inboxMessage('eve'), inboxMessage('eve', { dispatchId: 'd2' })];
    for (const each of [one, other]) await messages.put(each);
    store.run("UPDATE inbox_messages SET body = '{}' WHERE user_id = 'eve' AND id = ?", one.id);
    expect((await messages.list('eve')).items).toEqual([other]);
    await expect(messages.get('eve', one.id)).rejects.toThrow('inbox_messages eve');
  });
});

describe('aws, over a stand-in of DynamoDB', () => {
  const dynamodb = new StandInDynamoDB([{ name: 'deliveries', indexes: [] }], new Tally());
  const table = new Table(dynamodb.client(), 'deliveries');
  const messages = createAwsInboxMessages(table, clock);
  testInboxMessages(() => messages);

  test('a message in an inbox of DynamoDB is removed 30 days after its dispatch (R89)', async () => {
    const message = inboxMessage('ann');
    await messages.put(message);
    const item = await table.get({ pk: 'inbox#ann', sk: message.id });
    expect(item?.['expiresAt']).toBe((NOON + 30 * DAY) / 1000);
  });
});
