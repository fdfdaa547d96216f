import { expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import { eraseDue } from '../../server/erase-due.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { openApi, received, resend, START, silent } from '../harness/api/open-api.ts';
import { countStored } from '../harness/scenarios/count-stored.ts';
import { newDirectory } from '../harness/server/failing-store.ts';

const deleted = (userId: string) => ({ Source: 'crm', DetailType: 'User Deleted', Detail: { userId } });

test('the second sweep of an erasure survives a restart, and comes a quarter of an hour after the deletion (R65)', async () => {
  const directory = await newDirectory();
  const before = createRuntime(new SqliteStore(directory), { clockStart: START, log: silent });
  const { publish, put } = openApi({ machine: before });
  await publish(resend);
  await put(received('ada'), received('ben'));
  await put(deleted('ada'));
  await before.runDue();
  expect(before.nextDueAt()).toBe(START + 15 * MINUTE);
  await before.close();

  const store = new SqliteStore(directory);
  const machine = createRuntime(store, { clockStart: START, log: silent });
  onTestFinished(() => machine.close());
  expect(machine.nextDueAt()).toBe(START + 15 * MINUTE);
  expect((await machine.services.erasures.get('ada'))?.position).toEqual({ state: 'paused' });
  await machine.advanceTo(START + 15 * MINUTE);
  const { position } = (await machine.services.erasures.get('ada')) ?? {};
  expect(position).toEqual({ state: 'done', erasedAt: START + 15 * MINUTE });
  expect(countStored(store, 'ada')).toEqual({});
  expect((await machine.services.erasures.listEnrollments('ada')).items).toEqual([]);
  await machine.advanceTo(START + 30 * DAY);
  expect(machine.services.outbox.list().items.map(({ userId }) => userId)).toEqual(['ben']);
});

test('an accepted event of a deleted user that is still tried again goes, and that of another user stays (R65)', async () => {
  const { put, machine } = openApi();
  const { inbox } = machine.services;
  for (const userId of ['ada', 'ben'])
    inbox.add({ entry: received(userId), entryId: userId, at: START }, { attempts: 1, dueAt: START + DAY });
  await put(deleted('ada'));
  await machine.runDue();
  expect(inbox.listAll().map(({ entryId }) => entryId)).toEqual(['ben']);
});

test('a step of an erasure that fails is logged, and is tried again a minute later (R65)', async () => {
  const { put, machine } = openApi();
  await put(deleted('ada'));
  const warned: string[] = [];
  const log = { warn: (code: string) => void warned.push(code), logDecisions: () => undefined };
  const listByUser = () => Promise.reject(new Error('the store failed'));
  const { services } = machine;
  expect(await eraseDue({ ...services, log, rows: { ...services.rows, listByUser } })).toBe(1);
  expect(warned).toEqual(['ERASURE_FAILED']);
  expect(machine.nextDueAt()).toBe(START + MINUTE);
  await machine.advanceTo(START + 20 * MINUTE);
  expect((await machine.services.erasures.get('ada'))?.position).toMatchObject({ state: 'done' });
});

test('the mark of a deleted user is kept as long as events may come late, and not longer (R65)', async () => {
  const { put, machine } = openApi();
  await put(deleted('ada'));
  await machine.advanceTo(START + ROW_LIFETIME - DAY);
  expect(await machine.services.profiles.get('ada')).toMatchObject({ fields: {} });
  expect(await machine.services.erasures.get('ada')).toBeDefined();
  await machine.advanceTo(START + ROW_LIFETIME + DAY);
  expect(await machine.services.profiles.get('ada')).toBeUndefined();
  expect(await machine.services.erasures.get('ada')).toBeUndefined();
});
