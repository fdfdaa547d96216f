import { expect, onTestFinished, test } from 'vitest';
import { createSqliteInbox } from '../../adapters/sqlite/inbox.ts';
import { createSqliteRetention } from '../../adapters/sqlite/retention.ts';
import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import {
  KEPT_MARK_LIFETIME,
  QUEUE_RETENTION,
  REFUSAL_LIFETIME,
  ROW_LIFETIME,
  SLOTS_LIFETIME,
  WAVE_LIFETIME,
} from '../../core/contracts/lifetime.ts';
import { createWave } from '../../core/contracts/wave.ts';
import { NEW_ROW } from '../../core/row.ts';
import { createRow, followUpOfTarget, getFirstEventId, message, NOON, Owner } from '../harness/adapters/sample.ts';

const log = { warn: () => undefined, logDecisions: () => undefined };
const ann = { userId: 'ann', campaignId: 'reminder' };
const PAGE = { number: 0, decisions: createRow('old', 1).decisions };

function opened() {
  const store = new SqliteStore(':memory:');
  onTestFinished(() => store.close());
  const clock = { at: NOON, now: () => clock.at };
  const services = createSqliteServices(store, { clock, log });
  const retention = createSqliteRetention(store);
  /** Deletes all that has outlived its lifetime at an instant; answers in how many steps. */
  const sweepAt = (at: Instant): number => {
    clock.at = at;
    let steps = 1;
    while (retention.deleteExpired(at)) steps += 1;
    return steps;
  };
  const count = (table: string) => Number(store.get(`SELECT count(*) AS found FROM ${table}`)?.['found']);
  return { store, clock, services, sweepAt, count };
}

test('what is known of a user is kept to the last millisecond of its lifetime, counted from the last change, then gone with its pages', async () => {
  const { services, sweepAt, count, clock } = opened();
  await services.rows.archiveDecisions(ann, PAGE);
  await services.rows.write(ann, createRow('first', 1));
  clock.at = NOON + 1_000;
  await services.rows.write(ann, createRow('second', 2));
  sweepAt(NOON + 1_000 + ROW_LIFETIME - 1);
  expect(getFirstEventId(await services.rows.read(ann))).toBe('second');
  expect(count('decision_pages')).toBe(1);
  sweepAt(NOON + 1_000 + ROW_LIFETIME);
  expect(await services.rows.read(ann)).toEqual(NEW_ROW);
  expect(count('decision_pages')).toBe(0);
});

test('a user who comes back after being forgotten begins with a row of which nothing old shows', async () => {
  const { services, sweepAt } = opened();
  await services.rows.archiveDecisions(ann, PAGE);
  await services.rows.write(ann, createRow('first', 1));
  sweepAt(NOON + ROW_LIFETIME);
  const page = { number: 0, decisions: createRow('new', 1).decisions };
  await services.rows.archiveDecisions(ann, page);
  expect(await services.rows.write(ann, { ...createRow('new', 1), pages: 1 })).toBe(true);
  expect(await services.rows.readArchivedDecisions(ann, 1)).toEqual(page.decisions);
});

test('a row whose receipt counts for ever is never deleted; one that no longer stays is, in its time (R40)', async () => {
  const { services, sweepAt } = opened();
  await services.rows.write(ann, { ...createRow('stays', 1), stays: true });
  sweepAt(NOON + 10 * ROW_LIFETIME);
  expect(getFirstEventId(await services.rows.read(ann))).toBe('stays');
  await services.rows.write(ann, createRow('goes', 2));
  sweepAt(NOON + 11 * ROW_LIFETIME - 1);
  expect(getFirstEventId(await services.rows.read(ann))).toBe('goes');
  sweepAt(NOON + 11 * ROW_LIFETIME);
  expect(await services.rows.read(ann)).toEqual(NEW_ROW);
});

test('the slots of a user are kept to the last millisecond of their lifetime, counted from the last message (R45)', async () => {
  const { services, sweepAt, count, clock } = opened();
  const { frequencySlots } = services;
  const slot = { id: 'one', at: NOON, channels: ['email'] as const };
  await frequencySlots.write('ann', { rev: 1, slots: [slot] });
  clock.at = NOON + 1_000;
  await frequencySlots.write('ann', { rev: 2, slots: [slot] });
  sweepAt(NOON + 1_000 + SLOTS_LIFETIME - 1);
  expect((await frequencySlots.read('ann')).rev).toBe(2);
  sweepAt(NOON + 1_000 + SLOTS_LIFETIME);
  expect(count('frequency_slots')).toBe(0);
  expect(await frequencySlots.write('ann', { rev: 1, slots: [slot] })).toBe(true);
});

