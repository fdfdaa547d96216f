import { expect, onTestFinished, test } from 'vitest';
import { createTaskQueue } from '../../adapters/sqlite/task-queue.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { openApi, received, resend, START } from '../harness/api/open-api.ts';

/** A time longer than one call of a wave may keep requests waiting. */
const SLOW_MS = 30;

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

/** Opens a machine that takes long to dispatch each message of some users, and counts how many it dispatches in one turn of the event loop. */
async function openSlow(users: number, isSlow: (user: number) => boolean) {
  const api = openApi();
  onTestFinished(() => api.machine.close());
  await api.publish({ ...resend, delay: '1 minute' });
  const { outbox } = api.machine.services;
  const { send } = outbox;
  let inTurn = 0;
  let max = 0;
  Object.assign(outbox, {
    send: async (message: Parameters<typeof send>[0]) => {
      if (isSlow(Number(message.userId))) {
        busyFor(SLOW_MS);
        inTurn += 1;
        max = Math.max(max, inTurn);
      }
      return send(message);
    },
  });
  for (let first = 0; first < users; first += 1_000) {
    const count = Math.min(1_000, users - first);
    await api.put(...Array.from({ length: count }, (_, each) => received(String(first + each))));
  }
  let isOver = false;
  const turn = () => {
    inTurn = 0;
    if (!isOver) setImmediate(turn);
  };
  turn();
  onTestFinished(() => {
    isOver = true;
  });
  return { ...api, most: () => max };
}

test('requests are answered after a few slow messages of a wave, and every user gets one message', async () => {
  const { machine, most: max } = await openSlow(40, () => true);
  await machine.advanceTo(START + 2 * MINUTE);
  const users = machine.services.outbox.list().items.map(({ userId }) => userId);
  expect([users.length, new Set(users).size]).toEqual([40, 40]);
  expect(max()).toBeLessThanOrEqual(5);
});

test('requests wait for only a few of the slow messages in a full page of quick ones', async () => {
  const { machine, most: max } = await openSlow(1_000, (user) => user % 20 === 0);
  await machine.advanceTo(START + 2 * MINUTE);
  const sent = await machine.services.counts.getByCampaign(resend.id);
  expect([sent['dispatched'], sent['waiting']]).toEqual([1_000, 0]);
  expect(max()).toBeLessThanOrEqual(5);
});

test('requests wait for only a part of a full call of events whose slow messages have no delay', async () => {
  const { publish, put, most: max } = await openSlow(0, () => true);
  await publish({ ...resend, id: 'no-delay', delay: 'none', exceptions: [] });
  const users = Array.from({ length: 20 }, (_, each) => String(each));
  const { body } = await put(...users.map((user) => received(user)));
  expect(body.entries).toEqual(users.map((user) => ({ eventId: `r-${user}` })));
  expect(max()).toBeLessThanOrEqual(10);
});

test('requests are answered between the pages of waits when a campaign is stopped', async () => {
  const { machine, call } = await openSlow(2_500, () => false);
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  turn();
  expect((await call('POST', `/campaigns/${resend.id}/stop`)).body).toMatchObject({ cancelled: 2_500 });
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(5);
  expect((await machine.services.counts.getByCampaign(resend.id))['waiting']).toBe(0);
});

test('shared tasks wait for an exclusive task that was queued before them, and it waits for those queued before it', async () => {
  const { runExclusive, runShared } = createTaskQueue();
  const told: string[] = [];
  const piece = (name: string) => async () => {
    told.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    told.push(`${name} ends`);
    if (name === 'b') throw new Error('the work broke');
    return name;
  };
  const work = [
    runShared(piece('a')),
    runShared(piece('b')),
    runExclusive(piece('clock')),
    runShared(piece('c')),
    runExclusive(piece('again')),
  ];
  expect((await Promise.allSettled(work)).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  ]);
  expect(told).toEqual([
    ...['a begins', 'b begins', 'a ends', 'b ends', 'clock begins', 'clock ends'],
    ...['c begins', 'c ends', 'again begins', 'again ends'],
  ]);
});
