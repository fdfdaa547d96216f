import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DEAD_LETTER_IMPACTS, type DeadLetterQueueName } from '../core/contracts/dead-letter-queues.ts';
import type { WithheldReason } from '../core/contracts/decision.ts';
import { METRICS } from '../core/contracts/metrics.ts';
import { MINUTE } from '../core/contracts/time-span.ts';
import type { AlarmTopics } from './alarm-topics.ts';
import type { WorkQueue } from './connector-queue.ts';
import { type ExpectedEvents, toFiveMinutes } from './expected-events.ts';
import type { MonitoredConnector } from './monitored-connector.ts';
import { RunbookAlarm, type RunbookAlarmProps } from './runbook-alarm.ts';
import { FIVE_MINUTES, HIGHEST_OF_MINUTE, ServiceMetrics } from './service-metrics.ts';
import { UntakenMessagesAlarm } from './untaken-messages-alarm.ts';

/** The connector that is monitored, and the topics of its alarms. */
export interface ConnectorAlarmsProps {
  readonly connector: MonitoredConnector;
  readonly topics: AlarmTopics;
  readonly expectEvents?: ExpectedEvents;
}

const EVERY_FIVE_MINUTES = { period: FIVE_MINUTES };
/** The refused events in six hours above which an alarm goes off: fewer come from a trial, or an odd one among many. */
const MAX_REFUSED = 10;
/** The refused events in a quarter of an hour above which the release of a producer must be at fault: no one tries so many by hand. */
const MAX_REFUSED_BY_TRIALS = 100;
const RENDER_ERROR: WithheldReason = 'render-error';

/** The urgency and the impacts of an alarm on the dead letters of a queue and of one on its oldest message, and the age at which that goes off. */
interface QueueAlarmProps extends Pick<RunbookAlarmProps, 'urgency'> {
  /** The name of the dead-letter queue, whose impact the first alarm states. */
  readonly deadLetters: DeadLetterQueueName;
  readonly latenessImpact: string;
  readonly maxAgeMinutes: number;
}

/** The alarms on single metrics. Each states its impact on users and links its entry of the runbook. */
export class ConnectorAlarms extends Construct {
  /** The alarm that must know the rules which take messages. */
  readonly untakenMessages: UntakenMessagesAlarm;
  readonly #notification: Pick<RunbookAlarmProps, 'stage' | 'topics'>;

