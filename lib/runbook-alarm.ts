import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { createInstallationName } from './installation-name.ts';

/** The runbook on the web: an operator who deployed the package has no folder of this repository at hand. */
const RUNBOOK = 'https://github.com/campaign-connector/campaign-connector/blob/main/docs/operating/runbook.md';

/** When an alarm goes off, what that does to users, and who is told. */
export interface RunbookAlarmProps {
  readonly stage: string;
  readonly metric: IMetric;
  /** The alarm goes off when the metric is above this. */
  readonly threshold: number;
  /** Periods in a row. */
  readonly periods: number;
  /** What a user suffers while it lasts, as a sentence. */
  readonly impact: string;
  /** @default nobody is told */
  readonly topic?: ITopic;
}

/** An alarm that tells its impact on a user, and its entry in the runbook: the heading that says what the alarm says. */
export class RunbookAlarm extends Alarm {
  constructor(
    scope: Construct,
    heading: string,
    { stage, metric, threshold, periods, impact, topic }: RunbookAlarmProps,
  ) {
    super(scope, heading, {
      alarmName: `${createInstallationName(stage)}: ${heading}`,
      alarmDescription: `Impact: ${impact} Runbook: ${RUNBOOK}#${heading.toLowerCase().replaceAll(' ', '-')}`,
      metric,
      threshold,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (topic === undefined) return;
    this.addAlarmAction(new SnsAction(topic));
    this.addOkAction(new SnsAction(topic));
  }
}
