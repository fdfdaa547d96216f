import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { defineConsumer, onceFor, PermanentError } from '../../consumer/consumer.ts';
import { CONSUMER_ENVIRONMENT } from '../../core/contracts/consumer-environment.ts';

const sqs = mockClient(SQSClient);
const dynamodb = mockClient(DynamoDBClient);

beforeEach(() => {
  sqs.reset();
  dynamodb.reset();
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv(CONSUMER_ENVIRONMENT.queue, 'https://sqs/messages');
  vi.stubEnv(CONSUMER_ENVIRONMENT.deadLetters, 'https://sqs/dead-letters');
  vi.stubEnv(CONSUMER_ENVIRONMENT.table, 'sent');
  vi.stubEnv(CONSUMER_ENVIRONMENT.retryForMs, '3600000');
  vi.stubEnv(CONSUMER_ENVIRONMENT.maxDelayMs, '900000');
  vi.stubEnv(CONSUMER_ENVIRONMENT.leaseMs, '31000');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const detail = {
  ...{ dispatchId: 'd1', campaignId: 'resend', version: 1, userId: 'ada', messages: [], trigger: {} },
  ...{ dueAt: '2026-12-01T11:00:00.000Z', dispatchedAt: '2026-12-01T11:00:00.000Z' },
};
const body = JSON.stringify({ source: 'campaign-connector', 'detail-type': 'Message Dispatched', detail });
const event = {
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'handle',
      body,
      attributes: { SentTimestamp: String(Date.now()), ApproximateReceiveCount: '1' },
    },
  ],
};

describe('a Lambda function with a consumer', () => {
  test('a Lambda function with a consumer hides a message that failed for a few seconds', async () => {
    const handler = defineConsumer(() => Promise.reject(new Error('503')));
    expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    const [call] = sqs.commandCalls(ChangeMessageVisibilityCommand);
    expect(call?.args[0].input).toMatchObject({ QueueUrl: 'https://sqs/messages', ReceiptHandle: 'handle' });
    expect(call?.args[0].input.VisibilityTimeout).toBeGreaterThanOrEqual(3);
    expect(call?.args[0].input.VisibilityTimeout).toBeLessThanOrEqual(5);
  });

  test('a Lambda function with a consumer writes the reason of a dead letter into its attributes, in characters that SQS takes', async () => {
    const handler = defineConsumer(() => Promise.reject(new PermanentError(`bell \u0007, ${'x'.repeat(2_000)}`)));
    expect(await handler(event)).toEqual({ batchItemFailures: [] });
    const [call] = sqs.commandCalls(SendMessageCommand);
    expect(call?.args[0].input).toEqual({
      QueueUrl: 'https://sqs/dead-letters',
      MessageBody: body,
      MessageAttributes: {
        ERROR_CODE: { DataType: 'String', StringValue: 'PERMANENT_ERROR' },
        ERROR_MESSAGE: { DataType: 'String', StringValue: expect.stringMatching(/^PermanentError: bell \?, x{970,}$/) },
      },
    });
  });

  test('a Lambda function with a consumer calls no service for a message that it has sent', async () => {
    expect(await defineConsumer(async () => undefined)(event)).toEqual({ batchItemFailures: [] });
    expect([sqs.calls(), dynamodb.calls()]).toEqual([[], []]);
  });

  test('a Lambda function with a consumer drops a message whose id the table has as done', async () => {
    const done = { message: 'no', $metadata: {}, Item: { id: { S: 'd1' } } };
    dynamodb.on(PutItemCommand).rejects(new ConditionalCheckFailedException(done));
    const sent: string[] = [];
    await defineConsumer(({ dispatchId }) => onceFor(dispatchId, async () => sent.push(dispatchId)))(event);
    expect(sent).toEqual([]);
  });

  test('a Lambda function with a consumer claims the id before the work, and marks it as done after, for thirty days', async () => {
    const order: string[] = [];
    dynamodb.on(PutItemCommand).callsFake(({ Item }) => order.push(Item.claim === undefined ? 'done' : 'claimed'));
    await defineConsumer(({ dispatchId }) => onceFor(dispatchId, async () => order.push('sent')))(event);
    expect(order).toEqual(['claimed', 'sent', 'done']);
    const expiry = dynamodb
      .commandCalls(PutItemCommand)
      .map(({ args }) => Number(args[0].input.Item?.['expiresAt']?.N));
    for (const seconds of expiry) expect(seconds / 86_400 - Date.now() / 86_400_000).toBeCloseTo(30, 2);
  });
});
