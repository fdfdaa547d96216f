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

describe('the cost of a control group', () => {
  test('a user of the control group costs one event in place of the message, and what it costs that the event comes back (R46)', async () => {
    const [plain, control] = [await runOf(blast), await runOf({ ...blast, control: 100 })];
    expect(control.usage.noted('messages')).toBe(0);
    expect([each(control, 'eventBridge'), each(control, 'write', 'row'), each(control, 'write', 'seat')]).toEqual([
      each(plain, 'eventBridge'),
      each(plain, 'write', 'row'),
      each(plain, 'write', 'seat'),
    ]);
    // The event is sent to the queue by a rule, and received in batches with others.
    expect(each(control, 'sqs') - each(plain, 'sqs')).toBeLessThan(1.5);
  });
});

describe('the cost of conversions', () => {
  test('an event of a user who was sent nothing costs one read more, of its row, and no write (R47)', async () => {
    const [plain, others] = [await runOf(blast), await runOf({ ...blast, visitors: 'others' })];
    expect(each(others, 'read', 'row') - each(plain, 'read', 'row')).toBe(1);
    // Beside the row, each batch reads who listens, and each function once a minute whether users were merged.
    expect(each(others, 'read') - each(plain, 'read')).toBeGreaterThanOrEqual(1);
    expect(each(others, 'read') - each(plain, 'read')).toBeLessThan(1.1);
    expect(others.usage.of('write', 'row')).toBe(plain.usage.of('write', 'row'));
    expect(others.usage.of('eventBridge')).toBe(plain.usage.of('eventBridge'));
  });

  test('a conversion costs one read and one write of the row, and one event on the bus (R47)', async () => {
    const [others, recipients] = [
      await runOf({ ...blast, visitors: 'others' }),
      await runOf({ ...blast, visitors: 'recipients' }),
    ];
    expect(recipients.usage.of('read', 'row')).toBe(others.usage.of('read', 'row'));
    expect(each(recipients, 'write', 'row') - each(others, 'write', 'row')).toBeLessThanOrEqual(2);
    expect(each(recipients, 'eventBridge') - each(others, 'eventBridge')).toBe(1);
  });
});

describe('the cost of statistics', () => {
  test('a campaign with statistics writes its figures once for each invocation and day, and one without writes none (R48)', async () => {
    const [plain, counted] = [await runOf(blast), await runOf({ ...blast, statistics: true })];
    expect(plain.usage.all.filter(({ what }) => what?.includes('statistics'))).toEqual([]);
    expect([each(counted, 'write', 'row'), each(counted, 'write', 'seat')]).toEqual([
      each(plain, 'write', 'row'),
      each(plain, 'write', 'seat'),
    ]);
    expect(each(counted, 'write') - each(plain, 'write')).toBeGreaterThan(0);
    expect(each(counted, 'write') - each(plain, 'write')).toBeLessThan(0.2);
  });
});

