import { expect, onTestFinished, test } from 'vitest';
import { createSqliteRetention } from '../../adapters/sqlite/retention.ts';
import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { Channel } from '../../core/contracts/definition.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { DELIVERY_LIFETIME, ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { message, NOON } from '../harness/adapters/sample.ts';
import { deliveriesInEveryState, pendingDelivery } from '../harness/adapters/sample-deliveries.ts';

function opened(senderChannels: readonly Channel[] = ['email', 'sms']) {
  const store = new SqliteStore(':memory:');
  onTestFinished(() => store.close());
  const warned: string[] = [];
  const log = {
    warn: (code: string, facts: object) => warned.push(`${code} ${JSON.stringify(facts)}`),
    logDecisions: () => undefined,
  };
  const clock = { at: NOON, now: () => clock.at };
  const services = createSqliteServices(store, { clock, log, senderChannels: new Set(senderChannels) });
  const count = () => Number(store.get('SELECT count(*) AS found FROM deliveries')?.['found']);
  return { store, clock, services, warned, count, retention: createSqliteRetention(store) };
}

const withMessages = (id: string, ...channels: Channel[]): MessageDispatched => ({
  ...message(id),
  messages: channels.map((channel, index) => ({ channel, body: `text ${index}` })),
});
const first = pendingDelivery('d1');

test('a message gets a pending delivery with its dispatch for each message of a channel with a sender, and none of another (R80, R81)', async () => {
  const { services } = opened();
  const sent = withMessages('d1', 'sms', 'push', 'email', 'sms');
  await services.outbox.send(sent);
  const dispatchedAt = Date.parse(sent.dispatchedAt);
  const fields = { ...first, sendBefore: dispatchedAt + DAY };
  expect(await services.deliveries.listByDispatch('d1')).toEqual([
    { ...fields, channel: 'email' },
    { ...fields, channel: 'sms' },
    { ...fields, channel: 'sms', part: 1 },
  ]);
  expect(services.deliveries.readMessage({ dispatchId: 'd1', channel: 'sms', part: 1 })).toEqual(sent);
});

test('a message that says until when it may be sent passes that on to its deliveries (R87)', async () => {
  const { services } = opened();
  await services.outbox.send({ ...withMessages('d1', 'email'), sendBefore: '2026-12-01T20:00:00.000Z' });
  expect(await services.deliveries.get(first)).toMatchObject({ sendBefore: Date.parse('2026-12-01T20:00:00Z') });
});

test('a dispatch that is repeated, also after its delivery has ended, adds no delivery and changes none (R71, R80)', async () => {
  const { services, clock } = opened();
  const sent = withMessages('d1', 'email');
  await services.outbox.send(sent);
  const [, , , ended] = deliveriesInEveryState('d1');
  for (const each of deliveriesInEveryState('d1').slice(1, 4)) await services.deliveries.write(each);
  services.deliveries.settle(first);
  clock.at = NOON + HOUR;
  await services.outbox.send(sent);
  expect(await services.deliveries.listByDispatch('d1')).toEqual([ended]);
  expect(services.deliveries.nextDueAt('email')).toBeUndefined();
});

test('a store without senders keeps its messages and adds no delivery, also when a sender is added later (R81, R91)', async () => {
  const { store, services, clock } = opened([]);
  await services.outbox.send(withMessages('d1', 'email'));
  const log = { warn: () => undefined, logDecisions: () => undefined };
  const later = createSqliteServices(store, { clock, log, senderChannels: new Set<Channel>(['email']) });
  await later.outbox.send(withMessages('d1', 'email'));
  expect(await later.deliveries.listByDispatch('d1')).toEqual([]);
  expect(later.outbox.list().items).toHaveLength(1);
});

test('a message and its deliveries are written together or not at all (R80)', async () => {
  const { store, services } = opened();
  await expect(
    services.transaction(async () => {
      await services.outbox.send(withMessages('d1', 'email'));
      expect(services.deliveries.nextDueAt('email')).toBe(NOON);
      throw new Error('the work broke');
    }),
  ).rejects.toThrow('the work broke');
  expect([services.outbox.list().items, services.deliveries.nextDueAt('email')]).toEqual([[], undefined]);

  store.run(
    "CREATE TRIGGER no BEFORE INSERT ON deliveries WHEN new.part = 1 BEGIN SELECT RAISE(ABORT, 'no deliveries'); END",
  );
  await expect(services.outbox.send(withMessages('d2', 'email', 'email'))).rejects.toThrow('no deliveries');
  const inTransaction = services.transaction(async () => {
    await services.outbox.send(withMessages('d3', 'email', 'email')).catch(() => undefined);
    await services.outbox.send(withMessages('d4', 'push'));
  });
  await inTransaction;
  expect(services.outbox.list().items.map(({ dispatchId }) => dispatchId)).toEqual(['d4']);
  expect(services.deliveries.nextDueAt('email')).toBeUndefined();
  store.run('DROP TRIGGER no');
  await services.outbox.send(withMessages('d3', 'email', 'email'));
  expect(await services.deliveries.listByDispatch('d3')).toHaveLength(2);
});

