import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Meter } from '../../adapters/aws/meter.ts';
import type { MetricDefinition } from '../../core/contracts/metrics.ts';

/** A meter that writes its metrics at the end of an invocation. */
export interface BufferedMeter extends Meter {
  flush(): void;
}

/** Creates a meter that counts in memory, and writes metrics as log lines that CloudWatch reads. That saves a call of an API for each invocation. */
export function createBufferedMeter(metrics: Metrics): BufferedMeter {
  const sums = new Map<string, { metric: MetricDefinition; by: string | undefined; values: number[] }>();
  return {
    add(metric, value, dimensionValue) {
      const name = `${metric.name}|${dimensionValue ?? ''}`;
      const buffered = sums.get(name) ?? { metric, by: dimensionValue, values: [] };
      sums.set(name, buffered);
      if (metric.unit === 'Count') buffered.values[0] = (buffered.values[0] ?? 0) + value;
      else buffered.values.push(value);
    },
    flush() {
      for (const { metric, by: dimensionValue, values } of sums.values()) {
        const written =
          dimensionValue === undefined || metric.dimension === undefined ? metrics : metrics.singleMetric();
        if (written !== metrics && metric.dimension !== undefined)
          written.addDimension(metric.dimension, dimensionValue ?? '');
        for (const value of values) written.addMetric(metric.name, UNITS[metric.unit], value);
      }
      sums.clear();
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

const UNITS = { Count: MetricUnit.Count, Milliseconds: MetricUnit.Milliseconds } as const;
