import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { checkDefinition, MAX_DEFINITION_BYTES } from '../../core/check-definition.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createWave } from '../../core/contracts/wave.ts';
import type { RefusedEvent } from '../../core/ports.ts';
import { RESOURCE_NAMES, standIns } from '../doubles/aws.ts';
import { servicesOver } from '../harness/adapters/aws-services.ts';
import { followUpOfTarget, NOON, Owner } from '../harness/adapters/sample.ts';
import { deliveriesInEveryState } from '../harness/adapters/sample-deliveries.ts';

// What the aws adapters promise beyond what they share with their twins.

/** Creates one installation and two of its Lambda functions, each with its own memory. */
function twoLambdas() {
  const container = standIns();
  let now = NOON;
  const clock = { now: () => now };
  const lambda = () => servicesOver(container.clients(), RESOURCE_NAMES, clock);
  const later = (span: number) => {
    now += span;
  };
  return { container, later, one: lambda(), other: lambda() };
}

describe('a profile', () => {
  test('a read of a profile costs half if it may lag a moment', async () => {
    const { container, one } = twoLambdas();
    await one.profiles.get('ann');
    expect(container.tally.of('DynamoDB read units profiles')).toBe(1);
    await one.profiles.getEventually('ann');
    expect(container.tally.of('DynamoDB read units profiles')).toBe(1.5);
  });
});

describe('deliveries', () => {
  test('a halt of a channel is known to every Lambda within ten seconds, and is read from the table no more often (R87)', async () => {
    const { container, later, one, other } = twoLambdas();
    expect(await other.deliveries.getHalt('email')).toBeUndefined();
    const halt = { until: NOON + HOUR, reason: 'quota' };
    await one.deliveries.setHalt('email', halt);
    expect(await one.deliveries.getHalt('email'), 'the one that wrote it').toEqual(halt);
    later(10 * SECOND - 1);
    expect(await other.deliveries.getHalt('email')).toBeUndefined();
    expect(container.tally.of('DynamoDB GetItem')).toBe(2);
    later(1);
    expect(await other.deliveries.getHalt('email')).toEqual(halt);
    expect(container.tally.of('DynamoDB GetItem')).toBe(3);
  });

  test('a delivery expires 60 days after it was created, however late it was changed', async () => {
    const { container, one } = twoLambdas();
    const [pending, sending] = deliveriesInEveryState('d1');
    for (const each of [pending, sending]) {
      if (each !== undefined) await one.deliveries.write(each);
      const command = new GetCommand({ TableName: 'deliveries', Key: { pk: 'delivery#d1', sk: 'email#0' } });
      const { Item } = await container.clients().documents.send(command);
      expect(Item?.['expiresAt']).toBe((NOON + 60 * DAY) / SECOND);
    }
  });
});

