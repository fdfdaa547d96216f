import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '../../adapters/sqlite/clock.ts';
import { createSqliteInbox } from '../../adapters/sqlite/inbox.ts';
import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { createFirstCall, createWave } from '../../core/contracts/wave.ts';
import { followUpOfTarget, NOON, Owner } from '../harness/adapters/sample.ts';

const log = { warn: () => undefined, logDecisions: () => undefined };
const KEY = 'email.received#welcome';
const ENTRY = { entry: { Source: 'shop' }, entryId: 'i1', at: NOON };
const wave = createWave('reminder', 1, NOON);

/** The failures of a transaction, and how a test causes them. */
const WAYS: readonly (readonly [string, (store: SqliteStore) => void])[] = [
  ['work that throws', () => throwBroken()],
  ['a full disk that undoes everything', fillDisk],
  ['a statement that undoes everything', (store) => store.run('UPDATE breaking SET how = ?', 'ROLLBACK')],
  ['a commit that fails', (store) => store.run("INSERT INTO child VALUES ('of nobody')")],
];

async function openStore() {
  const directory = await mkdtemp(join(tmpdir(), 'connector-test-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const store = new SqliteStore(directory);
  onTestFinished(() => store.close());
  const clock = createManualClock(store, NOON);
  store.run('CREATE TABLE parent (id TEXT PRIMARY KEY)');
  store.run('CREATE TABLE child (id TEXT REFERENCES parent DEFERRABLE INITIALLY DEFERRED)');
  store.run('CREATE TABLE breaking (how TEXT)');
  store.run("INSERT INTO breaking VALUES ('not yet')");
  store.run(
    "CREATE TRIGGER breaks BEFORE UPDATE ON breaking WHEN new.how = 'ROLLBACK' BEGIN SELECT RAISE(ROLLBACK, 'broken'); END",
  );
  const services = createSqliteServices(store, { clock, log });
  return { store, clock, services, inbox: createSqliteInbox(store) };
}

/** Writes and reads something of everything that an adapter caches. */
async function work({ services, inbox, clock }: Awaited<ReturnType<typeof openStore>>): Promise<void> {
  await new Owner(services).publishes(followUpOfTarget('reminder', 'welcome'));
  await services.listeners.findByKey(KEY);
  await services.followUps.get({ campaignId: 'reminder', publication: 1, version: 1 });
  await services.waves.start(wave);
  services.waves.nextCallAt();
  await services.counts.add('reminder', { enrolled: 1 });
  inbox.add(ENTRY);
  inbox.nextDueAt();
  clock.moveTo(NOON + 5);
  clock.now();
}

test.each(WAYS)(
  'after %s no wave is kept in memory that the store does not hold, so that a repeat succeeds as a first attempt would',
  async (_, fail) => {
    const opened = await openStore();
    const { services, store, inbox, clock } = opened;
    const broken = services.transaction(async () => {
      await work(opened);
      fail(store);
    });
    await expect(broken).rejects.toThrow();
    store.get('PRAGMA max_page_count = 1000000');

    expect(await services.listeners.findByKey(KEY)).toEqual({ listeners: [] });
    const version = services.followUps.get({ campaignId: 'reminder', publication: 1, version: 1 });
    await expect(version).rejects.toThrow('expected in the store');
    expect([services.waves.nextCallAt(), inbox.nextDueAt(), clock.now()]).toEqual([undefined, undefined, NOON]);
    expect(await services.counts.getByCampaign('reminder')).toEqual({});

    await services.transaction(() => work(opened));
    expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
    expect((await services.listeners.findByKey(KEY)).listeners).toHaveLength(1);
    expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 1 });
    expect([inbox.nextDueAt(), clock.now(), createManualClock(store, 0).now()]).toEqual([NOON, NOON + 5, NOON + 5]);
  },
);

