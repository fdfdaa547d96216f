import type { MetricDefinition } from '../../core/contracts/metrics.ts';

/** Counts what an operator would ask for; `by` is the value of the metric's own dimension. */
export interface Meter {
  add(metric: MetricDefinition, value: number, by?: string): void;
}
