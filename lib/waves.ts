import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { OPEN_WAVES } from '../core/contracts/tables.ts';
import type { CampaignData } from './campaign-data.ts';
import type { Permits } from './permits.ts';
import { QueuedStage } from './queued-stage.ts';
import { reliably } from './reliable-target.ts';
import type { OperatorQueue } from './safe-queue.ts';
import type { Settings } from './settings.ts';
import { StageFunction } from './stage-function.ts';
import type { WaveAddress } from './wave-address.ts';
import { WaveMachine } from './wave-machine.ts';

/** Where waves are kept, and what their stages may do. */
export interface WavesProps extends Settings {
  readonly address: WaveAddress;
  readonly data: CampaignData;
  readonly permits: Permits;
  readonly undelivered: OperatorQueue;
}

const FIVE_MINUTES = Duration.minutes(5);

/** Users wait in waves: a machine that calls dispatch when a wave is due, and what looks after waves that end otherwise. */
export class Waves extends Construct {
  readonly dispatch: StageFunction;
  readonly machine: WaveMachine;
  readonly ending: QueuedStage;
  readonly ended: QueuedStage;
  readonly check: StageFunction;

  constructor(scope: Construct, id: string, { address, data, permits, undelivered, ...settings }: WavesProps) {
    super(scope, id);
    const { findPublished, changeRows, listRows, knowUsers, startWaves, send } = permits;
    const fulfils = [findPublished, changeRows, listRows, knowUsers, startWaves, send];

    // A wave is due.
    this.dispatch = new StageFunction(this, 'Dispatch', {
      ...settings,
      door: 'dispatch',
      description: 'A wave leaves: each passenger that still waits is claimed and sent the message.',
      memory: 1024,
      timeout: Duration.minutes(2),
    }).allow(...fulfils);
    this.machine = new WaveMachine(this, 'Machine', { ...settings, address, dispatch: this.dispatch });

    // A wave ends before its time: its publication was stopped, or an operator aborted it.
    this.ending = new QueuedStage(this, 'EndWaits', {
      ...settings,
      door: 'end-waits',
      description: 'The waits of a wave end for good; what a call has no time for goes back to the queue.',
      memory: 512,
      timeout: FIVE_MINUTES,
      batch: 1,
      atOnce: 10,
      // A big wave takes many turns; without this, Lambda takes them for a mistake after sixteen.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    const endSoon = this.ending.queue.toSend(ENVIRONMENT.endingsQueue);
    this.ending.allow(...fulfils, endSoon);
    this.ended = new QueuedStage(this, 'WaveEnded', {
      ...settings,
      door: 'wave-ended',
      description: 'An execution was aborted, failed or timed out: the waits of an aborted one are to end.',
      memory: 512,
      timeout: Duration.minutes(1),
      batch: 1,
      atOnce: 5,
    }).allow(data.enrollments.to('UpdateItem'), endSoon);
    new Rule(this, 'Ended', {
      description: 'Waves that ended without having seen their last passenger',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: [address.machineArn] },
      },
      targets: [reliably(this.ended.queue, undelivered)],
    });

    // A wave that nobody ended is found by the clock.
    this.check = new StageFunction(this, 'CheckWaves', {
      ...settings,
      door: 'check-waves',
      description: 'Every five minutes: waves past their last call that are not done are started again, or ended.',
      memory: 512,
      // Less than the five minutes, so that two checks never run side by side.
      timeout: Duration.minutes(4),
      // The next check comes soon enough.
      retryAttempts: 0,
    }).allow(
      data.publications.to('Query'),
      data.enrollments.to('BatchGetItem', 'UpdateItem'),
      data.enrollments.toQueryIndex(OPEN_WAVES.index),
      startWaves,
      endSoon,
    );
    new Rule(this, 'Clock', {
      description: 'Every five minutes: is a wave left behind?',
      schedule: Schedule.rate(FIVE_MINUTES),
      targets: [
        new LambdaFunction(this.check.lambda, {
          deadLetterQueue: undelivered,
          maxEventAge: FIVE_MINUTES,
          retryAttempts: 2,
        }),
      ],
    });
  }
}
