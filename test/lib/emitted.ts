import { Metrics } from '@aws-lambda-powertools/metrics';
import * as v from 'valibot';
import { INTERACTION_NAMES } from '../../core/contracts/catalogue.ts';
import { CANCELLED_REASONS, WITHHELD_REASONS } from '../../core/contracts/decision.ts';
import { METRICS, type MetricContract } from '../../core/contracts/metrics.ts';
import { keptMeter } from '../../lambda/meter.ts';
import { linesOf } from './lines-of.ts';
import type { Installed } from './synthesized.ts';

/** A metric as CloudWatch knows it: another set of dimensions is another metric. */
export interface Emitted {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The embedded metric format: metrics as a line of a log. */
const emf = v.looseObject({
  _aws: v.object({
    CloudWatchMetrics: v.array(
      v.object({
        Namespace: v.string(),
        Dimensions: v.array(v.array(v.string())),
        Metrics: v.array(v.object({ Name: v.string() })),
      }),
    ),
  }),
});

const VALUES: Readonly<Record<NonNullable<MetricContract['by']>, readonly string[]>> = {
  interaction: [...INTERACTION_NAMES, 'profile'],
  reason: [...WITHHELD_REASONS, ...CANCELLED_REASONS],
  campaign: ['resend-welcome'],
};

/** Every metric that the doors count, as it leaves a Lambda of an installation. */
export function emittedIn(installation: Installed): Emitted[] {
  const lines = linesOf(installation, () => {
    const meter = keptMeter(new Metrics());
    for (const metric of Object.values<MetricContract>(METRICS)) {
      if (metric.by === undefined) meter.add(metric, 1);
      else for (const value of VALUES[metric.by]) meter.add(metric, 1, value);
    }
    meter.write();
  });
  return lines.flatMap((line) => metricsIn(v.parse(emf, line)));
}

function metricsIn(line: v.InferOutput<typeof emf>): Emitted[] {
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name }) => ({
        namespace: Namespace,
        name: Name,
        dimensions: Object.fromEntries(names.map((name) => [name, String(line[name])])),
      })),
    ),
  );
}
