import { describe, expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { type RunningServer, startServer } from '../../server/server.ts';
import { openApi, received, resend, START, silent } from '../harness/api/open-api.ts';

const POISON = 2_000;
const CALL = 1_000;
/** The largest number of failing events that may be tried before other work gets a turn. */
const FEW = 25;

/** A follow-up without a delay. */
const NO_DELAY = { ...resend, delay: 'none', exceptions: [] };

const isPoison = (userId: string): boolean => userId.startsWith('bad-');
const poison = (count: number) => Array.from({ length: count }, (_, each) => received(`bad-${each}`));

/** Opens a machine on which every event of some users fails, and records what it does in order. */
function openPoisoned(clockStart?: number) {
  const store = new SqliteStore(':memory:');
  const machine = createRuntime(store, { ...(clockStart === undefined ? {} : { clockStart }), log: silent });
  const { rows, outbox } = machine.services;
  const [read, send] = [rows.read, outbox.send];
  const done: string[] = [];
  Object.assign(rows, {
    read: async (key: { userId: string; campaignId: string }) => {
      if (!isPoison(key.userId)) return read(key);
      done.push('broke');
      throw new Error(`the row of ${key.userId} broke`);
    },
  });
  Object.assign(outbox, {
    send: async (message: Parameters<typeof send>[0]) => {
      done.push(`sent to ${message.userId}`);
      return send(message);
    },
  });
  return { store, machine, done };
}

function openPoisonedApi() {
  const { store, machine, done } = openPoisoned(START);
  onTestFinished(() => machine.close());
  const api = openApi({ machine });
  const refused = async () => (await api.call('GET', '/refused')).body.refused;
  return { ...api, store, done, refused };
}

describe('events whose processing fails', () => {
  test('events whose processing fails do not affect other events of the same call, at any place in the call (R61)', async () => {
    const { put, publish, machine } = openPoisonedApi();
    await publish(NO_DELAY);
    const users = ['bad-1', 'ann', 'bad-2', 'bob', 'cid', 'bad-3'];
    const { status, body } = await put(...users.map((userId) => received(userId)));
    expect([status, body.entries]).toEqual([200, users.map((userId) => ({ eventId: `r-${userId}` }))]);
    const sent = machine.services.outbox.list().items.map(({ userId }) => userId);
    expect(sent).toEqual(['ann', 'bob', 'cid']);
  });

  test('events whose processing fails do not affect another producer that calls at the same time (R61)', async () => {
    const { put, publish, machine } = openPoisonedApi();
    await publish(NO_DELAY);
    const calls = Array.from({ length: 16 }, (_, each) =>
      put(received(each % 2 === 0 ? `bad-${each}` : `good-${each}`)),
    );
    for (const { status, body } of await Promise.all(calls)) {
      expect([status, Object.keys(body.entries[0])]).toEqual([200, ['eventId']]);
    }
    expect(machine.services.outbox.list().items).toHaveLength(8);
  });

  test('events whose processing fails are tried six times with growing pauses, then refused once with the error (R61)', async () => {
    const { put, publish, machine, done, refused } = openPoisonedApi();
    await publish(resend);
    await put(received('bad-1'));
    const tries = () => done.filter((each) => each === 'broke').length;
    const first = tries();
    for (const [seconds, tried] of [
      [0, 0],
      [1, 1],
      [2, 1],
      [3, 2],
      [6, 2],
      [7, 3],
      [14, 3],
      [15, 4],
      [30, 4],
    ] as const) {
      await machine.advanceTo(START + seconds * SECOND);
      expect(tries() - first, `after ${seconds} s`).toBe(tried);
    }
    expect(await refused()).toEqual([]);
    await machine.advanceTo(START + 31 * SECOND);
    await machine.advanceTo(START + 10 * MINUTE);
    expect(tries() - first).toBe(5);
    expect(await refused()).toEqual([
      expect.objectContaining({
        code: 'InternalFailure',
        message: 'processing failed 6 times: Error: the row of bad-1 broke',
        entry: received('bad-1'),
      }),
    ]);
  });

  test('events whose processing fails delay no wave when 2,000 of them are due, and a good event is answered after a few of them (R72)', {
    timeout: 60_000,
  }, async () => {
    const { call, put, publish, machine, done } = openPoisonedApi();
    await publish({ ...resend, delay: '1 minute' });
    await put(received('ann'));
    const all = poison(POISON);
    for (let first = 0; first < POISON; first += CALL) await put(...all.slice(first, first + CALL));
    machine.manualClock?.moveTo(START + 2 * MINUTE);
    done.length = 0;

    const working = machine.runDue();
    while (!done.includes('broke')) await new Promise((resolve) => setImmediate(resolve));
    const answered = await put(received('bob'));
    const before = done.filter((each) => each === 'broke').length;
    expect(answered.status).toBe(200);
    expect(before).toBeLessThanOrEqual(4 * FEW);
    await working;
    expect(done.indexOf('sent to ann')).toBe(0);
    expect(done.filter((each) => each === 'broke')).toHaveLength(POISON);
    await machine.advanceTo(START + 10 * MINUTE);
    const counted = await call('GET', '/refused');
    expect(counted.body.refused.every(({ code }: { code: string }) => code === 'InternalFailure')).toBe(true);
  });

  test('events whose processing fails are retried in a transaction of their own if the whole transaction was rolled back, and the other events are handled (R61)', async () => {
    const { put, publish, machine, store, refused } = openPoisonedApi();
    await publish(NO_DELAY);
    store.run(
      "CREATE TEMP TRIGGER destroys BEFORE INSERT ON rows WHEN new.user_id = 'destroyer' BEGIN SELECT RAISE(ROLLBACK, 'all is lost'); END",
    );
    const answer = await put(received('ann'), received('destroyer'), received('bob'));
    expect([answer.status, answer.body.entries.length]).toEqual([200, 3]);
    await machine.advanceTo(START + MINUTE);
    expect(machine.services.outbox.list().items.map(({ userId }) => userId)).toEqual(['ann', 'bob']);
    expect(await refused()).toMatchObject([{ code: 'InternalFailure', entry: received('destroyer') }]);
  });
});

test('good events are answered and a wave leaves on time while 2,000 other events fail again and again (R61, R72)', {
  timeout: 60_000,
}, async () => {
  const { machine } = openPoisoned();
  const serving: RunningServer = await startServer(machine, { port: 0, currentsToken: undefined, log: silent });
  onTestFinished(() => serving.stop());
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${serving.url}${path}`, {
      method,
      ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
    });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
  await call('PUT', '/campaigns/resend-welcome', { ...resend, delay: '3 seconds' });
  await call('POST', '/campaigns/resend-welcome/publish');
  const all = poison(POISON);
  for (let first = 0; first < POISON; first += CALL) {
    await call('POST', '/events', { entries: all.slice(first, first + CALL) });
  }
  const waits: number[] = [];
  for (let each = 0; each < 40; each++) {
    const asked = performance.now();
    expect((await call('POST', '/events', { entries: [received(`good-${each}`)] })).status).toBe(200);
    waits.push(performance.now() - asked);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  expect(Math.max(...waits)).toBeLessThan(2_000);
  const left = async () => (await call('GET', '/dispatches')).body.dispatches;
  await expect.poll(async () => (await left()).length, { timeout: 30_000, interval: 100 }).toBe(40);
  for (const { dueAt, dispatchedAt } of await left()) {
    expect(Date.parse(dispatchedAt) - Date.parse(dueAt)).toBeLessThan(4_000);
  }
});
