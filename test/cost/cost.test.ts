import { beforeAll, describe, expect, test } from 'vitest';
import { aMillion, billOf } from './bill.ts';
import { goalsOf } from './goals.ts';
import type { Load } from './load.ts';
import { peaksOf, wavesOf } from './peaks.ts';
import { onePerUser } from './per-user.ts';
import type { Priced } from './prices.ts';
import { type Run, runOf } from './run.ts';

const USERS = 1_000;
const blast: Load = { users: USERS, shape: 'blast', delay: '1 hour', cancelled: 0, matchesNothing: false };
const each = (run: Run, priced: Priced, what?: string) => run.usage.of(priced, what) / USERS;

describe('a follow-up of a blast', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runOf(blast);
  });

  test('reaches everybody once', () => {
    expect(run.usage.noted('messages')).toBe(USERS);
  });

  test('is written to the table at most four times: seat, enrolled, claimed, dispatched', () => {
    expect(each(run, 'write', 'seat')).toBeLessThanOrEqual(1);
    expect(each(run, 'write', 'row')).toBeLessThanOrEqual(3);
    expect(each(run, 'write')).toBeLessThan(4.05);
  });

  test('is one event on the bus, of one billed size', () => {
    expect(each(run, 'eventBridge')).toBe(1);
  });

  test('reads who listens and what is published once a batch or a page, never for each user', () => {
    expect(run.usage.of('read', 'connectors')).toBeLessThanOrEqual(run.usage.of('lambdaRequest'));
    expect(each(run, 'read', 'publications')).toBeLessThan(0.15);
  });

  test('is counted once an invocation, never for each user', () => {
    expect(each(run, 'write', 'counts')).toBeLessThan(0.03);
  });

  test('waits in an execution that it shares: a window is one, however many users board it', () => {
    expect(run.usage.noted('executions')).toBeLessThanOrEqual(2);
    expect(run.usage.noted('Step Functions StartExecution')).toBeLessThanOrEqual(2);
    expect(wavesOf(run).waves).toBeLessThanOrEqual(1_000);
  });

  test('takes seven transitions for each of its waves, which leave in one pass and look round once more', () => {
    expect(run.usage.of('transition')).toBe(7 * run.usage.noted('executions'));
  });

  test('never stops an execution', () => {
    expect(run.usage.noted('Step Functions StopExecution')).toBe(0);
    expect(goalsOf([run], run).find(({ goal }) => goal.startsWith('StopExecution'))?.isMet).toBe(true);
  });

  test('asks no partition of a table for more than it gives, even in a blast of a million', () => {
    const partitions = peaksOf(run, undefined).filter(({ rate }) => rate.includes('partition'));
    expect(partitions).toHaveLength(2);
    for (const { rate, million, quota } of partitions) expect(million, rate).toBeLessThan(quota);
  });

  test('logs a short line for each decision', () => {
    expect(run.usage.of('logs', 'of ours') * 1024 ** 3).toBeLessThan(500 * USERS);
  });

  test('costs a fraction of what an execution for each user would', () => {
    expect(billOf(run.usage.all)).toBeLessThan(billOf(onePerUser(run)) / 10);
  });
});

describe('a follow-up without a delay', () => {
  test('waits in no execution, and is written at most twice', async () => {
    const run = await runOf({ ...blast, delay: 'none' });
    expect(run.usage.noted('messages')).toBe(USERS);
    expect(run.usage.noted('executions')).toBe(0);
    expect(each(run, 'write', 'row')).toBeLessThanOrEqual(2);
    expect(each(run, 'write')).toBeLessThan(2.05);
  });
});

describe('an exception', () => {
  test('cancels by one write, and stops no execution', async () => {
    const run = await runOf({ ...blast, cancelled: 0.3 });
    expect(run.usage.noted('messages')).toBe(0.7 * USERS);
    expect(run.usage.of('write', 'row', 'match-exception')).toBe(0.3 * USERS);
    expect(run.usage.noted('Step Functions StopExecution')).toBe(0);
  });
});

describe('an interaction that matches nothing', () => {
  test('goes through one queue, touches no row, and costs little beside', async () => {
    const run = await runOf({ ...blast, matchesNothing: true });
    expect(run.usage.of('write')).toBe(0);
    expect(run.usage.of('read', 'row')).toBe(0);
    expect(run.usage.of('sqs', 'sends to match-exception')).toBe(USERS);
    expect(run.usage.of('lambdaRequest', undefined, 'match-trigger')).toBe(0);
    const queues = billOf(run.usage.all, 'queues');
    expect(aMillion(billOf(run.usage.all) - queues, run.events)).toBeLessThan(0.3);
  });
});