describe('the rate of a channel', () => {
  const limits = { perSecond: 1_000 };

  test('a Lambda that sends a thousand messages a second writes to the item of its channel about once a second (R87)', async () => {
    const { container, later, one } = twoLambdas();
    let [granted, now] = [0, NOON];
    const secondsOf = async (seconds: number) => {
      container.tally.clear();
      granted = 0;
      for (const end = now + seconds * SECOND; now < end; now += 1, later(1))
        if ((await one.sendRate.take('email', limits, now)) === 'granted') granted += 1;
      return { granted, writes: container.tally.of('DynamoDB PutItem') };
    };
    const first = await secondsOf(1);
    expect(first.granted).toBe(1_000);
    expect(first.writes).toBeLessThanOrEqual(10);
    const { granted: later10, writes } = await secondsOf(10);
    expect(later10).toBe(10_000);
    expect(writes).toBeLessThanOrEqual(11);
  });

  test('Lambdas that share a channel send no more than its rate together, and nearly all of it (R87)', async () => {
    const { container, one, other } = twoLambdas();
    let granted = 0;
    for (let now = NOON; now < NOON + 5 * SECOND; now += 1)
      for (const lambda of [one, other, one])
        if ((await lambda.sendRate.take('email', limits, now)) === 'granted') granted += 1;
    expect(granted).toBeLessThanOrEqual(5_000 + 1_000);
    expect(granted).toBeGreaterThan(4_000);
    expect(container.tally.of('DynamoDB PutItem')).toBeLessThan(60);
  });

  test('Lambdas that share a channel send its daily maximum together, whatever leases they had (R87)', async () => {
    const { one, other } = twoLambdas();
    const warming = { perSecond: 50, perDay: 100 };
    let granted = 0;
    for (let now = NOON; now < NOON + 30 * SECOND; now += 100)
      for (const lambda of [one, other])
        if ((await lambda.sendRate.take('email', warming, now)) === 'granted') granted += 1;
    expect(granted).toBe(100);
  });

  test('a Lambda that may not send reads the item of its channel at most once in ten seconds until it may (R87)', async () => {
    const { container, one } = twoLambdas();
    const warming = { perSecond: 50, perDay: 1 };
    const take = (after: number) => one.sendRate.take('email', warming, NOON + after);
    expect(await take(0)).toBe('granted');
    container.tally.clear();
    const retryAt = NOON + DAY / 2;
    for (const after of [0, SECOND, 10 * SECOND - 1]) expect(await take(after)).toEqual({ retryAt });
    expect(container.tally.of('DynamoDB GetItem')).toBe(1);
    expect(await take(10 * SECOND)).toEqual({ retryAt });
    expect(container.tally.of('DynamoDB GetItem')).toBe(2);
  });

  test.each([
    ['is refused because it was made already', 'ConditionalCheckFailedException'],
    ['fails after it was made', 'TimeoutError'],
  ])('a daily maximum is never exceeded if a write of a lease %s (R87)', async (_, name) => {
    const { container } = twoLambdas();
    let isBreaking = false;
    const documents = container.dynamodb.client(async (call, perform) => {
      const answer = perform();
      if (!isBreaking || !call.startsWith('Put ')) return answer;
      isBreaking = false;
      throw Object.assign(new Error('the answer did not come'), { name });
    });
    const { sendRate } = servicesOver({ ...container.clients(), documents }, RESOURCE_NAMES);
    const warming = { perSecond: 50, perDay: 40 };
    let [granted, failed] = [0, 0];
    const take = async (now: number) => {
      const taken = await sendRate.take('email', warming, now).catch(() => 'failed');
      if (taken === 'granted') granted += 1;
      if (taken === 'failed') failed += 1;
    };
    // The last of these has a new lease of 16 tokens. The next write gives 15 back.
    for (let each = 1; each <= 16; each++) await take(NOON);
    isBreaking = true;
    for (let second = 5; second <= 90; second++) await take(NOON + second * SECOND);
    const isKnown = name === 'ConditionalCheckFailedException';
    expect([granted, failed, isBreaking]).toEqual([isKnown ? 40 : 40 - 2, isKnown ? 0 : 1, false]);
  });

  test('a Lambda that others come before every time tries again a second later, and sends nothing meanwhile (R87)', async () => {
    const { container, one } = twoLambdas();
    const documents = container.dynamodb.client(async (call, perform) => {
      if (!call.startsWith('Put ')) return perform();
      throw Object.assign(new Error('another came first'), { name: 'ConditionalCheckFailedException' });
    });
    const { sendRate } = servicesOver({ ...container.clients(), documents }, RESOURCE_NAMES);
    expect(await sendRate.take('email', limits, NOON)).toEqual({ retryAt: NOON + SECOND });
    expect(await one.sendRate.take('email', limits, NOON)).toBe('granted');
  });
});

