import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { WithheldReason } from '../core/contracts/decision.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { MINUTE } from '../core/contracts/time-span.ts';
import type { WorkQueue } from './connector-queue.ts';
import { type ExpectedEvents, toFiveMinutes } from './expected-events.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { ServiceMetrics } from './service-metrics.ts';
import { UntakenMessagesAlarm } from './untaken-messages-alarm.ts';

/** The connector that is monitored, and the topic of its alarms. */
export interface ConnectorAlarmsProps {
  readonly connector: MonitoredConnector;
  readonly topic?: ITopic;
  readonly expectEvents?: ExpectedEvents;
}

const EVERY_MINUTE = { period: Duration.minutes(1), statistic: 'Maximum' };
const EVERY_FIVE_MINUTES = { period: Duration.minutes(5) };
const RENDER_ERROR: WithheldReason = 'render-error';
const STILL_SHOWN_AS_WAITING =
  'users of a stopped campaign are still shown as waiting, though nothing will be sent to them.';

/** The impacts of an alarm on the dead letters of a queue and of one on its oldest message, and the age at which that goes off. */
interface QueueAlarmProps {
  readonly deadLetterImpact: string;
  readonly latenessImpact: string;
  readonly maxAgeMinutes: number;
}

/** The alarms on single metrics. Each states its impact on users and links its entry of the runbook. */
export class ConnectorAlarms extends Construct {
  /** The alarm that must know the rules which take messages. */
  readonly untakenMessages: UntakenMessagesAlarm;
  readonly #notification: Pick<RunbookAlarmProps, 'stage' | 'topic'>;

  constructor(scope: Construct, id: string, { connector, topic, expectEvents }: ConnectorAlarmsProps) {
    super(scope, id);
    this.#notification = { stage: connector.stage, topic };
    const { matchers, waves } = connector;

    this.#alarmOnQueue('Events', matchers.exception.queue, {
      deadLetterImpact: 'users get messages that these events should have cancelled, or are not enrolled.',
      latenessImpact:
        'a message may leave before the event that should cancel it is read, and users are enrolled late.',
      maxAgeMinutes: 2,
    });
    this.#alarmOnQueue('Triggers', matchers.trigger.queue, {
      deadLetterImpact: 'the users of these events are not enrolled and get no message.',
      latenessImpact: 'users are enrolled late, and messages without a delay leave late.',
      maxAgeMinutes: 15,
    });
    this.#alarmOnQueue('Profiles', matchers.profile.queue, {
      deadLetterImpact: 'audiences and messages use old attributes of these users.',
      latenessImpact: 'audiences and messages use attributes of users that are minutes old.',
      maxAgeMinutes: 15,
    });
    this.#alarmOnQueue('Wave status changes', waves.executionEnded.queue, {
      deadLetterImpact: 'users of an aborted wave are still shown as waiting until the wave check cancels their waits.',
      latenessImpact: 'users of an aborted wave are still shown as waiting, though nothing will be sent to them.',
      maxAgeMinutes: 15,
    });
    this.#alarmOnQueue('Cancellations', waves.cancelWaits.queue, {
      deadLetterImpact: STILL_SHOWN_AS_WAITING,
      latenessImpact: STILL_SHOWN_AS_WAITING,
      maxAgeMinutes: 60,
    });
    this.#alarmOnMessages(
      'Events undelivered',
      connector.undelivered,
      'the users of these events are neither enrolled nor cancelled.',
    );
    this.#alarmOnMessages(
      'Events refused',
      connector.refused,
      'these events do not count: their users are neither enrolled nor cancelled.',
    );

    const metrics = new ServiceMetrics(connector.stage);
    this.#createAlarm('A wave failed', {
      metric: waves.machine.metricFailed(EVERY_FIVE_MINUTES),
      threshold: 0,
      periods: 1,
      impact: 'users of the wave get their message late, when the wave is redriven or restarted.',
    });
    this.#createAlarm('Waves late', {
      metric: metrics.createMetric(METRICS.waveLateness, { statistic: 'Maximum' }),
      threshold: 5 * MINUTE,
      periods: 1,
      impact: 'messages leave more than five minutes after the end of their window.',
    });
    this.#createAlarm('Waves end late', {
      metric: metrics.createMetric(METRICS.waveEndLateness, { statistic: 'Maximum' }),
      threshold: 15 * MINUTE,
      periods: 1,
      impact: 'the last messages of a wave leave more than a quarter of an hour late.',
    });
    this.#createAlarm('Waves unfinished', {
      metric: metrics.createMetric(METRICS.oldestOpenWave, { statistic: 'Maximum' }),
      threshold: 15 * MINUTE,
      periods: 1,
      impact: 'users of a wave that should be over for a quarter of an hour may still wait for their message.',
    });
    this.#createAlarm('Messages that cannot be rendered', {
      metric: metrics.createMetric(METRICS.withheld, {}, RENDER_ERROR),
      threshold: 0,
      periods: 1,
      impact: 'users do not get their message, because its template fails on their data.',
    });
    this.#createAlarm('Currents tokens refused', {
      metric: metrics.createMetric(METRICS.tokensRefused),
      threshold: 0,
      periods: 3,
      impact:
        'if Braze sends the wrong token, none of its events count: their users are neither enrolled nor cancelled.',
    });
    this.#createAlarm('The wave check fails', {
      metric: waves.checkWaves.lambda.metricErrors(EVERY_FIVE_MINUTES),
      threshold: 0,
      periods: 3,
      impact: 'waves that were not finished are not restarted, and their users are not sent their message.',
    });
    const busName = connector.bus.eventBusName;
    this.untakenMessages = new UntakenMessagesAlarm(this, { ...this.#notification, busName });
    this.#createAlarm('No wave check', {
      metric: waves.checkWaves.lambda.metricInvocations(EVERY_FIVE_MINUTES),
      threshold: 1,
      isOnSilence: true,
      periods: 3,
      impact: 'waves that were not finished are not found, and their users are not sent their message.',
    });
    if (expectEvents === undefined) return;
    this.#createAlarm('No events', {
      // The queue of events does not have those that are dropped because no follow-up listens to them.
      metric: metrics.createMetric(METRICS.eventsArrived),
      threshold: 1,
      isOnSilence: true,
      periods: toFiveMinutes(expectEvents.within),
      impact: 'no user is enrolled and no wait is cancelled, if producers have events that do not arrive.',
    });
  }

  #alarmOnQueue(
    content: string,
    queue: WorkQueue,
    { deadLetterImpact, latenessImpact, maxAgeMinutes }: QueueAlarmProps,
  ) {
    this.#alarmOnMessages(`${content} in the dead-letter queue`, queue.deadLetters, deadLetterImpact);
    this.#createAlarm(`${content} late`, {
      metric: queue.metricApproximateAgeOfOldestMessage(EVERY_MINUTE),
      threshold: maxAgeMinutes * 60,
      periods: 2,
      impact: latenessImpact,
    });
  }

  #alarmOnMessages(heading: string, queue: Queue, impact: string) {
    const metric = queue.metricApproximateNumberOfMessagesVisible(EVERY_MINUTE);
    this.#createAlarm(heading, { metric, threshold: 0, periods: 1, impact });
  }

  #createAlarm(heading: string, props: Omit<RunbookAlarmProps, 'stage' | 'topic'>) {
    new RunbookAlarm(this, heading, { ...props, ...this.#notification });
  }
}
