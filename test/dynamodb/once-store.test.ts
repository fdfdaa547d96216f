import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, vi } from 'vitest';
import { createOnceStore } from '../../consumer/once-store.ts';
import { ONCE_ATTRIBUTES } from '../../core/contracts/consumer-environment.ts';
import { onceContract } from '../consumer/once-contract.ts';

const TABLE = 'sent';

beforeAll(async () => {
  // The store creates its client itself, from the environment of its Lambda function.
  vi.stubEnv('AWS_ENDPOINT_URL', process.env['DYNAMODB_ENDPOINT'] ?? '');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  const database = new DynamoDBClient({});
  await database.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: ONCE_ATTRIBUTES.id, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: ONCE_ATTRIBUTES.id, KeyType: 'HASH' }],
    }),
  );
  database.destroy();
});

onceContract('DynamoDB Local', () => createOnceStore(TABLE));
