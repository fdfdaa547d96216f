import { Metrics } from '@aws-lambda-powertools/metrics';
import { INTERACTION_NAMES } from '../../../core/contracts/catalogue.ts';
import { CANCELLED_REASONS, WITHHELD_REASONS } from '../../../core/contracts/decision.ts';
import { CHANNELS } from '../../../core/contracts/definition.ts';
import { METRICS, type MetricDefinition } from '../../../core/contracts/metrics.ts';
import { createBufferedMeter } from '../../../functions/runtime/buffered-meter.ts';
import { type Emitted, metricsIn } from '../functions/embedded-metrics.ts';
import { linesOf } from './lines-of.ts';
import type { Installed } from './synthesized.ts';

const VALUES: Readonly<Record<NonNullable<MetricDefinition['dimension']>, readonly string[]>> = {
  interaction: [...INTERACTION_NAMES, 'profile'],
  reason: [...WITHHELD_REASONS, ...CANCELLED_REASONS],
  campaign: ['resend-welcome'],
  state: ['sent', 'refused', 'expired', 'unknown', 'held-back'],
  channel: [...CHANNELS],
};

/** Returns all metrics that handlers count, as a Lambda function of an installation emits them. */
export function listEmittedMetrics(installation: Installed): Emitted[] {
  const lines = linesOf(installation, () => {
    const meter = createBufferedMeter(new Metrics());
    for (const metric of Object.values<MetricDefinition>(METRICS)) {
      if (metric.dimension === undefined) meter.add(metric, 1);
      else for (const value of VALUES[metric.dimension]) meter.add(metric, 1, value);
    }
    meter.flush();
  });
  return lines.flatMap((line) => metricsIn(line));
}