test('a delivery is due at its instant, not a millisecond before, the earliest first and as many as are asked for (R87)', async () => {
  const { services } = opened();
  const { deliveries } = services;
  expect(deliveries.nextDueAt('email')).toBeUndefined();
  const later = (minutes: number) => pendingDelivery(`d${minutes}`, { dueAt: NOON + minutes * MINUTE });
  for (const minutes of [3, 1, 2]) await deliveries.write(later(minutes));
  expect(deliveries.nextDueAt('email')).toBe(NOON + MINUTE);
  expect(deliveries.listDue('email', NOON + MINUTE - 1, 10)).toEqual([]);
  expect(deliveries.listDue('email', NOON + MINUTE, 10)).toEqual([later(1)]);
  expect(deliveries.listDue('email', NOON + HOUR, 2)).toEqual([later(1), later(2)]);
});

test('a delivery that an attempt has a lease on is due when the lease is over, one that was sent 30 seconds later, and one that has ended otherwise never (R80, R86)', async () => {
  const { services } = opened();
  const { deliveries } = services;
  const states = deliveriesInEveryState('d1');
  for (const delivery of states) {
    await deliveries.write(delivery);
    const due = {
      pending: 'dueAt' in delivery ? delivery.dueAt : 0,
      sending: NOON + MINUTE,
      sent: NOON + 1.5 * MINUTE,
    };
    const at: number | undefined = Object.entries(due).find(([state]) => state === delivery.state)?.[1];
    expect(deliveries.nextDueAt('email'), delivery.state).toBe(at);
    expect(deliveries.listDue('email', NOON + DAY, 10), delivery.state).toEqual(at === undefined ? [] : [delivery]);
    if (at !== undefined) expect(deliveries.listDue('email', at - 1, 10), delivery.state).toEqual([]);
  }
});

test('a delivery that was sent and is settled is never due again, whatever is reported of it (R86)', async () => {
  const { services } = opened();
  const { deliveries } = services;
  const [, , , sent, reported, ...others] = deliveriesInEveryState('d1');
  expect(others.length).toBeGreaterThan(0);
  for (const each of deliveriesInEveryState('d1').slice(0, 3)) await deliveries.write(each);
  if (sent !== undefined) await deliveries.write(sent);
  expect(deliveries.listDue('email', NOON + HOUR, 10)).toEqual([sent]);
  deliveries.settle(first);
  if (reported !== undefined) await deliveries.write(reported);
  expect(deliveries.nextDueAt('email')).toBeUndefined();
});

test('a delivery that cannot be read delays no other one, is logged with its key alone, and is set aside for a day', async () => {
  const { services, store, warned } = opened();
  const { deliveries } = services;
  for (const id of ['d1', 'd2']) await deliveries.write(pendingDelivery(id));
  store.run(`UPDATE deliveries SET body = '{"secret":1}' WHERE dispatch_id = 'd1'`);
  expect(deliveries.listDue('email', NOON, 10)).toEqual([pendingDelivery('d2')]);
  expect(warned).toEqual([expect.stringMatching(/^ITEM_UNREADABLE .*deliveries d1 email 0: expected a delivery/)]);
  expect(warned.join()).not.toContain('secret');
  expect(deliveries.listDue('email', NOON + DAY - 1, 10)).toEqual([pendingDelivery('d2')]);
  expect(warned).toHaveLength(1);
  deliveries.listDue('email', NOON + DAY, 10);
  expect(warned).toHaveLength(2);
  await expect(deliveries.get(pendingDelivery('d1'))).rejects.toThrow('deliveries d1 email 0: expected a delivery');
});

