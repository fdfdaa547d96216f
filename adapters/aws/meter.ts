import type { MetricDefinition } from '../../core/contracts/metrics.ts';

/** The metrics for operators; `by` is the value of the dimension of the metric. */
export interface Meter {
  add(metric: MetricDefinition, value: number, by?: string): void;
}
