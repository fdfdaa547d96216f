import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { OPEN_WAVES_INDEX } from '../core/contracts/tables.ts';
import type { CampaignData } from './campaign-data.ts';
import { ConnectorFunction } from './connector-function.ts';
import type { OperatorQueue } from './connector-queue.ts';
import { createInstallationName } from './installation-name.ts';
import type { Permissions } from './permissions.ts';
import { QueueConsumerFunction } from './queue-consumer-function.ts';
import { createReliableTarget, createScheduledTarget } from './reliable-target.ts';
import { createRuleArn } from './rule-arn.ts';
import type { Settings } from './settings.ts';
import { WaveMachine } from './wave-machine.ts';
import type { WaveMachineReference } from './wave-machine-reference.ts';

/** The data and permissions of the functions that process waves. */
export interface WaveProcessingProps extends Settings {
  readonly machineReference: WaveMachineReference;
  readonly data: CampaignData;
  readonly permissions: Permissions;
  readonly undelivered: OperatorQueue;
  /** The maximum number of concurrent calls of dispatch. */
  readonly dispatchConcurrency?: number | undefined;
}

const FIVE_MINUTES = Duration.minutes(5);

/** The state machine in which waves wait, the function that dispatches them, and the functions that handle waves that were stopped, aborted, failed or not finished. */
export class WaveProcessing extends Construct {
  readonly dispatch: ConnectorFunction;
  readonly machine: WaveMachine;
  readonly cancelWaits: QueueConsumerFunction;
  readonly executionEnded: QueueConsumerFunction;
  readonly checkWaves: ConnectorFunction;

  constructor(
    scope: Construct,
    id: string,
    { machineReference, data, permissions, undelivered, dispatchConcurrency, ...settings }: WaveProcessingProps,
  ) {
    super(scope, id);
    const { findPublished, changeRows, listRows, readProfiles, startWaves, listWaves, sendMessages } = permissions;
    const { logDecisions } = permissions;
    // Named, so that the policies of the queues can name them before they are created.
    const name = createInstallationName(settings.stage);
    const [endedRule, clockRule] = [`${name}-waves-ended`, `${name}-check-waves`];
    const dispatchAccess = [
      findPublished,
      changeRows,
      listRows,
      readProfiles,
      startWaves,
      sendMessages,
      ...logDecisions,
    ];

    // Dispatch of waves that are due.
    this.dispatch = new ConnectorFunction(this, 'Dispatch', {
      ...settings,
      functionName: 'dispatch',
      description: 'Dispatches a wave: claims each waiting enrollment and sends its message.',
      memoryMb: 1024,
      timeout: Duration.minutes(2),
      reservedConcurrency: dispatchConcurrency,
    }).addAccess(...dispatchAccess);
    this.machine = new WaveMachine(this, 'Machine', { ...settings, machineReference, dispatch: this.dispatch });

    // Waves that end early: their publication was stopped, or an operator aborted them.
    this.cancelWaits = new QueueConsumerFunction(this, 'EndWaits', {
      ...settings,
      functionName: 'end-waits',
      description: 'Cancels the waits of a wave; waits that a call has no time for go back to the queue.',
      memoryMb: 512,
      timeout: FIVE_MINUTES,
      batchSize: 1,
      maxConcurrency: 10,
      // A big wave needs many calls, each caused by a message of the one before; without this, Lambda stops them as a loop after sixteen.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    const sendCancelWaits = this.cancelWaits.queue.accessToSend(ENVIRONMENT.cancelWaitsQueue);
    this.cancelWaits.addAccess(...dispatchAccess, sendCancelWaits);
    this.executionEnded = new QueueConsumerFunction(this, 'WaveEnded', {
      ...settings,
      functionName: 'wave-ended',
      description:
        'Handles executions that were aborted, failed or timed out: requests the cancellation of the waits of aborted ones.',
      memoryMb: 512,
      timeout: Duration.minutes(1),
      batchSize: 1,
      maxConcurrency: 5,
    }).addAccess(data.enrollments.accessTo('UpdateItem'), sendCancelWaits);
    new Rule(this, 'Ended', {
      ruleName: endedRule,
      description: 'Waves that ended before they dispatched their last enrollment',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: [machineReference.machineArn] },
      },
      targets: [
        createReliableTarget(this.executionEnded.queue, { ruleArn: createRuleArn(this, endedRule), undelivered }),
      ],
    });

    // Waves that were not finished, which a regular check finds.
    this.checkWaves = new ConnectorFunction(this, 'CheckWaves', {
      ...settings,
      functionName: 'check-waves',
      description:
        'Every five minutes: restarts waves that are not done in time or whose executions are lost; recounts statistics.',
      memoryMb: 512,
      // Less than five minutes, so that two checks never run concurrently.
      timeout: Duration.minutes(4),
      // The next check comes soon enough.
      retryAttempts: 0,
    }).addAccess(
      data.publications.accessTo('GetItem', 'Query'),
      data.enrollments.accessTo('BatchGetItem', 'UpdateItem'),
      // The recount of statistics scans the rows. It writes nothing but figures, and how far it is.
      data.enrollments.accessTo('Scan', 'Query', 'GetItem'),
      data.enrollments.accessToItems(['statistics#*', 'recount#*'], 'PutItem', 'DeleteItem'),
      data.publications.accessToItems(['recount'], 'PutItem'),
      data.enrollments.accessToQueryIndex(OPEN_WAVES_INDEX.indexName),
      startWaves,
      listWaves,
      sendCancelWaits,
    );
    new Rule(this, 'Clock', {
      ruleName: clockRule,
      description: 'The check of waves, every five minutes',
      schedule: Schedule.rate(FIVE_MINUTES),
      targets: [
        createScheduledTarget(this.checkWaves.lambda, {
          ruleArn: createRuleArn(this, clockRule),
          undelivered,
          every: FIVE_MINUTES,
        }),
      ],
    });
  }
}