test('a transaction in which the disk was full is never committed, though the work caught the error and went on', async () => {
  const { services, store } = await openStore();
  for (const fill of [fillDisk, fillDiskInOneStatement]) {
    const broken = services.transaction(async () => {
      await services.counts.add('reminder', { enrolled: 1 });
      expect(() => fill(store)).toThrow('full');
      store.get('PRAGMA max_page_count = 1000000');
    });
    await expect(broken).rejects.toThrow('full');
  }
  const goesOn = services.transaction(async () => {
    expect(() => store.run('UPDATE breaking SET how = ?', 'ROLLBACK')).toThrow('broken');
    await services.waves.start(wave);
  });
  await expect(goesOn).rejects.toThrow('broken');
  expect([services.waves.listDueCalls(NOON), await services.counts.getByCampaign('reminder')]).toEqual([[], {}]);
});

test('outside a transaction, too, a write that fails is none: of a wave, of counts, of the clock, of the inbox', async () => {
  const { services, store, clock, inbox } = await openStore();
  let forgotten = 0;
  store.onAfterRollback(() => {
    forgotten += 1;
  });
  for (const table of ['waves', 'counts', 'settings', 'inbox'])
    store.run(`CREATE TRIGGER no_${table} BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'broken'); END`);
  await expect(services.waves.start(wave)).rejects.toThrow('broken');
  await expect(services.counts.add('reminder', { enrolled: 1 })).rejects.toThrow('broken');
  expect(() => clock.moveTo(NOON + 5)).toThrow('broken');
  expect(() => inbox.add(ENTRY)).toThrow('broken');
  expect(forgotten).toBe(4);
  expect([services.waves.nextCallAt(), clock.now(), inbox.nextDueAt()]).toEqual([undefined, NOON, undefined]);

  for (const table of ['waves', 'counts', 'settings', 'inbox']) store.run(`DROP TRIGGER no_${table}`);
  await services.waves.start(wave);
  await services.counts.add('reminder', { enrolled: 1 });
  expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
  expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 1 });
});

test('counts of two campaigns that cannot all be written are not written in part, and not written twice later', async () => {
  const { services, store } = await openStore();
  store.run(
    "CREATE TRIGGER no BEFORE INSERT ON counts WHEN new.name = 'lost' BEGIN SELECT RAISE(ABORT, 'broken'); END",
  );
  await expect(services.counts.add('reminder', { enrolled: 1, lost: 1 })).rejects.toThrow('broken');
  store.run('DROP TRIGGER no');
  await services.counts.add('reminder', { enrolled: 1 });
  expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 1 });
});

test('a part that is undone by itself takes nothing along of the transaction around it, and leaves nothing in memory', async () => {
  const { services, store } = await openStore();
  const later = createWave('reminder', 1, NOON + 60_000);
  await services.transaction(async () => {
    await services.counts.add('reminder', { enrolled: 1 });
    await services.waves.start(wave);
    const part = () =>
      store.transactionSync(() => {
        void services.waves.start(later);
        void services.counts.add('reminder', { enrolled: 1 });
        throwBroken();
      });
    expect(part).toThrow('the work broke');
    await services.waves.start(later);
  });
  expect(services.waves.listDueCalls(NOON + 60_000)).toEqual([createFirstCall(wave), createFirstCall(later)]);
  expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 1 });
});

test('a transaction that cannot begin leaves the next one unharmed', async () => {
  const { services, store } = await openStore();
  store.run('BEGIN');
  await expect(services.transaction(async () => 'done')).rejects.toThrow('within a transaction');
  store.run('ROLLBACK');
  expect(await services.transaction(async () => 'done')).toBe('done');
});

test('an adapter that breaks while it forgets keeps no other from forgetting, and hides no error', async () => {
  const { services, store } = await openStore();
  const late: string[] = [];
  store.onAfterRollback(() => {
    throw new Error('cannot forget');
  });
  store.onAfterRollback(() => late.push('forgot'));
  const broken = services.transaction(async () => {
    await services.waves.start(wave);
    throwBroken();
  });
  await expect(broken).rejects.toThrow('the work broke');
  expect(late).toEqual(['forgot']);
  await services.waves.start(wave);
  expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
});

