import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import { WorkQueue } from './safe-queue.ts';
import { StageFunction, type StageFunctionProps } from './stage-function.ts';

/** How a stage takes its work from its queue. */
export interface QueuedStageProps extends StageFunctionProps {
  /** Messages a call takes on at the most; several wait up to a second for each other. */
  readonly batch: number;
  /** Calls side by side at the most: how fast a backlog is worked off, and how hard it presses on the tables. */
  readonly atOnce: number;
}

/** A stage that works off a queue, and gives back of a batch only what failed. */
export class QueuedStage extends StageFunction {
  readonly queue: WorkQueue;

  constructor(scope: Construct, id: string, props: QueuedStageProps) {
    super(scope, id, props);
    const { timeout, batch, atOnce, encryptionKey } = props;
    this.queue = new WorkQueue(this, 'Queue', {
      // What AWS asks for: a message must stay hidden while its batch waits, runs and is retried.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      ...(encryptionKey && { encryptionKey }),
    });
    this.lambda.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: batch,
        ...(batch > 1 && { maxBatchingWindow: Duration.seconds(1) }),
        maxConcurrency: atOnce,
        reportBatchItemFailures: true,
      }),
    );
  }
}
