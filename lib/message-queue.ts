import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { CONSUMER_ENVIRONMENT } from '../core/contracts/consumer-environment.ts';
import { allowActions, allowKey } from './access.ts';
import { ConnectorQueue, createQueueProps, type OperatorQueue } from './connector-queue.ts';
import { OnceTable } from './once-table.ts';

/** The function that reads the queue, and the limits of its calls and of its attempts. */
export interface MessageQueueProps {
  readonly handler: LambdaFunction;
  readonly deadLetters: OperatorQueue;
  readonly maxConcurrency: number;
  readonly batchSize: number;
  readonly retryFor: Duration;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** The maximum retention of SQS. */
const RETENTION = Duration.days(14);
const MAX_RETRY_FOR = Duration.days(4);
/** The timeout of a Lambda function that sets none. */
const DEFAULT_TIMEOUT = Duration.seconds(3);
/** The longest time between two attempts; longer where the queue hides messages for longer, so that SQS does not count too many of them. */
const DEFAULT_MAX_DELAY_SECONDS = 15 * 60;
/** The number of deliveries while the pauses between attempts are still short. */
const FIRST_DELIVERIES = 12;
/** The maximum number of deliveries that SQS can count is 1,000: a message that is never handled must use up fewer in the time to try again. */
const MAX_DELIVERIES_IN_TIME = 900;

/**
 * The queue of a Lambda function that sends messages, with the table of ids that it has sent. The function itself ends the attempts when the
 * time is up. SQS does where the function crashes each time: after so many deliveries that the time is up, too.
 */
export class MessageQueue extends ConnectorQueue {
  readonly table: OnceTable;

  constructor(scope: Construct, id: string, props: MessageQueueProps) {
    const { handler, deadLetters, retryFor, maxConcurrency, batchSize, removalPolicy, encryptionKey } = props;
    checkRange('maxConcurrency', maxConcurrency, [2, 1_000]);
    checkRange('batchSize', batchSize, [1, 10]);
    checkRange('retryFor in seconds', retryFor.toSeconds(), [0, MAX_RETRY_FOR.toSeconds()]);
    const timeoutSeconds = (handler.timeout ?? DEFAULT_TIMEOUT).toSeconds();
    const visibilitySeconds = Math.max(
      6 * timeoutSeconds,
      Math.ceil((2 * retryFor.toSeconds()) / MAX_DELIVERIES_IN_TIME),
    );
    const maxReceiveCount = FIRST_DELIVERIES + Math.ceil((2 * retryFor.toSeconds()) / visibilitySeconds);
    super(scope, id, {
      ...createQueueProps(encryptionKey),
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      retentionPeriod: RETENTION,
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
    });
    this.table = new OnceTable(scope, 'Sent', { removalPolicy, ...(encryptionKey && { encryptionKey }) });
    for (const [name, value] of Object.entries({
      [CONSUMER_ENVIRONMENT.queue]: this.queueUrl,
      [CONSUMER_ENVIRONMENT.deadLetters]: deadLetters.queueUrl,
      [CONSUMER_ENVIRONMENT.table]: this.table.tableName,
      [CONSUMER_ENVIRONMENT.retryForMs]: String(retryFor.toMilliseconds()),
      [CONSUMER_ENVIRONMENT.maxDelayMs]: String(1_000 * Math.max(DEFAULT_MAX_DELAY_SECONDS, visibilitySeconds)),
      // A second later than its timeout, a call has ended.
      [CONSUMER_ENVIRONMENT.leaseMs]: String((timeoutSeconds + 1) * 1_000),
    })) {
      handler.addEnvironment(name, value);
    }
    handler.addToRolePolicy(allowActions(['sqs:SendMessage'], deadLetters.queueArn));
    handler.addToRolePolicy(allowActions(['dynamodb:PutItem', 'dynamodb:DeleteItem'], this.table.tableArn));
    for (const statement of allowKey(encryptionKey)) handler.addToRolePolicy(statement);
    handler.addEventSource(new SqsEventSource(this, { batchSize, maxConcurrency, reportBatchItemFailures: true }));
  }
}

function checkRange(name: string, value: number, [min, max]: readonly [number, number]): void {
  if (value >= min && value <= max) return;
  throw new Error(`${name}: expected ${min} to ${max}, found ${value}`);
}
