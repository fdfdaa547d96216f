import type { MetricContract } from '../../core/contracts/metrics.ts';

/** Counts what an operator would ask for; `by` is the value of the metric's own dimension. */
export interface Meter {
  add(metric: MetricContract, value: number, by?: string): void;
}
