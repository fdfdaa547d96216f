import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  DeleteCommand,
  type DeleteCommandOutput,
  GetCommand,
  type GetCommandOutput,
  PutCommand,
  type PutCommandOutput,
  QueryCommand,
  type QueryCommandOutput,
  ScanCommand,
  type ScanCommandOutput,
  TransactWriteCommand,
  type TransactWriteCommandOutput,
  UpdateCommand,
  type UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { DocumentsClient } from '../../adapters/aws/client-interfaces.ts';
import type { Item } from './dynamodb-items.ts';
import { batchGetItem, getItem, query, scan, type TableOf } from './dynamodb-reads.ts';
import { StandInTable, type TableShape } from './dynamodb-table.ts';
import { deleteItem, putItem, transactWriteItems, updateItem } from './dynamodb-writes.ts';
import { type Around, straight, type Tally } from './tally.ts';

type Asked =
  | GetCommand
  | PutCommand
  | UpdateCommand
  | DeleteCommand
  | QueryCommand
  | ScanCommand
  | BatchGetCommand
  | TransactWriteCommand;
type Answer =
  | GetCommandOutput
  | PutCommandOutput
  | UpdateCommandOutput
  | DeleteCommandOutput
  | QueryCommandOutput
  | ScanCommandOutput
  | BatchGetCommandOutput
  | TransactWriteCommandOutput;

/** An in-memory DynamoDB with the features that the adapters use; it throws on any other. */
export class StandInDynamoDB {
  readonly #tables: ReadonlyMap<string, StandInTable>;
  readonly #tableOf: TableOf;
  /** The tokens of the transactions that took effect. */
  readonly #tokens = new Map<string, string>();

  constructor(shapes: readonly TableShape[], tally: Tally) {
    this.#tables = new Map(shapes.map((shape) => [shape.name, new StandInTable(shape, tally)]));
    this.#tableOf = (operation, name = '') => {
      const table = this.#tables.get(name);
      if (table === undefined)
        throw new ResourceNotFoundException({ message: 'Requested resource not found', $metadata: {} });
      tally.add(`DynamoDB ${operation} ${name}`);
      return table;
    };
  }

  /** Creates a client of it. */
  client(around: Around = straight): DocumentsClient {
    return new StandInDocuments((command) => around(nameOf(command), () => this.#answer(command)));
  }

  /** Returns the items of every table, by the name of the table. */
  content(): ReadonlyMap<string, readonly Item[]> {
    return new Map([...this.#tables].map(([name, table]) => [name, [...table.items()]]));
  }

  #answer(command: Asked): Answer {
    if (command instanceof GetCommand) return getItem(command, this.#tableOf);
    if (command instanceof PutCommand) return putItem(command, this.#tableOf);
    if (command instanceof UpdateCommand) return updateItem(command, this.#tableOf);
    if (command instanceof DeleteCommand) return deleteItem(command, this.#tableOf);
    if (command instanceof QueryCommand) return query(command, this.#tableOf);
    if (command instanceof ScanCommand) return scan(command, this.#tableOf);
    if (command instanceof BatchGetCommand) return batchGetItem(command, this.#tableOf);
    return transactWriteItems(command, this.#tableOf, this.#tokens);
  }
}

class StandInDocuments implements DocumentsClient {
  readonly #ask: (command: Asked) => Promise<Answer>;

  constructor(ask: (command: Asked) => Promise<Answer>) {
    this.#ask = ask;
  }

  send(command: GetCommand): Promise<GetCommandOutput>;
  send(command: PutCommand): Promise<PutCommandOutput>;
  send(command: UpdateCommand): Promise<UpdateCommandOutput>;
  send(command: DeleteCommand): Promise<DeleteCommandOutput>;
  send(command: QueryCommand): Promise<QueryCommandOutput>;
  send(command: ScanCommand): Promise<ScanCommandOutput>;
  send(command: BatchGetCommand): Promise<BatchGetCommandOutput>;
  send(command: TransactWriteCommand): Promise<TransactWriteCommandOutput>;
  send(command: Asked): Promise<Answer> {
    return this.#ask(command);
  }
}

/** Describes a request for a trace: `Put enrollments user#ann row#reminder`. */
function nameOf(command: Asked): string {
  if (command instanceof QueryCommand) {
    const { TableName, IndexName, ExpressionAttributeValues = {} } = command.input;
    return `Query ${TableName} ${IndexName ?? ExpressionAttributeValues[':p']}`;
  }
  if (command instanceof ScanCommand) return `Scan ${command.input.TableName} ${command.input.Segment}`;
  if (command instanceof BatchGetCommand) return `BatchGet ${Object.keys(command.input.RequestItems ?? {}).join(' ')}`;
  if (command instanceof TransactWriteCommand) {
    const writes = command.input.TransactItems?.map(({ Put, Update, Delete }) => {
      if (Put !== undefined) return `Put ${Put.TableName}`;
      return Update === undefined ? `Delete ${Delete?.TableName}` : `Update ${Update.TableName}`;
    });
    return `TransactWrite ${[...new Set(writes)].join(', ')}`;
  }
  const { TableName = '', Key, Item } = { Key: undefined, Item: undefined, ...command.input };
  const { pk = '', sk = '' } = Key ?? Item ?? {};
  return `${command.constructor.name.replace(/Command$/, '')} ${TableName} ${pk} ${sk}`.trimEnd();
}
