import { beforeAll, describe, expect, test } from 'vitest';
import { capacityReport, planBlast } from './capacity.ts';
import { quotasOf } from './quotas.ts';
import { type Run, runOf } from './run.ts';

const load = { users: 1_000, shape: 'blast', cancelled: 0, matchesNothing: false } as const;

describe('the capacity of a region for a blast', () => {
  let runs: { waiting: Run; undelayed: Run };
  beforeAll(async () => {
    runs = {
      waiting: await runOf({ ...load, delay: '1 hour' }),
      undelayed: await runOf({ ...load, delay: 'none' }),
    };
  });
  const report = (users: number, hours: number, region: string) =>
    capacityReport(planBlast({ users, hours, region }), runs);

  test('a small blast needs no higher quota and no warm table', () => {
    const text = report(100_000, 10, 'us-east-1');
    expect(text).toContain('nothing to request');
    expect(text).toContain('no warm throughput');
  });

  test('ten million users in an hour need a warm table, and more deliveries of EventBridge where the region has few', () => {
    const text = report(10_000_000, 1, 'ap-southeast-3');
    expect(text).toMatch(/warmThroughput \{ writeUnitsPerSecond: 12,000/);
    expect(text).toMatch(
      /Request Amazon EventBridge, "Invocations throttle limit in transactions per second": \S+ \(default 750\)/,
    );
    expect(text).toMatch(/Binds first: /);
  });

  test('the same blast in more hours fills less of each quota', () => {
    const sharesOf = (hours: number) =>
      [...report(10_000_000, hours, 'eu-central-1').matchAll(/(\d+) %/g)].map(([, share]) => Number(share));
    const [fast, slow] = [1, 24].map((hours) => Math.max(...sharesOf(hours)));
    expect(fast).toBeGreaterThan(slow ?? 0);
  });

  test('a region without quotas of its own has those of all other regions', () => {
    expect(quotasOf('ca-central-1')).toMatchObject({ putEvents: 600, deliveries: 1_100, transitions: 800 });
    expect(quotasOf('eu-west-1')).toMatchObject({ putEvents: 10_000, deliveries: 18_750, transitions: 5_000 });
  });
});
