import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { type AlarmTopics, chooseTopic, type Urgency } from './alarm-topics.ts';
import { createInstallationName } from './installation-name.ts';

/** The URL of the runbook: an operator who deployed the package does not have this repository. */
const RUNBOOK = 'https://github.com/campaign-connector/campaign-connector/blob/main/docs/operating/runbook.md';

/** The metric and threshold of an alarm, its impact on users, and whom it notifies. */
export interface RunbookAlarmProps {
  readonly stage: string;
  readonly urgency: Urgency;
  readonly metric: IMetric;
  /** The value above which the metric must be for the alarm to go off, or below which it must be for an alarm on silence. */
  readonly threshold: number;
  /**
   * `true` for an alarm that goes off below its threshold, and while there is no data.
   * @default false
   */
  readonly isOnSilence?: boolean;
  /** The number of periods in a row. */
  readonly periods: number;
  /** The impact on users while the alarm lasts, as the end of a sentence: a small letter first, a full stop last. */
  readonly impact: string;
  /**
   * The part of the installation that the alarm is about, where several parts have the same alarm: it ends the name of the alarm.
   * @default none
   */
  readonly subject?: string;
  /**
   * The topics of which the alarm notifies one.
   * @default no notifications
   */
  readonly topics?: AlarmTopics;
}

/** An alarm whose description states its impact on users and links its entry of the runbook. The heading of that entry is the alarm's name, but for its subject, and its construct id. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, heading: string, props: RunbookAlarmProps) {
    const { stage, urgency, metric, threshold, isOnSilence = false, periods, impact, subject, topics = {} } = props;
    super(scope, heading, {
      alarmName: `${createInstallationName(stage)}: ${heading}${subject === undefined ? '' : ` (${subject})`}`,
      alarmDescription: `Impact: ${impact} Runbook: ${RUNBOOK}#${heading.toLowerCase().replaceAll(' ', '-')}`,
      metric,
      threshold,
      comparisonOperator: isOnSilence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: isOnSilence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const topic = chooseTopic(topics, urgency);
    if (topic === undefined) return;
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}
