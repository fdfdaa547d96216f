import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { ConnectorFunction, type ConnectorFunctionProps } from './connector-function.ts';
import { WorkQueue } from './connector-queue.ts';

/** How a stage takes its work from its queue. */
export interface QueueConsumerProps extends ConnectorFunctionProps {
  /** Messages a call takes on at the most; several wait up to a second for each other. */
  readonly batchSize: number;
  /** Calls side by side at the most: how fast a backlog is worked off, and how hard it presses on the tables. */
  readonly maxConcurrency: number;
}

/** A stage that works off a queue, and gives back of a batch only what failed. */
export class QueueConsumerFunction extends ConnectorFunction {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id, props);
    const { timeout, batchSize, maxConcurrency, encryptionKey } = props;
    this.queue = new WorkQueue(this, 'Queue', {
      // What AWS asks for: a message must stay hidden while its batch waits, runs and is retried.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      ...(encryptionKey && { encryptionKey }),
    });
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
