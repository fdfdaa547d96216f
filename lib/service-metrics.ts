import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE, type MetricDefinition, SERVICE_DIMENSION } from '../core/contracts/metrics.ts';
import { createInstallationName } from './installation-name.ts';

/** The statistic of a metric and its period. */
export interface MetricOptions {
  readonly statistic?: string;
  readonly period?: Duration;
}

/** The usual period of metrics. */
export const FIVE_MINUTES = Duration.minutes(5);

/** The highest value in each minute: of what lies in a queue, which is never summed. */
export const HIGHEST_OF_MINUTE = { period: Duration.minutes(1), statistic: 'Maximum' } as const;

/** The metrics that the Lambda functions of one installation emit. */
export class ServiceMetrics {
  readonly #service: string;

  constructor(stage: string) {
    this.#service = createInstallationName(stage);
  }

  /** Creates a metric, or that of one value of its second dimension. */
  createMetric(
    { name, dimension }: MetricDefinition,
    { statistic = 'Sum', period = FIVE_MINUTES }: MetricOptions = {},
    value?: string,
  ): Metric {
    return new Metric({
      namespace: METRICS_NAMESPACE,
      metricName: name,
      dimensionsMap: {
        [SERVICE_DIMENSION]: this.#service,
        ...(dimension !== undefined && value !== undefined && { [dimension]: value }),
      },
      statistic,
      period,
    });
  }

  /** Creates a search with a line for each value of a metric's second dimension, including values that appear later. */
  createMetricPerValue({ name, dimension }: MetricDefinition, statistic = 'Sum'): IMetric {
    const dimensions = [SERVICE_DIMENSION, dimension].join(',');
    const search = `{${METRICS_NAMESPACE},${dimensions}} MetricName="${name}" ${SERVICE_DIMENSION}="${this.#service}"`;
    return new MathExpression({
      expression: `SEARCH('${search}', '${statistic}', ${FIVE_MINUTES.toSeconds()})`,
      label: '',
      period: FIVE_MINUTES,
    });
  }
}
