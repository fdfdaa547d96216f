import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE, type MetricDefinition, SERVICE_DIMENSION } from '../core/contracts/metrics.ts';
import { createInstallationName } from './installation-name.ts';

/** How values of a period are drawn together. */
export interface MetricOptions {
  readonly statistic?: string;
  readonly period?: Duration;
}

const FIVE_MINUTES = Duration.minutes(5);

/** The metrics of one installation, as its doors emit them. */
export class ServiceMetrics {
  readonly #service: string;

  constructor(stage: string) {
    this.#service = createInstallationName(stage);
  }

  /** One metric, or one value of its second dimension. */
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

  /** A line for every value of a metric's second dimension, whatever values come. */
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