describe('the cost of a follow-up of a blast', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runOf(blast);
  });

  test('the cost of a follow-up of a blast is that of one message to each user', () => {
    expect(run.usage.noted('messages')).toBe(USERS);
  });

  test('a follow-up of a blast costs at most four writes to the table: seat, enrolled, claimed, dispatched', () => {
    expect(each(run, 'write', 'seat')).toBeLessThanOrEqual(1);
    expect(each(run, 'write', 'row')).toBeLessThanOrEqual(3);
    expect(each(run, 'write')).toBeLessThan(4.05);
  });

  test('a follow-up of a blast costs one event on the bus, billed once', () => {
    expect(each(run, 'eventBridge')).toBe(1);
  });

  test('a follow-up of a blast costs calls of PutEvents that are full: nine of ten entries at least', () => {
    expect(USERS / run.usage.noted('EventBridge PutEvents')).toBeGreaterThanOrEqual(9);
  });

  test('a follow-up of a blast costs reads of listeners and publications once a batch or page, not for each user', () => {
    expect(run.usage.of('read', 'connectors')).toBeLessThanOrEqual(run.usage.of('lambdaRequest'));
    expect(each(run, 'read', 'publications')).toBeLessThan(0.15);
  });

  test('a follow-up of a blast costs the writes of counts once an invocation, not for each user', () => {
    expect(each(run, 'write', 'counts')).toBeLessThan(0.03);
  });

  test('a follow-up of a blast costs one execution for each window, however many users board its wave', () => {
    expect(run.usage.noted('executions')).toBeLessThanOrEqual(2);
    expect(run.usage.noted('Step Functions StartExecution')).toBeLessThanOrEqual(2);
    expect(wavesOf(run).waves).toBeLessThanOrEqual(1_000);
  });

  test('a follow-up of a blast costs four transitions for a wave whose passes take one call each, and a few more for a bigger one', async () => {
    const small = await runOf({ ...blast, users: 200 });
    expect(small.usage.of('transition')).toBe(4 * small.usage.noted('executions'));
    expect(run.usage.of('transition')).toBeLessThanOrEqual(20 * run.usage.noted('executions'));
  });

  test('a follow-up of a blast costs no stopped executions', () => {
    expect(run.usage.noted('Step Functions StopExecution')).toBe(0);
    expect(goalsOf([run], run).find(({ goal }) => goal.startsWith('StopExecution'))?.isMet).toBe(true);
  });

  test('a follow-up of a blast stays within the limits of every partition of a table, even in a blast of a million', () => {
    const partitions = peaksOf(run, undefined).filter(({ rate }) => rate.includes('partition'));
    expect(partitions).toHaveLength(2);
    for (const { rate, expected, quota } of partitions) expect(expected, rate).toBeLessThan(quota);
  });

  test('a follow-up of a blast costs a short line of the log for each decision', () => {
    expect(run.usage.of('logs', 'of ours') * 1024 ** 3).toBeLessThan(500 * USERS);
  });

  test('a follow-up of a blast costs a fraction of what it would cost with an execution for each user', () => {
    expect(billOf(run.usage.all)).toBeLessThan(billOf(onePerUser(run)) / 10);
  });
});

describe('the cost of a follow-up without a delay', () => {
  test('the cost of a follow-up without a delay includes no execution, and at most two writes', async () => {
    const run = await runOf({ ...blast, delay: 'none' });
    expect(run.usage.noted('messages')).toBe(USERS);
    expect(run.usage.noted('executions')).toBe(0);
    expect(each(run, 'write', 'row')).toBeLessThanOrEqual(2);
    expect(each(run, 'write')).toBeLessThan(2.05);
  });
});

describe('the cost of frequency caps', () => {
  test('the cost of a frequency cap is one read and one write for each message, and nothing where there is none (R45)', async () => {
    const [without, run] = [await runOf(blast), await runOf({ ...blast, hasCaps: true })];
    expect(run.usage.noted('messages')).toBe(USERS);
    expect(without.usage.of('read', 'caps') + without.usage.of('write', 'caps')).toBe(0);
    expect([each(run, 'read', 'caps'), each(run, 'write', 'caps')]).toEqual([1, 1]);
    const others = (of: Run, priced: Priced) => of.usage.of(priced) - of.usage.of(priced, 'caps');
    for (const priced of ['read', 'write'] as const)
      expect(others(run, priced) / others(without, priced), priced).toBeLessThan(1.01);
    expect(USERS / run.usage.noted('EventBridge PutEvents')).toBeGreaterThanOrEqual(9);
  });
});

describe('the cost of an exception', () => {
  test('the cost of an exception includes one write and no stopped execution', async () => {
    const run = await runOf({ ...blast, cancelled: 0.3 });
    expect(run.usage.noted('messages')).toBe(0.7 * USERS);
    expect(run.usage.of('write', 'row', 'match-exception')).toBe(0.3 * USERS);
    expect(run.usage.noted('Step Functions StopExecution')).toBe(0);
  });
});

describe('the cost of an interaction that matches nothing', () => {
  test('the cost of an interaction that matches nothing includes one queue, no row, and little else', async () => {
    const run = await runOf({ ...blast, matchesNothing: true });
    const counting = run.usage.of('write', 'missed');
    expect(run.usage.of('write')).toBe(counting);
    // The counts of interactions that came in (R4): at most $0.10 a million, at $0.625 a million write units.
    expect((counting / run.events) * 0.625).toBeLessThan(0.1);
    expect(run.usage.of('read', 'row')).toBe(0);
    expect(run.usage.of('sqs', 'sends to match-exception')).toBe(USERS);
    expect(run.usage.of('lambdaRequest', undefined, 'match-trigger')).toBe(0);
    const queues = billOf(run.usage.all, 'queues');
    expect(aMillion(billOf(run.usage.all) - queues, run.events)).toBeLessThan(0.3);
  });
});