test('the ids of decided triggers go after a lifetime, whether their row goes on or not (R49)', async () => {
  const { services, sweepAt, clock } = opened();
  await services.rows.write(ann, { ...createRow('stays', 1), stays: true, born: 'b' });
  await services.rows.archiveDecidedTriggers(ann, ['t1', 't2']);
  clock.at = NOON + 1_000;
  await services.rows.archiveDecidedTriggers(ann, ['t2']);
  const known = () => Promise.all(['t1', 't2'].map((id) => services.rows.hasDecidedTrigger(ann, id)));
  sweepAt(NOON + ROW_LIFETIME - 1);
  expect(await known()).toEqual([true, true]);
  sweepAt(NOON + ROW_LIFETIME);
  expect(await known()).toEqual([false, true]);
  sweepAt(NOON + 1_000 + ROW_LIFETIME);
  expect(await known()).toEqual([false, false]);
});

test('the marks of compared values go after a lifetime, whether their row goes on or not, and with their row (R39)', async () => {
  const { services, sweepAt, clock, count } = opened();
  const mark = (value: string, at: number) =>
    ({ exception: '{}', value, id: 'm', eventId: 'm', at, restarts: false }) as const;
  await services.rows.write(ann, { ...createRow('stays', 1), stays: true, born: 'b' });
  await services.rows.archiveMarks(ann, [mark('hat', NOON), mark('tie', NOON)]);
  clock.at = NOON + 1_000;
  await services.rows.archiveMarks(ann, [mark('hat', NOON), mark('tie', NOON + 1)]);
  const left = async () => (await services.rows.readArchivedMarks(ann, ['hat', 'tie'])).map(({ value }) => value);
  sweepAt(NOON + ROW_LIFETIME - 1);
  expect(await left()).toEqual(['hat', 'tie']);
  sweepAt(NOON + ROW_LIFETIME);
  expect(await left()).toEqual(['tie']);
  sweepAt(NOON + 1_000 + ROW_LIFETIME);
  expect(await left()).toEqual([]);
  const bob = { ...ann, userId: 'bob' };
  await services.rows.write(bob, createRow('goes', 1));
  clock.at += 1_000;
  await services.rows.archiveMarks(bob, [mark('hat', NOON)]);
  sweepAt(clock.at - 1_000 + ROW_LIFETIME);
  expect(count('marks')).toBe(0);
});

test('the pages of a row that stays for ever go after a lifetime, so that the file stays bounded', async () => {
  const { services, sweepAt, count } = opened();
  await services.rows.archiveDecisions({ ...ann, born: 'b' }, PAGE);
  await services.rows.write(ann, { ...createRow('stays', 1), stays: true, born: 'b' });
  sweepAt(NOON + ROW_LIFETIME - 1);
  expect(count('decision_pages')).toBe(1);
  sweepAt(NOON + ROW_LIFETIME);
  expect([count('decision_pages'), count('rows')]).toEqual([0, 1]);
});

test('a wave and its seats go 45 days after its departure; one that is not done stays, however long the machine was off (R72)', async () => {
  const { services, sweepAt, count } = opened();
  const [done, open] = [createWave('reminder', 1, NOON), createWave('reminder', 2, NOON)];
  for (const wave of [done, open]) {
    await services.waves.start(wave);
    await services.seats.put({ wave: wave.name, enrollmentId: 'e1', userId: 'ann', trigger: {} });
  }
  await services.waves.finish(done);
  sweepAt(NOON + WAVE_LIFETIME - 1);
  expect([count('waves'), count('seats')]).toEqual([2, 2]);
  sweepAt(NOON + WAVE_LIFETIME);
  expect((await services.waves.listByCampaign('reminder')).items).toEqual([open]);
  expect([count('waves'), count('seats')]).toEqual([1, 1]);
  await services.waves.finish(open);
  sweepAt(NOON + WAVE_LIFETIME);
  expect([count('waves'), count('seats')]).toEqual([0, 0]);
  expect(services.waves.restoreUnregistered()).toEqual([]);
});