  constructor(scope: Construct, id: string, { connector, topics, expectEvents }: ConnectorAlarmsProps) {
    super(scope, id);
    this.#notification = { stage: connector.stage, topics };
    const { matchers, waves, erasures } = connector;

    this.#alarmOnQueue('Events', matchers.exception.queue, {
      urgency: 'page',
      deadLetters: 'events',
      latenessImpact:
        'a message may leave before the event that should cancel it is read, and users are enrolled late.',
      maxAgeMinutes: 2,
    });
    this.#alarmOnQueue('Triggers', matchers.trigger.queue, {
      urgency: 'page',
      deadLetters: 'triggers',
      latenessImpact: 'users are enrolled late, and messages without a delay leave late.',
      maxAgeMinutes: 15,
    });
    this.#alarmOnQueue('Profiles', matchers.profile.queue, {
      urgency: 'ticket',
      deadLetters: 'profiles',
      latenessImpact: 'audiences and messages use attributes of users that are minutes old.',
      maxAgeMinutes: 15,
    });
    this.#alarmOnQueue('Wave status changes', waves.executionEnded.queue, {
      urgency: 'ticket',
      deadLetters: 'wave-status-changes',
      latenessImpact: 'users of an aborted wave are still shown as waiting, though nothing will be sent to them.',
      maxAgeMinutes: 15,
    });
    this.#alarmOnQueue('Cancellations', waves.cancelWaits.queue, {
      urgency: 'ticket',
      deadLetters: 'cancellations',
      latenessImpact: DEAD_LETTER_IMPACTS.cancellations,
      maxAgeMinutes: 60,
    });
    this.#alarmOnQueue('Erasures', erasures.eraseUser.queue, {
      urgency: 'ticket',
      deadLetters: 'erasures',
      latenessImpact: 'the data of deleted users are deleted later than within the hour.',
      maxAgeMinutes: 60,
    });
    this.#alarmOnMessages('Events undelivered', connector.undelivered, {
      urgency: 'page',
      impact: DEAD_LETTER_IMPACTS.undelivered,
    });

    const metrics = new ServiceMetrics(connector.stage);
    this.#createAlarm('Events refused', {
      urgency: 'ticket',
      // By hour and not by what lies in the queue: it ends when the producer is repaired, and tells of the next mistake.
      metric: metrics.createMetric(METRICS.refused, { period: Duration.hours(6) }),
      threshold: MAX_REFUSED,
      periods: 1,
      impact: 'these events do not count: their users are neither enrolled nor cancelled.',
    });
    this.#createAlarm('Many events refused', {
      urgency: 'page',
      metric: metrics.createMetric(METRICS.refused, { period: Duration.minutes(15) }),
      threshold: MAX_REFUSED_BY_TRIALS,
      periods: 1,
      impact:
        'the events of a producer do not count: users get messages that these should cancel, or are not enrolled.',
    });
    this.#createAlarm('A wave failed', {
      urgency: 'page',
      metric: waves.machine.metricFailed(EVERY_FIVE_MINUTES),
      threshold: 0,
      periods: 1,
      impact: 'users of the wave get their message late, when the wave is redriven or restarted.',
    });
    this.#createAlarm('Waves late', {
      urgency: 'page',
      metric: metrics.createMetric(METRICS.waveLateness, { statistic: 'Maximum' }),
      threshold: 5 * MINUTE,
      periods: 1,
      impact: 'messages leave more than five minutes after the end of their window.',
    });
    this.#createAlarm('Waves end late', {
      urgency: 'page',
      metric: metrics.createMetric(METRICS.waveEndLateness, { statistic: 'Maximum' }),
      threshold: 15 * MINUTE,
      periods: 1,
      impact: 'the last messages of a wave leave more than a quarter of an hour late.',
    });
    this.#createAlarm('Waves unfinished', {
      urgency: 'page',
      metric: metrics.createMetric(METRICS.oldestOpenWave, { statistic: 'Maximum' }),
      threshold: 15 * MINUTE,
      periods: 1,
      impact: 'users of a wave that should be over for a quarter of an hour may still wait for their message.',
    });
    this.#createAlarm('Paused', {
      urgency: 'ticket',
      metric: metrics.createMetric(METRICS.paused, { statistic: 'Maximum', period: Duration.minutes(15) }),
      threshold: 0,
      periods: 4,
      impact: 'no message of the paused campaigns leaves, and those that become stale will never leave.',
    });
    this.#createAlarm('Messages that cannot be rendered', {
      urgency: 'ticket',
      metric: metrics.createMetric(METRICS.withheld, {}, RENDER_ERROR),
      threshold: 0,
      periods: 1,
      impact: 'users do not get their message, because its template fails on their data.',
    });
    this.#createAlarm('Currents tokens refused', {
      urgency: 'ticket',
      metric: metrics.createMetric(METRICS.tokensRefused),
      threshold: 0,
      periods: 3,
      impact:
        'if Braze sends the wrong token, none of its events count: their users are neither enrolled nor cancelled.',
    });
    this.#createAlarm('The wave check fails', {
      urgency: 'page',
      metric: waves.checkWaves.lambda.metricErrors(EVERY_FIVE_MINUTES),
      threshold: 0,
      periods: 3,
      impact: 'waves that were not finished are not restarted, and their users are not sent their message.',
    });
    const busName = connector.bus.eventBusName;
    this.untakenMessages = new UntakenMessagesAlarm(this, { stage: connector.stage, topics, busName });
    this.#createAlarm('No wave check', {
      urgency: 'page',
      metric: waves.checkWaves.lambda.metricInvocations(EVERY_FIVE_MINUTES),
      threshold: 1,
      isOnSilence: true,
      periods: 3,
      impact: 'waves that were not finished are not found, and their users are not sent their message.',
    });
    if (expectEvents === undefined) return;
    this.#createAlarm('No events', {
      urgency: 'page',
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
    { urgency, deadLetters, latenessImpact, maxAgeMinutes }: QueueAlarmProps,
  ) {
    const impact = DEAD_LETTER_IMPACTS[deadLetters];
    this.#alarmOnMessages(`${content} in the dead-letter queue`, queue.deadLetters, { urgency, impact });
    this.#createAlarm(`${content} late`, {
      urgency,
      metric: queue.metricApproximateAgeOfOldestMessage(HIGHEST_OF_MINUTE),
      threshold: maxAgeMinutes * 60,
      periods: 2,
      impact: latenessImpact,
    });
  }

  #alarmOnMessages(heading: string, queue: Queue, props: Pick<RunbookAlarmProps, 'urgency' | 'impact'>) {
    const metric = queue.metricApproximateNumberOfMessagesVisible(HIGHEST_OF_MINUTE);
    this.#createAlarm(heading, { ...props, metric, threshold: 0, periods: 1 });
  }

  #createAlarm(heading: string, props: Omit<RunbookAlarmProps, 'stage' | 'topics'>) {
    new RunbookAlarm(this, heading, { ...props, ...this.#notification });
  }
}
