import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { ConnectorFunction, type ConnectorFunctionProps } from './connector-function.ts';
import { WorkQueue } from './connector-queue.ts';

/** The settings of a Lambda function and of its queue. */
export interface QueueConsumerProps extends ConnectorFunctionProps {
  /**
   * The maximum number of messages in a call. A batch of several is collected for up to a second; Lambda ends it earlier when it
   * reaches 6 MB, the maximum of a call, so that messages of 1 MB need no smaller batches.
   */
  readonly batchSize: number;
  /** The maximum number of concurrent calls. It limits how fast a backlog is processed, and the load on the tables. */
  readonly maxConcurrency: number;
}

/** A Lambda function with its queue. Of a batch, only the messages that failed return to the queue, for seconds. */
export class QueueConsumerFunction extends ConnectorFunction {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id, props);
    const { timeout, batchSize, maxConcurrency, encryptionKey } = props;
    this.queue = new WorkQueue(this, 'Queue', {
      // As AWS recommends: a message must stay hidden while its batch waits, runs and is retried. It returns after this time only if
      // its call crashed or timed out: a message that failed is shown again by the function.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      ...(encryptionKey && { encryptionKey }),
    });
    this.addAccess(this.queue.accessToRedeliver(ENVIRONMENT.inputQueue));
    this.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        ...(batchSize > 1 && { maxBatchingWindow: Duration.seconds(1) }),
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}
