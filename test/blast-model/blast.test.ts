import { describe, expect, test } from 'vitest';
import { ACCOUNT_QUOTAS } from '../cost/quotas.ts';
import { playBlast } from './blast.ts';
import { SHIPPED } from './shipped-blast.ts';

const NEW_TABLE = ACCOUNT_QUOTAS.newTableWrites;

describe('a blast, as a model of the queue, the SDK and a table that throttles shows it', () => {
  test('on a new table, a blast makes no dead letter with the settings that are shipped', async () => {
    const { enrolled, deadLetters, throttledWrites } = await playBlast({
      ...SHIPPED,
      users: 60_000,
      writesPerSecond: NEW_TABLE,
    });
    expect([enrolled, deadLetters]).toEqual([60_000, 0]);
    expect(throttledWrites).toBeGreaterThan(0);
  });

  test('on a new table, four times as many concurrent calls enroll users no sooner, and are throttled more often', async () => {
    const play = (maxConcurrency: number) =>
      playBlast({ ...SHIPPED, maxConcurrency, users: 60_000, writesPerSecond: NEW_TABLE });
    const [shipped, more] = [await play(SHIPPED.maxConcurrency), await play(4 * SHIPPED.maxConcurrency)];
    expect(more.lasted).toBeGreaterThan(0.95 * shipped.lasted);
    expect(more.throttledWrites).toBeGreaterThan(1.2 * shipped.throttledWrites);
  });

  test('a warm table ends the same blast sooner than any concurrency does', async () => {
    const play = (writesPerSecond: number) => playBlast({ ...SHIPPED, users: 60_000, writesPerSecond });
    const [cold, warm] = [await play(NEW_TABLE), await play(20_000)];
    expect(warm.lasted).toBeLessThan(cold.lasted / 2);
    expect(warm.deadLetters).toBe(0);
  });

  test('messages that fail in every delivery become dead letters, each once', async () => {
    const { enrolled, deadLetters } = await playBlast({
      ...SHIPPED,
      ...{ users: 20_000, writesPerSecond: 1_000, maxAttempts: 1, maxDeliveries: 1 },
    });
    expect(deadLetters).toBeGreaterThan(0);
    expect(enrolled + deadLetters).toBe(20_000);
  });
});
