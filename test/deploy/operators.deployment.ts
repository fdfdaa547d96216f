import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test, vi } from 'vitest';
import { MAX_WAIT, openDeploymentTest } from './deployment-test.ts';

const here = openDeploymentTest();
const machines = new SFNClient();

describe('a wave', () => {
  const executionOf = async (id: string) => {
    const command = new ListExecutionsCommand({
      stateMachineArn: here.installation.outputs.WaveMachineArn,
      statusFilter: 'RUNNING',
    });
    const { executions = [] } = await machines.send(command);
    return executions.find(({ name }) => name?.startsWith(`${id}.`))?.executionArn;
  };

  test('a wave that an operator aborts cancels its enrollments with that reason', async () => {
    const id = await here.published('aborted', { delay: '60 seconds' });
    await here.producer.put([here.interaction('passenger', 'aborted')]);
    await here.eventually('passenger', ['enrolled']);
    const executionArn = await vi.waitFor(
      async () => (await executionOf(id)) ?? expect.unreachable('no wave'),
      MAX_WAIT,
    );
    await machines.send(new StopExecutionCommand({ executionArn }));
    await here.eventually('passenger', ['enrolled', 'cancelled wave-aborted']);
  });

  test('a wave whose dispatch fails is retried, and sends its messages when dispatch works again', async () => {
    const id = await here.published('fails', { delay: '20 seconds' });
    await here.producer.put([here.interaction('survivor', 'fails')]);
    await here.eventually('survivor', ['enrolled']);
    const executionArn = await vi.waitFor(
      async () => (await executionOf(id)) ?? expect.unreachable('no wave'),
      MAX_WAIT,
    );
    const restore = await withoutPublishedVersion(id);
    await vi.waitFor(async () => {
      const { events = [] } = await machines.send(new GetExecutionHistoryCommand({ executionArn }));
      expect(events.map(({ type }) => type)).toContain('TaskFailed');
    }, MAX_WAIT);
    expect(here.messagesTo('survivor')).toEqual([]);
    await restore();
    await here.inbox.waitForMessage(here.own('survivor'));
    await here.eventually('survivor', ['enrolled', 'dispatched']);
  });

  /** Removes what dispatch reads of a campaign from its table, as a fault would; returns a function that restores it. */
  async function withoutPublishedVersion(id: string): Promise<() => Promise<unknown>> {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
    const { Table } = await tableWith(documents, `campaign#${id}`);
    const scan = new ScanCommand({
      TableName: Table,
      FilterExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': `campaign#${id}` },
    });
    const item = (await documents.send(scan)).Items?.find(({ sk }) => String(sk).startsWith('published#'));
    if (item === undefined) throw new Error(`${id}: expected a published version`);
    await documents.send(new DeleteCommand({ TableName: Table, Key: { pk: item['pk'], sk: item['sk'] } }));
    return () => documents.send(new PutCommand({ TableName: Table, Item: item }));
  }

  async function tableWith(documents: DynamoDBDocumentClient, pk: string): Promise<{ Table: string }> {
    const { ListTablesCommand } = await import('@aws-sdk/client-dynamodb');
    const { TableNames = [] } = await new DynamoDBClient().send(new ListTablesCommand());
    for (const Table of TableNames) {
      const scan = new ScanCommand({
        TableName: Table,
        FilterExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      });
      if (((await documents.send(scan)).Items ?? []).length > 0) return { Table };
    }
    throw new Error(`${pk}: expected in a table`);
  }
});