test('what cannot be written before a commit undoes the rest, and is not written with the next one', async () => {
  const { services, store } = await openStore();
  store.run("CREATE TRIGGER no BEFORE INSERT ON counts BEGIN SELECT RAISE(ABORT, 'broken'); END");
  const broken = services.transaction(async () => {
    await services.waves.start(wave);
    await services.counts.add('reminder', { enrolled: 1 });
  });
  await expect(broken).rejects.toThrow('broken');
  store.run('DROP TRIGGER no');
  await services.transaction(() => services.waves.start(wave));
  expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
  expect(await services.counts.getByCampaign('reminder')).toEqual({});
});

test('users who wait for a wave that was never registered, as an older version left them, are called again after a start', async () => {
  const { services, store } = await openStore();
  const [past, open, done] = [NOON - 60_000, NOON, NOON + 60_000].map((at) => createWave('reminder', 3, at));
  if (past === undefined || open === undefined || done === undefined) throw new Error('waves: expected three');
  for (const { name } of [past, open, done])
    for (const enrollmentId of ['e1', 'e2'])
      await services.seats.put({ wave: name, enrollmentId, userId: enrollmentId, trigger: {} });
  await services.waves.start(open);
  await services.waves.start(done);
  await services.waves.finish(done);

  expect(services.waves.restoreUnregistered()).toEqual([past.name]);
  expect(services.waves.listDueCalls(NOON + 60_000)).toEqual([createFirstCall(past), createFirstCall(open)]);
  expect(services.waves.restoreUnregistered()).toEqual([]);
  expect(await services.waves.start(done)).toBe(false);
  expect(store.all('SELECT name FROM waves')).toHaveLength(3);
});

test('a manual clock that was never moved is kept with the first thing that is written by its time, and not before', async () => {
  const { services, store } = await openStore();
  const kept = () => store.all("SELECT value FROM settings WHERE name = 'clock'");
  await services.transaction(async () => services.waves.nextCallAt());
  expect(kept()).toEqual([]);
  const broken = services.transaction(async () => {
    await services.waves.start(wave);
    throwBroken();
  });
  await expect(broken).rejects.toThrow();
  expect(kept()).toEqual([]);
  await services.transaction(() => services.waves.start(wave));
  expect(kept()).toEqual([{ value: String(NOON) }]);
  expect(createManualClock(store, NOON + 5).now()).toBe(NOON);
});

test('an entry that is removed twice takes no entry along that came meanwhile', async () => {
  const { inbox, store } = await openStore();
  inbox.add(ENTRY);
  const item = inbox.findDue(NOON);
  if (item === undefined || 'error' in item) throw new Error('inbox: expected an entry');
  inbox.remove(item);
  inbox.add({ ...ENTRY, entryId: 'i2' });
  inbox.remove(item);
  expect(inbox.findDue(NOON)).toMatchObject({ entryId: 'i2' });
  createSqliteInbox(store).add({ ...ENTRY, entryId: 'i3' });
  inbox.add({ ...ENTRY, entryId: 'i4' });
  expect(store.all('SELECT seq FROM inbox')).toHaveLength(3);
});

function throwBroken(): never {
  throw new Error('the work broke');
}

/** Limits the size of the store, and writes until SQLite fails. */
function fillDisk(store: SqliteStore): void {
  store.get('PRAGMA max_page_count = 1');
  for (let each = 0; each < 10_000; each++)
    store.run('INSERT INTO profiles VALUES (?, ?)', `user-${each}`, 'x'.repeat(2_000));
}

/** Writes until SQLite fails, in one statement: SQLite undoes that statement only. */
function fillDiskInOneStatement(store: SqliteStore): void {
  store.get('PRAGMA max_page_count = 1');
  store.run(`INSERT INTO profiles WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT 1000)
    SELECT 'user-' || n, printf('%2000d', n) FROM numbers`);
}