test('refused events are listed for 45 days and messages as long as rows, and a reader that continues from a cursor misses nothing that comes later', async () => {
  const { services, sweepAt, clock, store } = opened();
  const { outbox, refusals } = services;
  const refuse = (entry: number) =>
    refusals.add({ code: 'MalformedEntry', message: 'no', at: clock.at, entry }, { id: `r${entry}`, since: NOON });
  for (const each of [1, 2, 3]) {
    await outbox.send(message(`d${each}`));
    await refuse(each);
  }
  const place = String(store.get('SELECT max(seq) AS seq FROM dispatches')?.['seq']);
  sweepAt(NOON + REFUSAL_LIFETIME - 1);
  await refuse(1);
  expect((await refusals.list()).items).toHaveLength(3);
  sweepAt(NOON + REFUSAL_LIFETIME);
  expect((await refusals.list()).items).toEqual([]);
  sweepAt(NOON + ROW_LIFETIME - 1);
  await outbox.send(message('d1'));
  expect(outbox.list().items).toHaveLength(3);
  sweepAt(NOON + ROW_LIFETIME);
  expect(outbox.list().items).toEqual([]);
  expect(store.all('SELECT body FROM dispatches UNION SELECT body FROM refused')).toEqual([{ body: '' }]);

  clock.at = NOON;
  expect([outbox.list().items, (await refusals.list()).items], 'by a clock that was set back').toEqual([[], []]);

  await outbox.send(message('d4'));
  await refuse(1);
  expect(outbox.list(place).items).toEqual([message('d4')]);
  expect((await refusals.list(place)).items).toMatchObject([{ entry: 1 }]);
});

test('an accepted event in the inbox, a profile and the counts are never deleted', async () => {
  const { services, sweepAt, store } = opened();
  const inbox = createSqliteInbox(store);
  inbox.add({ entry: { Source: 'shop' }, entryId: 'i1', at: NOON });
  await services.profiles.update('ann', () => ({ fields: {} }));
  await services.counts.add('reminder', { enrolled: 1 });
  sweepAt(NOON + 10 * ROW_LIFETIME);
  expect(inbox.findDue(NOON)).toMatchObject({ entryId: 'i1' });
  expect(await services.profiles.get('ann')).toEqual({ fields: {} });
  expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 1 });
});

test('nothing is kept after a year of a deleted user whose address bounced, and the opt-out for ever of one who opted out (R84)', async () => {
  const { services, sweepAt, count } = opened();
  const mark = { at: NOON, reason: 'Permanent/General' };
  await services.suppressions.keep('email', 'ann@example.com', { mark });
  await services.suppressions.keep('email', 'bob@example.com', { mark, optedOutAt: NOON });
  sweepAt(NOON + KEPT_MARK_LIFETIME - 1);
  expect(count('suppressions')).toBe(2);
  sweepAt(NOON + 10 * KEPT_MARK_LIFETIME);
  expect(await services.suppressions.get('email', 'ann@example.com')).toBeUndefined();
  expect(await services.suppressions.get('email', 'bob@example.com')).toMatchObject({ optedOutAt: NOON });
});

test('any amount of data is deleted in steps that each take little, so that what is due never waits long', async () => {
  const { services, sweepAt, count } = opened();
  const wave = createWave('reminder', 1, NOON);
  await services.waves.start(wave);
  await services.transaction(async () => {
    for (let user = 0; user < 2_000; user++) {
      await services.rows.write({ userId: `user-${user}`, campaignId: 'reminder' }, createRow('gone', 1));
      await services.seats.put({ wave: wave.name, enrollmentId: `e${user}`, userId: `user-${user}`, trigger: {} });
      await services.outbox.send(message(`d${user}`));
    }
  });
  await services.waves.finish(wave);
  expect(sweepAt(NOON + ROW_LIFETIME)).toBeGreaterThanOrEqual(20);
  expect(['rows', 'seats', 'waves', 'dispatches'].map(count)).toEqual([0, 0, 0, 1]);
});

test('a step that breaks half-way deletes nothing: no row is left without its pages', async () => {
  const { services, sweepAt, store } = opened();
  await services.rows.archiveDecisions(ann, PAGE);
  await services.rows.write(ann, createRow('first', 1));
  store.run("CREATE TRIGGER no BEFORE DELETE ON rows BEGIN SELECT RAISE(ABORT, 'broken'); END");
  expect(() => sweepAt(NOON + ROW_LIFETIME)).toThrow('broken');
  expect(await services.rows.readArchivedDecisions(ann, 1)).toEqual(PAGE.decisions);
  store.run('DROP TRIGGER no');
  sweepAt(NOON + ROW_LIFETIME);
  expect(await services.rows.readArchivedDecisions(ann, 1)).toEqual([]);
});

test('a listener for conversions is kept for as long as an event of before its end may be in a queue, then deleted (R47)', async () => {
  const { services, sweepAt, count } = opened();
  const owner = new Owner(services);
  await owner.publishes(
    followUpOfTarget('reminder', 'welcome', { conversions: { A: { behavior: 'purchase.made', within: '1 day' } } }),
  );
  const { keysForConversions } = await owner.stops();
  const until = keysForConversions?.keys[0]?.until ?? Number.NaN;
  sweepAt(until + QUEUE_RETENTION);
  expect(count('listeners')).toBe(1);
  sweepAt(until + QUEUE_RETENTION + 1);
  expect(count('listeners')).toBe(0);
});
