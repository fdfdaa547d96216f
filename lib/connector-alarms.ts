import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { WithheldReason } from '../core/contracts/decision.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { MINUTE } from '../core/contracts/time-span.ts';
import type { WorkQueue } from './connector-queue.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { ServiceMetrics } from './service-metrics.ts';

/** The connector that is monitored, and the topic of its alarms. */
export interface ConnectorAlarmsProps {
  readonly connector: MonitoredConnector;
  readonly topic?: ITopic;
}

const EVERY_MINUTE = { period: Duration.minutes(1), statistic: 'Maximum' };
const EVERY_FIVE_MINUTES = { period: Duration.minutes(5) };
const RENDER_ERROR: WithheldReason = 'render-error';

/** The alarms on single metrics. Each states its impact on users and links its entry of the runbook. */
export class ConnectorAlarms extends Construct {
  readonly #notification: Pick<RunbookAlarmProps, 'stage' | 'topic'>;

  constructor(scope: Construct, id: string, { connector, topic }: ConnectorAlarmsProps) {
    super(scope, id);
    this.#notification = { stage: connector.stage, topic };
    const { matchers, waves } = connector;

    this.#alarmOnQueue('Events', matchers.exception.queue, {
      dead: 'users get messages that these events should have cancelled, or are not enrolled by them.',
      late: 'a message may leave before the event that should cancel it is read, and users are enrolled late.',
      minutes: 2,
    });
    this.#alarmOnQueue('Triggers', matchers.trigger.queue, {
      dead: 'users these events concern are not enrolled, and get no message.',
      late: 'users are enrolled late, and messages without a delay leave late.',
      minutes: 15,
    });
    this.#alarmOnQueue('Profiles', matchers.profile.queue, {
      dead: 'audiences and messages see these users as they were before.',
      late: 'audiences and messages see users as they were some time ago.',
      minutes: 15,
    });
    this.#alarmOnQueue('Ended waves', waves.executionEnded.queue, {
      dead: 'passengers of an aborted wave seem to wait until the check of waves ends their waits.',
      late: 'passengers of an aborted wave seem to wait, though nothing will be sent to them.',
      minutes: 15,
    });
    this.#alarmOnQueue('Endings', waves.cancelWaits.queue, {
      dead: 'users of a stopped campaign seem to wait, though nothing will be sent to them.',
      late: 'users of a stopped campaign seem to wait, though nothing will be sent to them.',
      minutes: 60,
    });
    this.#alarmOnMessages(
      'Events undelivered',
      connector.undelivered,
      'users these events concern are neither enrolled nor cancelled.',
    );
    this.#alarmOnMessages(
      'Events refused',
      connector.refused,
      'events of a producer do not count: their users are neither enrolled nor cancelled.',
    );

    const metrics = new ServiceMetrics(connector.stage);
    this.#createAlarm('A wave failed', {
      metric: waves.machine.metricFailed(EVERY_FIVE_MINUTES),
      threshold: 0,
      periods: 1,
      impact: 'passengers of the wave get their message late, when it is redriven or started again.',
    });
    this.#createAlarm('Waves late', {
      metric: metrics.createMetric(METRICS.waveLateness, { statistic: 'Maximum' }),
      threshold: 5 * MINUTE,
      periods: 1,
      impact: 'messages leave more than five minutes after the end of their window.',
    });
    this.#createAlarm('Messages that cannot be rendered', {
      metric: metrics.createMetric(METRICS.withheld, {}, RENDER_ERROR),
      threshold: 0,
      periods: 1,
      impact: 'users do not get their message, since its template fails on what is known of them.',
    });
    this.#createAlarm('The check of waves fails', {
      metric: waves.checkWaves.lambda.metricErrors(EVERY_FIVE_MINUTES),
      threshold: 0,
      periods: 3,
      impact: 'a wave left behind is not found, and its passengers wait on.',
    });
  }

  #alarmOnQueue(
    what: string,
    queue: WorkQueue,
    { dead, late, minutes }: { dead: string; late: string; minutes: number },
  ) {
    this.#alarmOnMessages(`${what} in the dead letters`, queue.deadLetters, dead);
    this.#createAlarm(`${what} late`, {
      metric: queue.metricApproximateAgeOfOldestMessage(EVERY_MINUTE),
      threshold: minutes * 60,
      periods: 2,
      impact: late,
    });
  }

  #alarmOnMessages(what: string, queue: Queue, impact: string) {
    const metric = queue.metricApproximateNumberOfMessagesVisible(EVERY_MINUTE);
    this.#createAlarm(what, { metric, threshold: 0, periods: 1, impact });
  }

  #createAlarm(what: string, props: Omit<RunbookAlarmProps, 'stage' | 'topic'>) {
    new RunbookAlarm(this, what, { ...props, ...this.#notification });
  }
}