test('a delivery that came from elsewhere has no message here, and one whose message is not kept any more has none either', async () => {
  const { services, retention, clock } = opened();
  const { deliveries, outbox } = services;
  await deliveries.write(pendingDelivery('elsewhere'));
  expect(deliveries.readMessage(pendingDelivery('elsewhere'))).toBeUndefined();
  expect(deliveries.readMessage(pendingDelivery('unknown'))).toBeUndefined();
  await outbox.send(withMessages('d1', 'email'));
  clock.at = NOON + ROW_LIFETIME;
  await deliveries.write({ ...pendingDelivery('d2'), createdAt: clock.at });
  while (retention.deleteExpired(clock.at));
  expect(deliveries.readMessage(first)).toBeUndefined();
});

test('a delivery that has ended is kept for 60 days after it was created, to the last millisecond, and its dispatch longer', async () => {
  const { services, retention, count } = opened();
  await services.outbox.send(withMessages('d1', 'email'));
  for (const each of deliveriesInEveryState('d1').slice(1, 4)) await services.deliveries.write(each);
  await services.deliveries.setHalt('email', { until: NOON + HOUR, reason: 'quota' });
  retention.deleteExpired(NOON + DELIVERY_LIFETIME - 1);
  expect(await services.deliveries.listByDispatch('d1')).toHaveLength(1);
  retention.deleteExpired(NOON + DELIVERY_LIFETIME);
  expect([await services.deliveries.listByDispatch('d1'), count()]).toEqual([[], 0]);
  expect(services.outbox.list().items).toHaveLength(1);
  expect(await services.deliveries.getHalt('email')).toEqual({ until: NOON + HOUR, reason: 'quota' });
});

test('a delivery that is postponed is due later, and one that has ended stays ended (R87, R92)', async () => {
  const { services } = opened();
  const { deliveries } = services;
  const states = deliveriesInEveryState('d1');
  await deliveries.write(pendingDelivery('d1'));
  deliveries.postpone(pendingDelivery('d1'), NOON + HOUR);
  expect(deliveries.listDue('email', NOON + HOUR - 1, 10)).toEqual([]);
  expect(deliveries.listDue('email', NOON + HOUR, 10)).toEqual([pendingDelivery('d1')]);
  for (const each of states.slice(1, 4)) await deliveries.write(each);
  deliveries.settle(pendingDelivery('d1'));
  deliveries.postpone(pendingDelivery('d1'), NOON + HOUR);
  expect(deliveries.nextDueAt('email')).toBeUndefined();
});

test('deliveries of one channel are listed and due by themselves, so that a slow channel delays no other (R87)', async () => {
  const { services } = opened();
  const { deliveries } = services;
  const sms = { ...pendingDelivery('d2'), channel: 'sms' as const, dueAt: NOON + MINUTE };
  for (const each of [pendingDelivery('d1'), sms]) await deliveries.write(each);
  expect(deliveries.listDue('sms', NOON + HOUR, 10)).toEqual([sms]);
  expect([deliveries.nextDueAt('sms'), deliveries.nextDueAt('email'), deliveries.nextDueAt('push')]).toEqual([
    NOON + MINUTE,
    NOON,
    undefined,
  ]);
});

test('a delivery that has not ended is kept until it has, however long the server was stopped, so that it is not lost unseen (R87)', async () => {
  const { services, retention, count } = opened();
  const [pending, sending, , sent] = deliveriesInEveryState('d1');
  for (const each of [pending, sending]) {
    if (each !== undefined) await services.deliveries.write(each);
    while (retention.deleteExpired(NOON + 2 * DELIVERY_LIFETIME));
    expect(services.deliveries.listDue('email', NOON + 2 * DELIVERY_LIFETIME, 10)).toEqual([each]);
  }
  if (sent !== undefined) await services.deliveries.write({ ...sent, rev: 3 });
  while (retention.deleteExpired(NOON + 2 * DELIVERY_LIFETIME));
  expect(count()).toBe(0);
});

test('any number of expired deliveries is deleted in steps', async () => {
  const { services, retention, count } = opened();
  const [, , , sent] = deliveriesInEveryState('d');
  await services.transaction(async () => {
    for (let each = 0; each < 1_200; each++)
      if (sent !== undefined) await services.deliveries.write({ ...sent, dispatchId: `d${each}`, rev: 1 });
  });
  expect(retention.deleteExpired(NOON + DELIVERY_LIFETIME)).toBe(true);
  expect(count()).toBe(700);
  expect(retention.deleteExpired(NOON + DELIVERY_LIFETIME)).toBe(true);
  expect(retention.deleteExpired(NOON + DELIVERY_LIFETIME)).toBe(false);
  expect(count()).toBe(0);
});
