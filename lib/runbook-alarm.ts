import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** When an alarm goes off, what that does to users, and where the runbook says what to do. */
export interface RunbookAlarmProps {
  readonly metric: IMetric;
  /** The alarm goes off when the metric is above this. */
  readonly above: number;
  /** Periods in a row. */
  readonly periods: number;
  /** What a user suffers while it lasts, as a sentence. */
  readonly impact: string;
  /** The anchor in docs/runbook.md. */
  readonly entry: string;
  readonly topic?: ITopic;
}

/** An alarm that tells its impact on a user, and its entry in the runbook. */
export class RunbookAlarm extends Alarm {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id, {
      metric: props.metric,
      threshold: props.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: props.periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `Impact: ${props.impact} Runbook: docs/runbook.md#${props.entry}`,
    });
    if (props.topic !== undefined) {
      this.addAlarmAction(new SnsAction(props.topic));
      this.addOkAction(new SnsAction(props.topic));
    }
  }
}
