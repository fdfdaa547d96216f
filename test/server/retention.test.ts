import { expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { DAY } from '../../core/contracts/time-span.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { startServer } from '../../server/server.ts';
import { openApi, received, resend, START, silent } from '../harness/api/open-api.ts';
import { newDirectory } from '../harness/server/failing-store.ts';

const broken = { Source: 'mailer', DetailType: 'Weather', Detail: {} };

test('refused events are kept for 45 days and not a day longer, also by a manual clock', async () => {
  const { put, call, machine } = openApi();
  await put(broken);
  const found = async () => (await call('GET', '/refused')).body.refused.length;
  await machine.advanceTo(START + 45 * DAY - 1);
  expect(await found()).toBe(1);
  await machine.advanceTo(START + 45 * DAY);
  expect(await found()).toBe(0);
});

test('a user who waits for the longest possible delay gets the message, whatever is deleted meanwhile (R60)', async () => {
  const { put, publish, machine } = openApi();
  await publish({ ...resend, delay: '360 days' });
  await put(received('ada'));
  for (let day = 0; day < 365; day += 30) await machine.advanceTo(START + day * DAY);
  await machine.advanceTo(START + 365 * DAY);
  expect(machine.services.outbox.list().items.map(({ userId }) => userId)).toEqual(['ada']);
});

test('a server that was off for a long time deletes expired items right after its start', async () => {
  const directory = await newDirectory();
  const before = createRuntime(new SqliteStore(directory), { clockStart: START, log: silent });
  const { publish, put } = openApi({ machine: before });
  await publish({ ...resend, delay: '1 minute' });
  await put(...Array.from({ length: 1_000 }, (_, user) => received(`user-${user}`)));
  await before.advanceTo(START + DAY);
  await before.services.transaction(async () => before.manualClock?.moveTo(START + 1_000 * DAY));
  await before.close();

  const store = new SqliteStore(directory);
  const count = () =>
    Number(store.get('SELECT (SELECT count(*) FROM rows) + (SELECT count(*) FROM seats) AS found')?.['found']);
  expect(count()).toBe(2_000);
  const machine = createRuntime(store, { clockStart: START, log: silent });
  const serving = await startServer(machine, { port: 0, currentsToken: undefined, log: silent });
  onTestFinished(serving.stop);
  await expect.poll(count, { timeout: 10_000 }).toBe(0);
});

test('a failed deletion is logged, and delays neither requests nor the stop of the server', async () => {
  const codes: string[] = [];
  const store = new SqliteStore(':memory:');
  const log = { ...silent, warn: (code: string) => codes.push(code) };
  const machine = createRuntime(store, { log });
  const sweep = () => Promise.reject(new Error('broken'));
  const serving = await startServer({ ...machine, sweep }, { port: 0, currentsToken: undefined, log });
  await expect.poll(() => codes).toEqual(['CLEANUP_FAILED']);
  expect((await fetch(`${serving.url}/health`)).status).toBe(200);
  await serving.stop();
});
