import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsCommandInput } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type ExecutionStatus,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import {
  SendMessageBatchCommand,
  type SendMessageBatchCommandInput,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { BACKGROUND_CALL_LIMITS, createAwsClients } from '../../adapters/aws/clients.ts';
import { Deadline } from '../../adapters/aws/deadline.ts';
import { type AcceptedEvent, createSendToQueues } from '../../adapters/aws/send-event.ts';
import { planSave } from '../../core/campaign.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { createWave } from '../../core/contracts/wave.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { servicesOver } from '../harness/adapters/aws-services.ts';
import { createRow, followUpOfTarget, message, NOON } from '../harness/adapters/sample.ts';

// What twins cannot show: how services fail.

process.env['AWS_REGION'] = 'eu-west-1';
const clients = createAwsClients(new Deadline(), BACKGROUND_CALL_LIMITS);
const services = servicesOver(clients, RESOURCE_NAMES);
const documents = mockClient(DynamoDBDocumentClient);
const events = mockClient(EventBridgeClient);
const machine = mockClient(SFNClient);
const queues = mockClient(SQSClient);

beforeEach(() => {
  for (const mock of [documents, events, machine, queues]) mock.reset();
});

const failure = { message: 'no', $metadata: {} };
const ann = { userId: 'ann', campaignId: 'reminder' };
const wave = createWave('reminder', 1, NOON + MINUTE);

describe('a row', () => {
  test('a row is not written if another write came first', async () => {
    documents.on(PutCommand).rejects(new ConditionalCheckFailedException(failure));
    expect(await services.rows.write(ann, createRow('late', 2))).toBe(false);
  });

  test('a row that DynamoDB has no capacity for is not taken for one that another caller wrote', async () => {
    documents.on(PutCommand).rejects(new ProvisionedThroughputExceededException(failure));
    await expect(services.rows.write(ann, createRow('late', 2))).rejects.toThrow(
      ProvisionedThroughputExceededException,
    );
  });
});

describe('the lease of applies', () => {
  test.each([ConditionalCheckFailedException, TransactionConflictException])(
    'a lease that an act changes at the same time is read again after a $name (R55)',
    async (failed) => {
      documents.on(PutCommand).rejects(new failed(failure));
      expect(await services.applyLease.write({ rev: 2 })).toBe(false);
    },
  );

  test('a lease that DynamoDB has no capacity for is not taken for one that another caller changed', async () => {
    documents.on(PutCommand).rejects(new ProvisionedThroughputExceededException(failure));
    await expect(services.applyLease.write({ rev: 2 })).rejects.toThrow(ProvisionedThroughputExceededException);
  });
});

describe('an act on a campaign', () => {
  const draft = planSave(undefined, followUpOfTarget('reminder', 'welcome'), { now: NOON, by: 'owner' });
  if (!('campaign' in draft)) throw new Error('save: refused');
  const cancelled = (...codes: readonly string[]) =>
    new TransactionCanceledException({ ...failure, CancellationReasons: codes.map((Code) => ({ Code })) });

  test.each(['ConditionalCheckFailed', 'TransactionConflict'])(
    'an act on a campaign is planned again after a %s',
    async (code) => {
      documents.on(TransactWriteCommand).rejects(cancelled('None', code));
      expect(await services.campaigns.write(draft)).toBe(false);
    },
  );

  test.each(['ValidationError', 'ThrottlingError', 'ItemCollectionSizeLimitExceeded'])(
    'an act on a campaign fails with a %s: no other caller was first',
    async (code) => {
      documents.on(TransactWriteCommand).rejects(cancelled(code, 'None'));
      await expect(services.campaigns.write(draft)).rejects.toThrow(TransactionCanceledException);
    },
  );
});

describe('messages put on the bus', () => {
  const taken = (id: string) => ({ EventId: id });
  const throttled = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
  const dispatchesIn = ({ Entries = [] }: PutEventsCommandInput) =>
    Entries.map(({ Detail = '' }) => JSON.parse(Detail).dispatchId);
  const asked = () => events.commandCalls(PutEventsCommand).map(({ args: [{ input }] }) => dispatchesIn(input));
  const send = (...ids: readonly string[]) => Promise.allSettled(ids.map((id) => services.outbox.send(message(id))));
  const became = (turns: readonly PromiseSettledResult<unknown>[]) => turns.map(({ status }) => status);

  test('messages that are put on the bus at the same time leave in one call', async () => {
    events.on(PutEventsCommand).resolves({ Entries: ['1', '2', '3'].map(taken) });
    expect(became(await send('a', 'b', 'c'))).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(asked()).toEqual([['a', 'b', 'c']]);
  });

  test('messages that are put on the bus leave in calls of ten', async () => {
    events.on(PutEventsCommand).callsFake(async ({ Entries }: PutEventsCommandInput) => ({
      Entries: Entries?.map((_, index) => taken(String(index))),
    }));
    const ids = Array.from({ length: 23 }, (_, index) => `d${index}`);
    expect(became(await send(...ids))).toEqual(ids.map(() => 'fulfilled'));
    expect(asked().map(({ length }) => length)).toEqual([10, 10, 3]);
  });

  test('messages that the bus did not accept are put again, alone', async () => {
    events
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 2, Entries: [throttled, taken('1'), throttled] })
      .resolvesOnce({ FailedEntryCount: 1, Entries: [taken('2'), throttled] })
      .resolvesOnce({ Entries: [taken('3')] });
    expect(became(await send('a', 'b', 'c'))).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(asked()).toEqual([['a', 'b', 'c'], ['a', 'c'], ['c']]);
  });

  test('a message that the bus never accepts fails alone, without those beside it', async () => {
    events.on(PutEventsCommand).callsFake(async ({ Entries = [] }: PutEventsCommandInput) => ({
      Entries: Entries.map(({ Detail = '' }) => (Detail.includes('"bad"') ? throttled : taken('1'))),
    }));
    const [good, bad, other] = await send('good', 'bad', 'other');
    expect([good?.status, other?.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(bad).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining('ThrottlingException') },
    });
    expect(asked()).toHaveLength(6);
  });

  test('messages that the bus accepted stay accepted when a later call fails', async () => {
    events
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 1, Entries: [taken('1'), throttled] })
      .rejectsOnce(new Error('the network broke'));
    expect(became(await send('a', 'b'))).toEqual(['fulfilled', 'rejected']);
  });

  test('messages that come after a failed call leave with the next', async () => {
    events
      .on(PutEventsCommand)
      .rejectsOnce(new Error('the network broke'))
      .resolves({ Entries: [taken('1')] });
    expect(became([...(await send('a')), ...(await send('b'))])).toEqual(['rejected', 'fulfilled']);
  });
});

