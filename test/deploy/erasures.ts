import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createErasureKey } from '../../adapters/aws/keys.ts';
import { CONNECTOR } from './deployment.ts';

/**
 * Starts the second sweep of an erasure, which would come after a quarter of an hour: moves its instant into the past, and puts
 * the user into the queue of erasures again. The message that is held back until then finds the erasure done.
 */
export async function skipPause(userId: string): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient());
  const { TableNames = [] } = await documents.send(new ListTablesCommand());
  const TableName = TableNames.find((name) => name.startsWith(`${CONNECTOR}-data-`) && name.includes('Profiles'));
  const { Item } = await documents.send(new GetCommand({ TableName, Key: createErasureKey(userId) }));
  const erasure = JSON.parse(String(Item?.['body']));
  const body = JSON.stringify({ ...erasure, secondSweepAt: Date.now() - 1_000 });
  await documents.send(new PutCommand({ TableName, Item: { ...Item, body } }));
  const sqs = new SQSClient();
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: `${CONNECTOR}-` }));
  // Not that of the dead letters, whose name is cut within these words.
  const QueueUrl = QueueUrls.find((url) => /ErasuresEraseUserQueue[0-9A-F]{8}-/.test(url));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify({ userId }) }));
}
