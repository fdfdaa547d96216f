import { expect, onTestFinished, test } from 'vitest';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import { createServerBus } from '../../server/bus.ts';
import { eraseDue } from '../../server/erase-due.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { openApi, received, resend, START, silent } from '../harness/api/open-api.ts';
import { countStored } from '../harness/scenarios/count-stored.ts';
import { newDirectory } from '../harness/server/failing-store.ts';

const deleted = (userId: string) => ({ Source: 'crm', DetailType: 'User Deleted', Detail: { userId } });
const merged = (fromUserId: string, intoUserId: string) => ({
  Source: 'crm',
  DetailType: 'Users Merged',
  Detail: { fromUserId, intoUserId },
});

test('what a user did before a deletion, and comes after it in one request, is refused (R61, R65)', async () => {
  const { publish, put, machine } = openApi();
  await publish(resend);
  await put(received('ada'));
  await put(deleted('ada'), received('ada'));
  const { items: refused } = await machine.services.refusals.list();
  expect(refused.map(({ code }) => code)).toEqual(['UserDeleted']);
  expect(await machine.services.counts.getByCampaign(resend.id)).toMatchObject({ enrolled: 1, waiting: 0 });
});

test('what two users do after their merge, in one request, counts as done by one (R65)', async () => {
  const { publish, put, machine } = openApi();
  await publish({ ...resend, reeligibility: 'never' });
  await put(received('visitor'));
  await machine.advanceTo(START + MINUTE);
  await put(merged('visitor', 'ada'), received('ada'));
  expect(await machine.services.counts.getByCampaign(resend.id)).toMatchObject({ enrolled: 1, waiting: 1 });
});

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

/** Returns a log, and the codes that it was given. */
function listeningLog() {
  const warned: string[] = [];
  return { warned, log: { warn: (code: string) => void warned.push(code), logDecisions: () => undefined } };
}

const fails = () => Promise.reject(new Error('the store failed'));

test('a step of an erasure that fails is logged, and is tried again a minute later (R65)', async () => {
  const { put, machine } = openApi();
  await put(deleted('ada'));
  const { warned, log } = listeningLog();
  const { services } = machine;
  expect(await eraseDue({ ...services, log, refusals: { ...services.refusals, list: fails } })).toBe(1);
  expect(warned).toEqual(['ERASURE_FAILED']);
  expect(machine.nextDueAt()).toBe(START + MINUTE);
  await machine.advanceTo(START + 20 * MINUTE);
  expect((await machine.services.erasures.get('ada'))?.position).toMatchObject({ state: 'done' });
});

test.each([
  ['deletion', deleted('visitor'), 'ERASURE_FAILED', { enrolled: 1, waiting: 0 }, 0],
  ['merge', merged('visitor', 'ada'), 'MERGE_FAILED', { enrolled: 1, waiting: 1 }, 2],
] as const)(
  'a %s whose first sweep fails is accepted, and the sweep comes with what is due next (R65)',
  async (_, entry, code, counts, rowsAfter) => {
    const { publish, put, machine } = openApi();
    await publish(resend);
    await put(received('visitor'));
    const { services } = machine;
    const { warned, log } = listeningLog();
    const bus = createServerBus({ ...services, log, rows: { ...services.rows, listByUser: fails } }, services.inbox);
    expect(await bus.put([entry])).toEqual([{ eventId: expect.any(String) }]);
    expect(warned).toEqual([code]);
    await machine.runDue();
    expect(await services.counts.getByCampaign(resend.id)).toMatchObject(counts);
    const rows = await Promise.all(['visitor', 'ada'].map((userId) => services.rows.listByUser(userId)));
    expect(rows.flat()).toHaveLength(rowsAfter);
  },
);

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
