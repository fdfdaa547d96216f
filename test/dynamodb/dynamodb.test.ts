import {
  type AttributeDefinition,
  CreateTableCommand,
  DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { createAwsInboxMessages } from '../../adapters/aws/inbox-messages.ts';
import { Table } from '../../adapters/aws/table.ts';
import { KEY_ATTRIBUTES } from '../../core/contracts/tables.ts';
import { testInboxMessages } from '../adapters/contract/inbox-messages.ts';
import { adapterContract } from '../adapters/contract.ts';
import { RESOURCE_NAMES, standIns, tablesAt } from '../doubles/aws.ts';
import type { IndexShape, TableShape } from '../doubles/dynamodb-table.ts';
import { received, reported, servicesOver } from '../harness/adapters/aws-services.ts';
import { dynamodbProbes } from '../harness/adapters/dynamodb-probes.ts';
import { NOON } from '../harness/adapters/sample.ts';

const database = new DynamoDBClient({
  endpoint: process.env['DYNAMODB_ENDPOINT'] ?? '',
  region: 'eu-west-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
});
const documents = DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } });

beforeAll(async () => {
  for (const shape of tablesAt(RESOURCE_NAMES)) await database.send(new CreateTableCommand(creating(shape)));
});
afterAll(() => database.destroy());

const { clients, eventBridge, stepFunctions } = standIns();
adapterContract('aws, over DynamoDB Local', async () => ({
  services: servicesOver({ ...clients(), documents }, RESOURCE_NAMES),
  sent: async () => received(eventBridge.entries),
  reported: async () => reported(eventBridge.entries),
  endExecution: ({ name }) => stepFunctions.end(name, 'SUCCEEDED'),
  close: async () => undefined,
}));
testInboxMessages(() => createAwsInboxMessages(new Table(documents, RESOURCE_NAMES.enrollments), { now: () => NOON }));
dynamodbProbes('AWS its own, local', () => documents, RESOURCE_NAMES.enrollments);

function creating({ name, indexes }: TableShape) {
  const AttributeDefinitions: AttributeDefinition[] = [
    { AttributeName: KEY_ATTRIBUTES.partition, AttributeType: 'S' },
    { AttributeName: KEY_ATTRIBUTES.sort, AttributeType: 'S' },
    ...indexes.flatMap(({ partition, sort }): AttributeDefinition[] => [
      { AttributeName: partition, AttributeType: 'S' },
      { AttributeName: sort, AttributeType: 'N' },
    ]),
  ];
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions,
    KeySchema: keyed(KEY_ATTRIBUTES),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes.map(indexed) }),
  };
}

function indexed({ indexName, ...key }: IndexShape): GlobalSecondaryIndex {
  return { IndexName: indexName, KeySchema: keyed(key), Projection: { ProjectionType: 'ALL' } };
}

function keyed({ partition, sort }: { readonly partition: string; readonly sort: string }): KeySchemaElement[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}
