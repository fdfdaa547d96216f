import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { OPEN_WAVES_INDEX } from '../core/contracts/tables.ts';
import type { CampaignData } from './campaign-data.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { OperatorQueue } from './connector-queue.ts';
import type { Permissions } from './permissions.ts';
import { QueueConsumerFunction } from './queue-consumer-function.ts';
import { createReliableTarget } from './reliable-target.ts';
import type { Settings } from './settings.ts';
import { WaveMachine } from './wave-machine.ts';
import type { WaveMachineReference } from './wave-machine-reference.ts';

/** Where waves are kept, and what their stages may do. */
export interface WaveProcessingProps extends Settings {
  readonly machineReference: WaveMachineReference;
  readonly data: CampaignData;
  readonly permissions: Permissions;
  readonly undelivered: OperatorQueue;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Users wait in waves: a machine that calls dispatch when a wave is due, and what looks after waves that end otherwise. */
export class WaveProcessing extends Construct {
  readonly dispatch: ConnectorFunction;
  readonly machine: WaveMachine;
  readonly cancelWaits: QueueConsumerFunction;
  readonly executionEnded: QueueConsumerFunction;
  readonly checkWaves: ConnectorFunction;

  constructor(
    scope: Construct,
    id: string,
    { machineReference, data, permissions, undelivered, ...settings }: WaveProcessingProps,
  ) {
    super(scope, id);
    const { findPublished, changeRows, listRows, readProfiles, startWaves, sendMessages } = permissions;
    const dispatchAccess = [findPublished, changeRows, listRows, readProfiles, startWaves, sendMessages];

    // A wave is due.
    this.dispatch = new ConnectorFunction(this, 'Dispatch', {
      ...settings,
      functionName: 'dispatch',
      description: 'A wave leaves: each passenger that still waits is claimed and sent the message.',
      memoryMb: 1024,
      timeout: Duration.minutes(2),
    }).addAccess(...dispatchAccess);
    this.machine = new WaveMachine(this, 'Machine', { ...settings, machineReference, dispatch: this.dispatch });

    // A wave ends before its time: its publication was stopped, or an operator aborted it.
    this.cancelWaits = new QueueConsumerFunction(this, 'EndWaits', {
      ...settings,
      functionName: 'end-waits',
      description: 'The waits of a wave end for good; what a call has no time for goes back to the queue.',
      memoryMb: 512,
      timeout: FIVE_MINUTES,
      batchSize: 1,
      maxConcurrency: 10,
      // A big wave takes many turns; without this, Lambda takes them for a mistake after sixteen.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    const sendCancelWaits = this.cancelWaits.queue.accessToSend(ENVIRONMENT.cancelWaitsQueue);
    this.cancelWaits.addAccess(...dispatchAccess, sendCancelWaits);
    this.executionEnded = new QueueConsumerFunction(this, 'WaveEnded', {
      ...settings,
      functionName: 'wave-ended',
      description: 'An execution was aborted, failed or timed out: the waits of an aborted one are to end.',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      batchSize: 1,
      maxConcurrency: 5,
    }).addAccess(data.enrollments.accessTo('UpdateItem'), sendCancelWaits);
    new Rule(this, 'Ended', {
      description: 'Waves that ended without having seen their last passenger',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: [machineReference.machineArn] },
      },
      targets: [createReliableTarget(this.executionEnded.queue, undelivered)],
    });

    // A wave that nobody ended is found by the clock.
    this.checkWaves = new ConnectorFunction(this, 'CheckWaves', {
      ...settings,
      functionName: 'check-waves',
      description: 'Every five minutes: waves past their last call that are not done are started again, or ended.',
      memoryMb: 512,
      // Less than the five minutes, so that two checks never run side by side.
      timeout: Duration.minutes(4),
      // The next check comes soon enough.
      retryAttempts: 0,
    }).addAccess(
      data.publications.accessTo('Query'),
      data.enrollments.accessTo('BatchGetItem', 'UpdateItem'),
      data.enrollments.accessToQueryIndex(OPEN_WAVES_INDEX.indexName),
      startWaves,
      sendCancelWaits,
    );
    new Rule(this, 'Clock', {
      description: 'Every five minutes: is a wave left behind?',
      schedule: Schedule.rate(FIVE_MINUTES),
      targets: [
        new LambdaFunction(this.checkWaves.lambda, {
          deadLetterQueue: undelivered,
          maxEventAge: FIVE_MINUTES,
          retryAttempts: 2,
        }),
      ],
    });
  }
}