describe('waves', () => {
  const wave = createWave('reminder', 1, NOON + HOUR);

  test('a wave is started once, however many Lambdas start it, and is only looked up again after a while', async () => {
    const { container, later, one, other } = twoLambdas();
    for (const lambda of [one, other, one, other]) expect(await lambda.waves.start(wave)).toBe(true);
    expect(container.tally.of('Step Functions')).toBe(1);
    expect(container.tally.of('DynamoDB GetItem')).toBe(2);
    later(MINUTE);
    expect(await one.waves.start(wave)).toBe(true);
    expect(container.tally.of('DynamoDB GetItem')).toBe(3);
    expect(container.stepFunctions.executions).toHaveLength(1);
  });

  test('a wave that many users board at the same time is looked up once by each Lambda', async () => {
    const { container, one, other } = twoLambdas();
    const boarding = [one, other].flatMap((lambda) => Array.from({ length: 50 }, () => lambda.waves.start(wave)));
    expect(new Set(await Promise.all(boarding))).toEqual(new Set([true]));
    expect(container.tally.of('DynamoDB GetItem')).toBe(2);
    expect(container.tally.of('Step Functions StartExecution')).toBeLessThanOrEqual(2);
  });

  test('a wave whose first start was lost half way is started by the next one', async () => {
    const { container, one } = twoLambdas();
    const broken = servicesOver(
      { ...container.clients(), executions: container.stepFunctions.client(breaking) },
      RESOURCE_NAMES,
    );
    await expect(broken.waves.start(wave)).rejects.toThrow('broke');
    expect(container.stepFunctions.executions).toEqual([]);
    expect(await one.waves.start(wave)).toBe(true);
    expect(container.stepFunctions.executions).toMatchObject([{ name: wave.name, status: 'RUNNING' }]);
  });

  test('a wave that an operator aborted is soon closed to all users, also in functions that cached it as running', async () => {
    const { container, later, one, other } = twoLambdas();
    await one.waves.start(wave);
    container.stepFunctions.end(wave.name, 'ABORTED');
    await other.waves.closeBoarding(wave);
    later(15 * SECOND);
    expect(await one.waves.start(wave)).toBe(false);
  });

  test('waves that have not ended are found until they are done, the earliest first, closed ones too', async () => {
    const { one } = twoLambdas();
    const [early, late, done] = [5, 7, 6].map((minutes) => createWave('reminder', 1, NOON + minutes * MINUTE));
    for (const each of [late, early, done]) if (each !== undefined) await one.waves.start(each);
    if (early === undefined || done === undefined) throw new Error('waves: expected three');
    await one.waves.closeBoarding(early);
    await one.waves.finish(done);
    const open = async (before: number) => {
      const found: string[] = [];
      for await (const { wave } of one.waves.listOpenBefore(before)) found.push(wave.name);
      return found;
    };
    expect(await open(NOON + HOUR)).toEqual([early.name, late?.name]);
    expect(await open(NOON + 7 * MINUTE)).toEqual([early.name]);
  });

  test('a wave is restarted under the next name, each time once', async () => {
    const { container, one, other } = twoLambdas();
    await one.waves.start(wave);
    const restarts = async () => {
      for await (const open of one.waves.listOpenBefore(Number.MAX_SAFE_INTEGER)) return open.restarts;
      return undefined;
    };
    for (const [restart, lambda] of [one, other].entries()) {
      container.stepFunctions.end(restart === 0 ? wave.name : `${wave.name}.r${restart}`, 'FAILED');
      expect(await restarts()).toBe(restart);
      await lambda.waves.restart({ wave, restarts: restart });
    }
    const [first, second, third] = container.stepFunctions.executions;
    expect([first?.name, second?.name, third?.name]).toEqual([wave.name, `${wave.name}.r1`, `${wave.name}.r2`]);
    expect([second?.input, third?.input]).toEqual([first?.input, first?.input]);
    expect(await one.waves.getStatus({ wave, restarts: 2 })).toBe('RUNNING');
  });

  test('the execution of a wave shows an operator the campaign, publication and departure first', async () => {
    const { container, one } = twoLambdas();
    await one.waves.start(wave);
    const [{ name, input } = { name: '', input: '{}' }] = container.stepFunctions.executions;
    expect(name).toBe('reminder.1.20261201T130000Z');
    const departs = '2026-12-01T13:00:00.000Z';
    expect(JSON.parse(input)).toMatchObject({ campaign: 'reminder', publication: 1, departs, at: departs });
  });
});

