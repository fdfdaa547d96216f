import { Duration } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { METRICS } from '../../core/contracts/metrics.ts';
import { listDisplayedMetrics } from '../harness/lib/displayed-metrics.ts';
import { listEmittedMetrics } from '../harness/lib/emitted-metrics.ts';
import { installed, WITH_CHANNELS } from '../harness/lib/synthesized.ts';

// With the alarm and the channels that are optional.
const installation = installed({ ...WITH_CHANNELS, stage: 'prod', expectEvents: { within: Duration.minutes(30) } });
const emitted = listEmittedMetrics(installation);
const shown = listDisplayedMetrics(installation);

describe('each metric on the dashboard and in alarms', () => {
  test('each metric on the dashboard and in alarms is emitted with its namespace, name and dimensions', () => {
    expect(shown.length).toBeGreaterThan(10);
    for (const { where, shows } of shown) expect(emitted.filter(shows).length, where).toBeGreaterThan(0);
  });

  test('each metric on the dashboard and in alarms is one that handlers count, and each that handlers count is on the dashboard or in an alarm', () => {
    expect(new Set(emitted.map(({ name }) => name))).toEqual(new Set(Object.values(METRICS).map(({ name }) => name)));
    const unseen = emitted.filter((metric) => !shown.some(({ shows }) => shows(metric)));
    expect(unseen).toEqual([]);
  });

  test('no metric on the dashboard or in an alarm is one of another installation in the account', () => {
    const others = listEmittedMetrics(installed({ stage: 'test' }));
    for (const { where, shows } of shown) expect(others.filter(shows), where).toEqual([]);
  });
});