describe('counts', () => {
  const keysOf = (input: {
    RequestItems?: Record<string, { Keys?: Record<string, unknown>[] | undefined }> | undefined;
  }) => input.RequestItems?.[RESOURCE_NAMES.enrollments]?.Keys ?? [];
  const one = { pk: 'counts#reminder#0', sk: 'counts', enrolled: 1 };

  test('the counts of a campaign are all read, even if DynamoDB leaves some for later', async () => {
    documents
      .on(BatchGetCommand)
      .callsFakeOnce((input) => ({
        Responses: { [RESOURCE_NAMES.enrollments]: [one] },
        UnprocessedKeys: { [RESOURCE_NAMES.enrollments]: { Keys: keysOf(input).slice(5) } },
      }))
      .resolvesOnce({ Responses: { [RESOURCE_NAMES.enrollments]: [{ ...one, enrolled: 2 }] }, UnprocessedKeys: {} });
    expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 3 });
    const asked = documents.commandCalls(BatchGetCommand).map(({ args: [{ input }] }) => keysOf(input).length);
    expect(asked).toEqual([16, 11]);
  });

  test('a read of counts fails if some of them stay unread', async () => {
    documents.on(BatchGetCommand).callsFake(({ RequestItems }) => ({ Responses: {}, UnprocessedKeys: RequestItems }));
    await expect(services.counts.getByCampaign('reminder')).rejects.toThrow('left unread');
  });

  test('counts that cannot be written do not prevent others from being written', async () => {
    documents.on(UpdateCommand).rejectsOnce(new ProvisionedThroughputExceededException(failure)).resolves({});
    for (const id of ['a', 'b', 'c']) await services.counts.add(id, { enrolled: 1 });
    await expect(services.counts.flush()).rejects.toThrow(ProvisionedThroughputExceededException);
    expect(documents.commandCalls(UpdateCommand)).toHaveLength(3);
    await services.counts.flush();
    expect(documents.commandCalls(UpdateCommand)).toHaveLength(3);
  });
});

