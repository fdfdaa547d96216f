import { hash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { ChangeMessageVisibilityCommand, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  BatchGetCommand,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { AwsClients } from '../../adapters/aws/client-interfaces.ts';
import { SENDER_SECRETS } from '../harness/lib/sender-environment.ts';
import type { Item } from './dynamodb-items.ts';

/** The token of Braze Currents, as the stand-in of its secret has it. */
export const CURRENTS_TOKEN = 'token of the test';

/** The path at which a webhook is received. */
export const WEBHOOK_PATH = '/webhook';

/** Stand-ins that another process reaches over HTTP with the AWS SDK. */
export interface Served {
  readonly url: string;
  close(): void;
}

/** Serves stand-ins on loopback. Refusals are answered as AWS does; an unsupported request is refused, too. */
export async function served(clients: AwsClients): Promise<Served> {
  const server = createServer(async (request, response) => {
    const asked = request.headers['x-amz-target']?.toString().split('.').at(-1) ?? request.url ?? '';
    const [status, answer] = await answered(asked, await text(request), clients).then(
      (told) => [200, told] as const,
      (error: Error) => [400, { __type: error.name, message: error.message }] as const,
    );
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('loopback: expected a port');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${address.port}`, close };
}

async function answered(asked: string, body: string, clients: AwsClients): Promise<object> {
  const input = JSON.parse(body || '{}', (_, value) => read(value));
  switch (asked) {
    case 'GetItem': {
      const { Item } = await clients.documents.send(new GetCommand(input));
      return Item === undefined ? {} : { Item: written(Item) };
    }
    case 'BatchGetItem': {
      const { Responses = {} } = await clients.documents.send(new BatchGetCommand(input));
      const tables = Object.entries(Responses).map(([table, items]) => [table, items.map(written)]);
      return { Responses: Object.fromEntries(tables), UnprocessedKeys: {} };
    }
    case 'Query': {
      const { Items = [], LastEvaluatedKey } = await clients.documents.send(new QueryCommand(input));
      return { Items: Items.map(written), ...(LastEvaluatedKey && { LastEvaluatedKey: written(LastEvaluatedKey) }) };
    }
    case 'PutItem':
      return clients.documents.send(new PutCommand(input));
    case 'DeleteItem':
      return clients.documents.send(new DeleteCommand(input));
    case 'UpdateItem':
      return clients.documents.send(new UpdateCommand(input));
    case 'StartExecution':
      return { ...(await clients.executions.startExecution(input)), startDate: 0 };
    case 'DescribeExecution':
      return { ...(await clients.executions.describeExecution(input)), startDate: 0 };
    case 'GetSecretValue':
      return { ARN: input.SecretId, Name: 'any', SecretString: SENDER_SECRETS[input.SecretId] ?? CURRENTS_TOKEN };
    case '/v2/email/account':
      return { SendQuota: { MaxSendRate: 14 } };
    case '/v2/email/outbound-emails':
      return { MessageId: 'id of the provider' };
    case WEBHOOK_PATH:
      return {};
    case 'PutEvents':
      return clients.events.putEvents(input);
    case 'SendMessage': {
      const told = await clients.queues.send(new SendMessageCommand(toQueue(input)));
      return { ...told, MD5OfMessageBody: hash('md5', input.MessageBody) };
    }
    case 'ChangeMessageVisibility':
      return clients.queues.send(new ChangeMessageVisibilityCommand(toQueue(input)));
    case 'SendMessageBatch': {
      const command = new SendMessageBatchCommand(toQueue(input));
      const told = await clients.queues.send(command);
      const md5 = (id: unknown) =>
        hash('md5', command.input.Entries?.find(({ Id }) => Id === id)?.MessageBody ?? 'nothing');
      return { ...told, Successful: told.Successful?.map((each) => ({ ...each, MD5OfMessageBody: md5(each.Id) })) };
    }
    default:
      throw new Error(`stand-in: knows nothing of ${asked}`);
  }
}

/** Replaces the URL of a queue by its last part, by which the stand-in finds the queue. */
function toQueue<Input extends { readonly QueueUrl?: string }>(input: Input): Input {
  return { ...input, QueueUrl: input.QueueUrl?.split('/').at(-1) };
}

/** Converts an attribute's value to that of the document client; returns anything else unchanged. */
function read(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[kind, inner] = [], another] = Object.entries(value);
  if (another !== undefined || typeof inner !== 'string') return value;
  switch (kind) {
    case 'S':
      return inner;
    case 'N':
      return Number(inner);
    case 'B':
      return Buffer.from(inner, 'base64');
    default:
      return value;
  }
}

/** Converts an item to the form that DynamoDB answers with. */
function written(item: Item): object {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: unknown): object {
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  return typeof value === 'number' ? { N: String(value) } : { S: String(value) };
}