describe('refusals', () => {
  const refused = (more: Partial<RefusedEvent>): RefusedEvent => ({
    code: 'MalformedEntry',
    message: 'no',
    at: NOON,
    entry: 1,
    ...more,
  });

  test('a refused event is kept once under an id, and is sent to the queue', async () => {
    const { container, one, other } = twoLambdas();
    for (const lambda of [one, other])
      await lambda.refusals.add(refused({ entry: 'twice' }), { id: 'message-1', since: NOON });
    await one.refusals.add(refused({ entry: 'twice' }), { id: 'message-2', since: NOON });
    const items = ['message-1', 'message-2'].map((id) => ({ ...refused({ entry: 'twice' }), id: `00${NOON}#${id}` }));
    expect((await one.refusals.list()).items).toEqual(items);
    const { entry: _, ...notice } = refused({});
    expect(container.sqs.in(RESOURCE_NAMES.refusedQueueUrl).map(({ body }) => JSON.parse(body))).toContainEqual({
      ...notice,
      id: `00${NOON}#message-1`,
    });
  });

  test('a refused event is kept and its notice sent to the queue whatever characters it holds, and it is cut if it is long', async () => {
    const { container, one } = twoLambdas();
    const odd = '\ufffe\uffff\ud800\u0000';
    await one.refusals.add(refused({ entry: odd }));
    await one.refusals.add(refused({ entry: '🎈'.repeat(100_000) }));
    await one.refusals.add(refused({ entry: { Source: odd, DetailType: '🎈'.repeat(1_000) } }));
    const notices = container.sqs.in(RESOURCE_NAMES.refusedQueueUrl).map(({ body }) => JSON.parse(body));
    const kept = await Promise.all(notices.map(({ id }) => one.refusals.get(id)));
    expect(kept.map((each) => [each?.entry === odd, each?.bytes])).toEqual([
      [true, undefined],
      [false, 400_002],
      [false, undefined],
    ]);
    expect([notices[2]?.Source, notices[2]?.DetailType.length]).toEqual([odd, expect.any(Number)]);
  });

  test('refused events of days apart are listed in order, and those that are gone are not looked for', async () => {
    const { container, later, one } = twoLambdas();
    for (const days of [0, 3, 10]) await one.refusals.add(refused({ at: NOON - days * DAY, entry: days }));
    later(HOUR);
    const listed: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await one.refusals.list(cursor);
      listed.push(...page.items.map(({ entry }) => entry));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(listed).toEqual([10, 3, 0]);
    container.tally.clear();
    await one.refusals.list('0|');
    expect(container.tally.of('DynamoDB Query')).toBeLessThan(400);
  });
});