describe('a wave whose name is taken', () => {
  const found = (status: ExecutionStatus) => {
    documents.on(GetCommand).resolves({});
    documents.on(PutCommand).resolves({});
    documents.on(UpdateCommand).resolves({});
    machine.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(failure));
    machine.on(DescribeExecutionCommand).resolves({ status });
  };

  test('a wave whose name a running execution has is boarded', async () => {
    const departing = createWave('reminder', 1, NOON + 2 * MINUTE);
    found('RUNNING');
    expect(await services.waves.start(departing)).toBe(true);
    expect(documents.commandCalls(UpdateCommand)).toHaveLength(1);
  });

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    'a wave whose name an execution has that %s is gone',
    async (status) => {
      found(status);
      expect(await services.waves.start(wave)).toBe(false);
      expect(documents.commandCalls(UpdateCommand)).toHaveLength(0);
    },
  );

  test('a wave whose name an execution with a deleted history has is gone', async () => {
    found('RUNNING');
    machine.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist(failure));
    expect(await services.waves.start(wave)).toBe(false);
  });
});

describe('triggers that are forwarded together', () => {
  const bodiesOf = (index: number) =>
    queues.commandCalls(SendMessageBatchCommand)[index]?.args[0].input.Entries?.map(({ MessageBody }) => MessageBody);
  const taken = (Id: string) => ({ Id, MessageId: 'any', MD5OfMessageBody: 'any' });
  const failed = { Id: '1', SenderFault: false, Code: 'InternalError', Message: 'try again' };

  test('triggers that the queue did not accept are put again, without those that were forwarded together with them', async () => {
    queues
      .on(SendMessageBatchCommand)
      .resolvesOnce({ Successful: [taken('0')], Failed: [failed] })
      .resolves({ Successful: [taken('0'), taken('1')] });
    await Promise.all(['one', 'two', 'three'].map((body) => services.triggerQueue.forward(body)));
    expect([bodiesOf(0), bodiesOf(1)]).toEqual([
      ['one', 'two', 'three'],
      ['two', 'three'],
    ]);
  });

  test('a trigger that the queue never accepts fails alone, without those that are forwarded together with it', async () => {
    queues.on(SendMessageBatchCommand).callsFake(({ Entries = [] }: SendMessageBatchCommandInput) => ({
      Successful: Entries.filter(({ MessageBody }) => MessageBody !== 'two').map(({ Id = '' }) => taken(Id)),
      Failed: Entries.filter(({ MessageBody }) => MessageBody === 'two').map(({ Id }) => ({ ...failed, Id })),
    }));
    const turns = await Promise.allSettled(['one', 'two', 'three'].map((body) => services.triggerQueue.forward(body)));
    expect(turns.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(String(turns[1]?.status === 'rejected' && turns[1].reason)).toContain('InternalError: try again');
    expect(queues.commandCalls(SendMessageBatchCommand)).toHaveLength(6);
  });

  test('triggers that are forwarded together all fail if their call fails, after the attempts of the SDK', async () => {
    queues.on(SendMessageBatchCommand).rejects(new Error('the network broke'));
    const turns = await Promise.allSettled(['one', 'two'].map((body) => services.triggerQueue.forward(body)));
    expect(turns.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(queues.commandCalls(SendMessageBatchCommand)).toHaveLength(1);
  });

  test('a forwarded trigger says when it was forwarded, and is otherwise unchanged', async () => {
    queues
      .on(SendMessageBatchCommand)
      .resolves({ Successful: [{ Id: '0', MessageId: 'any', MD5OfMessageBody: 'any' }] });
    await services.triggerQueue.forward('{"a":1}');
    const attributes = { handedOnAt: { DataType: 'Number', StringValue: String(NOON) } };
    expect(queues.commandCalls(SendMessageBatchCommand)[0]?.args[0].input).toEqual({
      QueueUrl: RESOURCE_NAMES.triggerQueueUrl,
      Entries: [{ Id: '0', MessageBody: '{"a":1}', MessageAttributes: attributes }],
    });
  });

  test('triggers that are forwarded together go ten at a time, and fewer if they are large', async () => {
    queues.on(SendMessageBatchCommand).callsFake(({ Entries }: SendMessageBatchCommandInput) => ({
      Successful: Entries?.map(({ Id }) => ({ Id })),
    }));
    const bodies = [...Array.from({ length: 12 }, () => 'small'), 'large'.repeat(50_000), 'large'.repeat(50_000)];
    await Promise.all(bodies.map((body) => services.triggerQueue.forward(body)));
    const sizes = queues.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input.Entries?.length);
    expect(sizes).toEqual([10, 3, 1]);
  });
});

describe('packs of events over HTTP', () => {
  const send = () =>
    createSendToQueues({
      queues: clients.queues,
      eventsQueueUrl: 'events-queue',
      profilesQueueUrl: 'profiles-queue',
      clock: { now: () => NOON },
    });
  const event = (id: number): AcceptedEvent => {
    const detail = JSON.stringify({ id: `event ${id}` });
    return { source: 'shop', detailType: 'User Behavior', detail, isOverLimit: false };
  };
  const refuseSecond = ({ Entries = [] }: SendMessageBatchCommandInput) => {
    const isSecond = ({ MessageBody = '' }) => MessageBody.includes('"event 25"');
    const failed = { SenderFault: false, Code: 'InternalError', Message: 'try again' };
    return {
      Successful: Entries.filter((each) => !isSecond(each)).map(({ Id = '' }) => ({
        Id,
        MessageId: 'any',
        MD5OfMessageBody: 'any',
      })),
      Failed: Entries.filter(isSecond).map(({ Id }) => ({ ...failed, Id })),
    };
  };

  test('a pack of events over HTTP that the queue does not accept is sent again, alone', async () => {
    let calls = 0;
    queues.on(SendMessageBatchCommand).callsFake((input: SendMessageBatchCommandInput) => {
      calls += 1;
      return calls === 1 ? refuseSecond(input) : { Successful: input.Entries?.map(({ Id }) => ({ Id })) };
    });
    const put = send();
    await Promise.all(Array.from({ length: 60 }, (_, id) => put(event(id))));
    const sent = queues.commandCalls(SendMessageBatchCommand).map(({ args: [{ input }] }) => input.Entries ?? []);
    expect(sent.map(({ length }) => length)).toEqual([3, 1]);
    expect(sent[1]?.[0]?.MessageBody).toBe(sent[0]?.[1]?.MessageBody);
  });

  test('a pack of events over HTTP that the queue never accepts fails its own events, and none of another pack', async () => {
    queues.on(SendMessageBatchCommand).callsFake(refuseSecond);
    const put = send();
    const results = await Promise.allSettled(Array.from({ length: 60 }, (_, id) => put(event(id))));
    const failed = results.flatMap(({ status }, id) => (status === 'rejected' ? [id] : []));
    expect(failed).toEqual(Array.from({ length: 25 }, (_, index) => 25 + index));
  });
});

describe('a refused event', () => {
  const refused = { code: 'MalformedEntry', message: 'no', at: NOON, entry: { odd: '\ufffe\uffff' } } as const;

  test('a refused event whose queue does not answer is kept, and comes again under the same id', async () => {
    documents.on(PutCommand).resolves({});
    queues.on(SendMessageCommand).rejectsOnce(new Error('the network broke')).resolves({});
    await expect(services.refusals.add(refused, { id: 'message-1', since: NOON })).rejects.toThrow('the network broke');
    await services.refusals.add(refused, { id: 'message-1', since: NOON });
    const [first, second] = documents.commandCalls(PutCommand).map(({ args: [{ input }] }) => input.Item);
    expect(second).toEqual(first);
  });
});
