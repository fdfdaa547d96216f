import type { PutEventsRequest, PutEventsResponse } from '@aws-sdk/client-eventbridge';
import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  ListExecutionsInput,
  ListExecutionsOutput,
  StartExecutionInput,
  StartExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from '@aws-sdk/client-sfn';
import type {
  ChangeMessageVisibilityCommand,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageBatchCommand,
  DeleteMessageBatchCommandOutput,
  GetQueueAttributesCommand,
  GetQueueAttributesCommandOutput,
  ReceiveMessageCommand,
  ReceiveMessageCommandOutput,
  SendMessageBatchCommand,
  SendMessageBatchCommandOutput,
  SendMessageCommand,
  SendMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import type {
  BatchGetCommand,
  BatchGetCommandOutput,
  DeleteCommand,
  DeleteCommandOutput,
  GetCommand,
  GetCommandOutput,
  PutCommand,
  PutCommandOutput,
  QueryCommand,
  QueryCommandOutput,
  ScanCommand,
  ScanCommandOutput,
  TransactWriteCommand,
  TransactWriteCommandOutput,
  UpdateCommand,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';

/** The calls of DynamoDB that are used. Only a recount of statistics scans. */
export interface DocumentsClient {
  send(command: GetCommand): Promise<GetCommandOutput>;
  send(command: PutCommand): Promise<PutCommandOutput>;
  send(command: UpdateCommand): Promise<UpdateCommandOutput>;
  send(command: DeleteCommand): Promise<DeleteCommandOutput>;
  send(command: QueryCommand): Promise<QueryCommandOutput>;
  send(command: ScanCommand): Promise<ScanCommandOutput>;
  send(command: BatchGetCommand): Promise<BatchGetCommandOutput>;
  send(command: TransactWriteCommand): Promise<TransactWriteCommandOutput>;
}

/**
 * The calls of Step Functions that are used, without the commands of its SDK: most functions start no execution, and load none of it.
 * Executions are stopped only by a drain.
 */
export interface ExecutionsClient {
  startExecution(input: StartExecutionInput): Promise<StartExecutionOutput>;
  describeExecution(input: DescribeExecutionInput): Promise<DescribeExecutionOutput>;
  listExecutions(input: ListExecutionsInput): Promise<ListExecutionsOutput>;
  stopExecution(input: StopExecutionInput): Promise<StopExecutionOutput>;
}

/** The calls of EventBridge that are used, without the commands of its SDK: many calls of a function put no event. */
export interface EventsClient {
  putEvents(input: PutEventsRequest): Promise<PutEventsResponse>;
}

/** The calls of SQS that are used. Lambda itself receives and deletes messages, except dead letters. */
export interface QueuesClient {
  send(command: SendMessageCommand): Promise<SendMessageCommandOutput>;
  send(command: SendMessageBatchCommand): Promise<SendMessageBatchCommandOutput>;
  send(command: ChangeMessageVisibilityCommand): Promise<ChangeMessageVisibilityCommandOutput>;
  send(command: ReceiveMessageCommand): Promise<ReceiveMessageCommandOutput>;
  send(command: DeleteMessageBatchCommand): Promise<DeleteMessageBatchCommandOutput>;
  send(command: GetQueueAttributesCommand): Promise<GetQueueAttributesCommandOutput>;
}

/** The services of AWS that the adapters call. */
export interface AwsClients {
  readonly documents: DocumentsClient;
  readonly executions: ExecutionsClient;
  readonly events: EventsClient;
  readonly queues: QueuesClient;
}