describe('the bus, for producers who come over HTTP', () => {
  const entry = { Source: 'shop', DetailType: 'User Behavior', Detail: { userId: 'ann', behavior: 'session.started' } };

  test('the bus puts the instant and the id of an event into its Detail, because EventBridge passes on neither', async () => {
    const { container, one } = twoLambdas();
    const [result] = await one.bus.put([{ ...entry, Time: '2026-12-01T11:59:58.765Z' }]);
    const [put] = container.eventBridge.entries;
    expect(JSON.parse(put?.Detail ?? '')).toMatchObject({
      ...entry.Detail,
      occurredAt: '2026-12-01T11:59:58.765Z',
      ...(result && 'eventId' in result && { id: result.eventId }),
    });
    expect(put).toMatchObject({ EventBusName: RESOURCE_NAMES.busName, Source: 'shop', DetailType: 'User Behavior' });
  });

  test('the bus lets an event that was done long ago arrive as a new one: it is not a repeated one', async () => {
    const { container, one } = twoLambdas();
    await one.bus.put([{ ...entry, Time: '2026-11-30T12:00:00Z' }]);
    expect(container.eventBridge.entries[0]?.Time).toBeUndefined();
  });

  test('the bus refuses and keeps the entries that it could not read, and accepts the others (R61)', async () => {
    const { container, one } = twoLambdas();
    const large = { ...entry, Detail: { ...entry.Detail, properties: { text: 'x'.repeat(256 * 1024) } } };
    const deep = { ...entry, Detail: JSON.parse(`${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`) };
    const results = await one.bus.put([entry, { ...entry, DetailType: 'Weather' }, large, deep, entry]);
    expect(results.map((each) => ('errorCode' in each ? each.errorCode : 'taken'))).toEqual([
      'taken',
      'UnknownDetailType',
      'MalformedDetail',
      'MalformedDetail',
      'taken',
    ]);
    expect(container.eventBridge.entries).toHaveLength(2);
    expect((await one.refusals.list()).items).toHaveLength(3);
  });

  test('the bus accepts the longest Detail there may be, as one machine does (R61)', async () => {
    const { container, one } = twoLambdas();
    const room = 256 * 1024 - JSON.stringify({ ...entry.Detail, note: '' }).length;
    const max = { ...entry, Source: 's'.repeat(256), Detail: { ...entry.Detail, note: 'x'.repeat(room) } };
    expect(await one.bus.put([max, max])).toEqual(Array(2).fill({ eventId: expect.any(String) }));
    expect(container.eventBridge.entries).toHaveLength(2);
  });

  test('a call of the bus fails after all of its entries have ended: none continues after the caller receives the error', async () => {
    const { container } = twoLambdas();
    let ended = 0;
    const queues = container.sqs.client(async () => {
      throw new Error('the queue broke');
    });
    const events = container.eventBridge.client(async (_, perform) => {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      ended += 1;
      return perform();
    });
    const { bus } = servicesOver({ ...container.clients(), queues, events }, RESOURCE_NAMES);
    await expect(bus.put([1, entry])).rejects.toThrow('the queue broke');
    expect(ended).toBe(1);
  });
});

async function breaking(): Promise<never> {
  throw new Error('the network broke');
}

describe('campaigns', () => {
  test('the longest possible campaigns are stored and published, even if nothing of them could be compressed', async () => {
    const { one } = twoLambdas();
    const noise = (bytes: number) => randomBytes(bytes).toString('base64').slice(0, bytes);
    const trigger = (index: number) => ({
      interaction: 'email.received' as const,
      campaign: `${index}${'"'.repeat(250)}`,
      messageVariationId: '"'.repeat(256),
    });
    const messages = [60_000, 60_000, 60_000, 58_000].map((length) => ({
      channel: 'content_card' as const,
      body: noise(length),
    }));
    const triggers = Array.from({ length: 20 }, (_, index) => trigger(index));
    const definition = followUpOfTarget('longest', 'welcome', { triggers, messages });
    expect(checkDefinition(definition)).toEqual({ definition, warnings: [] });
    expect(Buffer.byteLength(JSON.stringify(definition))).toBeGreaterThan(MAX_DEFINITION_BYTES - 5_000);
    const { published } = await new Owner(one).publishes(definition);
    expect(Buffer.byteLength(JSON.stringify(published))).toBeLessThan(MAX_DEFINITION_BYTES + 20 * 1_024);
    expect(await one.campaigns.getDefinition('longest', 1)).toEqual(definition);
  });
});

test('a page of seats has at most 4 MB of events, so that a wave of long ones fits in memory', async () => {
  const { one: services } = twoLambdas();
  const trigger = { id: 'event-1', properties: { text: 'x'.repeat(250_000) } };
  for (let each = 0; each < 40; each++) {
    await services.seats.put({ wave: 'long', enrollmentId: `e${each}`, userId: 'ann', trigger });
  }
  const { items, cursor } = await services.seats.listByWave('long', 100);
  expect([items.length <= 16, items.length > 10, cursor]).toEqual([true, true, expect.any(String)]);
});
