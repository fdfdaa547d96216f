import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '../../adapters/sqlite/clock.ts';
import { createSqliteInbox } from '../../adapters/sqlite/inbox.ts';
import { createSqliteServices, type SqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { MessageDispatched } from '../../core/contracts/dispatch.ts';
import { createFirstCall, createWave } from '../../core/contracts/wave.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';
import { NEW_ROW } from '../../core/row.ts';
import { InvalidCursorError } from '../../core/store-cursor.ts';
import { createRow, followUpOfTarget, getFirstEventId, message, NOON, Owner } from '../harness/adapters/sample.ts';
import { adapterContract, type Opened } from './contract.ts';

const log = { warn: () => undefined, logDecisions: () => undefined };

interface OpenedLocal extends Opened {
  readonly services: SqliteServices;
  readonly store: SqliteStore;
}

function openLocal(directory: string): OpenedLocal {
  const store = new SqliteStore(directory);
  const services = createSqliteServices(store, { clock: { now: () => NOON }, log });
  const { inbox } = services;
  const taken: ReportedEntry[] = [];
  const reported = async () => {
    for (let item = inbox.findDue(NOON); item !== undefined && 'entry' in item; item = inbox.findDue(NOON)) {
      const { Source = '', DetailType, Detail = {} }: Partial<ReportedEntry> = Object(item.entry);
      if (DetailType !== undefined) taken.push({ Source, DetailType, Detail });
      inbox.remove(item);
    }
    return taken;
  };
  return { store, services, sent: async () => allSent(services), reported, close: () => store.close() };
}

function allSent({ outbox }: SqliteServices): MessageDispatched[] {
  const all: MessageDispatched[] = [];
  let page = outbox.list();
  all.push(...page.items);
  while (page.cursor !== undefined) {
    page = outbox.list(page.cursor);
    all.push(...page.items);
  }
  return all;
}

const newDirectory = () => mkdtemp(join(tmpdir(), 'connector-test-'));

async function directoryForTest(): Promise<string> {
  const directory = await newDirectory();
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

adapterContract('local, in memory', async () => openLocal(':memory:'));
adapterContract('local, on a directory', async () => {
  const directory = await newDirectory();
  const opened = openLocal(directory);
  const close = async () => {
    await opened.close();
    await rm(directory, { recursive: true });
  };
  return { ...opened, close };
});

describe('a store on a directory', () => {
  test('a store on a directory still has everything when it is closed and opened again', async () => {
    const directory = await directoryForTest();
    const ann = { userId: 'ann', campaignId: 'reminder' };
    const definition = followUpOfTarget('reminder', 'welcome');
    const [wave, gone] = [createWave('reminder', 1, NOON), createWave('reminder', 1, NOON - 60_000)];
    const seat = { wave: wave.name, enrollmentId: 'e1', userId: 'ann', trigger: { id: 'x1' } };
    const refused = { code: 'MalformedEntry' as const, message: 'no', at: NOON, entry: 1 };

    const before = openLocal(directory);
    const owner = new Owner(before.services);
    await owner.publishes(definition);
    const target = new Owner(before.services);
    await target.saves(followUpOfTarget('old-welcome', 'other'));
    const { keysToArchive } = await target.archives();
    await before.services.rows.write(ann, createRow('kept', 1));
    await before.services.seats.put(seat);
    await before.services.waves.start(wave);
    await before.services.waves.start(gone);
    await before.services.waves.finish(gone);
    await before.services.profiles.update('ann', () => ({ fields: { email: { value: 'ann@example.com', at: NOON } } }));
    await before.services.counts.add('reminder', { enrolled: 3 });
    await before.services.refusals.add(refused);
    await before.services.outbox.send(message('d1'));
    createSqliteInbox(before.store).add({ entry: { Source: 'shop' }, entryId: 'i1', at: NOON });
    createManualClock(before.store, NOON).moveTo(NOON + 5);
    await before.close();

    const after = openLocal(directory);
    onTestFinished(() => after.close());
    const { services } = after;
    expect(getFirstEventId(await services.rows.read(ann))).toBe('kept');
    expect(await services.rows.write(ann, createRow('again', 1))).toBe(false);
    expect((await services.seats.listByWave(wave.name, 10)).items).toEqual([seat]);
    expect([await services.waves.start(wave), await services.waves.start(gone)]).toEqual([true, false]);
    expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
    expect(services.waves.nextCallAt()).toBe(NOON);
    expect(await services.campaigns.get('reminder')).toEqual(owner.campaign);
    expect(await services.campaigns.getDefinition('reminder', 1)).toEqual(definition);
    const listening = await services.listeners.findByKey('email.received#welcome');
    expect(listening.listeners).toEqual([{ campaignId: 'reminder', publication: 1, version: 1 }]);
    expect((await services.listeners.findByKey('email.received#old-welcome')).archivedAt).toBe(keysToArchive?.at);
    expect((await services.followUps.getByPublication('reminder', 1)).isLive).toBe(true);
    expect((await services.profiles.get('ann'))?.fields['email']?.value).toBe('ann@example.com');
    expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 3 });
    expect((await services.refusals.list()).items).toEqual([{ ...refused, id: '1' }]);
    await services.outbox.send(message('d1'));
    expect(allSent(services)).toEqual([message('d1')]);
    expect(createSqliteInbox(after.store).findDue(NOON)).toMatchObject({ entryId: 'i1', attempts: 0 });
    expect(createManualClock(after.store, 0).now()).toBe(NOON + 5);
  });

  test('a second store on the same directory is refused, and does not disturb the first', async () => {
    const directory = await directoryForTest();
    const first = openLocal(directory);
    onTestFinished(() => first.close());
    const ann = { userId: 'ann', campaignId: 'reminder' };
    await first.services.rows.write(ann, createRow('first', 1));
    expect(() => openLocal(directory)).toThrow(/locked|in use|already open/i);
    expect(await first.services.rows.write(ann, createRow('second', 2))).toBe(true);
    expect(getFirstEventId(await first.services.rows.read(ann))).toBe('second');
  });

  test('the directory of a store is free once the store is closed', async () => {
    const directory = await directoryForTest();
    await openLocal(directory).close();
    const second = openLocal(directory);
    await second.close();
  });
});

test('a reader of messages continues where the list ended, and reads none of it again', async () => {
  const { services, close } = openLocal(':memory:');
  onTestFinished(close);
  const { outbox } = services;
  const begin = outbox.list();
  expect([begin.items, begin.cursor]).toEqual([[], undefined]);
  for (let each = 1; each <= 500; each++) await outbox.send(message(`d${each}`));
  const whole = outbox.list(begin.next);
  expect([whole.items.length, whole.cursor]).toEqual([500, undefined]);
  expect(outbox.list(whole.next)).toEqual({ items: [], next: whole.next });
  for (let each = 501; each <= 1_001; each++) await outbox.send(message(`d${each}`));
  const page = outbox.list(whole.next);
  expect([page.items.length, page.items[0]?.dispatchId, page.cursor]).toEqual([500, 'd501', page.next]);
  const last = outbox.list(page.next);
  expect([last.items.map(({ dispatchId }) => dispatchId), last.cursor]).toEqual([['d1001'], undefined]);
});

test('a cursor of another store is refused: from there on, the first messages of this one would be lost', async () => {
  const [one, other] = [openLocal(':memory:'), openLocal(':memory:')];
  onTestFinished(() => Promise.all([one.close(), other.close()]).then(() => undefined));
  for (const id of ['d1', 'd2']) await one.services.outbox.send(message(id));
  await other.services.outbox.send(message('d1'));
  const { next } = one.services.outbox.list();
  expect(() => other.services.outbox.list(next)).toThrow(InvalidCursorError);
  await other.services.outbox.send(message('d2'));
  expect(other.services.outbox.list(next).items).toEqual([]);
});

describe.each([
  ['in memory', async () => ':memory:'],
  ['on a directory', directoryForTest],
])('pieces of work done together, %s', (_, directory) => {
  const opened = async () => {
    const local = openLocal(await directory());
    onTestFinished(() => local.close());
    return local;
  };

  test('nothing stays of a piece of work that throws', async () => {
    const { services, store } = await opened();
    const inbox = createSqliteInbox(store);
    const ann = { userId: 'ann', campaignId: 'reminder' };
    const wave = createWave('reminder', 1, NOON);
    await services.counts.add('reminder', { enrolled: 1 });
    const broken = services.transaction(async () => {
      await new Owner(services).publishes(followUpOfTarget('reminder', 'welcome'));
      expect((await services.listeners.findByKey('email.received#welcome')).listeners).toHaveLength(1);
      await services.followUps.get({ campaignId: 'reminder', publication: 1, version: 1 });
      await services.rows.write(ann, createRow('lost', 1));
      await services.waves.start(wave);
      await services.seats.put({ wave: wave.name, enrollmentId: 'e1', userId: 'ann', trigger: {} });
      await services.profiles.update('ann', () => ({ fields: {} }));
      await services.counts.add('reminder', { enrolled: 1, waiting: 1 });
      await services.refusals.add({ code: 'MalformedEntry', message: 'no', at: NOON, entry: 1 });
      await services.outbox.send(message('d1'));
      inbox.add({ entry: 1, entryId: 'i1', at: NOON });
      throw new Error('the work broke');
    });
    await expect(broken).rejects.toThrow('the work broke');

    expect(await services.rows.read(ann)).toEqual(NEW_ROW);
    expect(await services.campaigns.get('reminder')).toBeUndefined();
    expect(await services.listeners.findByKey('email.received#welcome')).toEqual({ listeners: [] });
    await expect(services.followUps.get({ campaignId: 'reminder', publication: 1, version: 1 })).rejects.toThrow(
      'expected in the store',
    );
    expect([(await services.waves.listByCampaign('reminder')).items, services.waves.nextCallAt()]).toEqual([
      [],
      undefined,
    ]);
    expect((await services.seats.listByWave(wave.name, 10)).items).toEqual([]);
    expect(await services.profiles.get('ann')).toBeUndefined();
    expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 1 });
    expect((await services.refusals.list()).items).toEqual([]);
    expect(allSent(services)).toEqual([]);
    expect(inbox.findDue(NOON)).toBeUndefined();
    await services.waves.start(wave);
    expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
  });

  test('a wave that was finished in a task that was undone is still running', async () => {
    const { services } = await opened();
    const wave = createWave('reminder', 1, NOON);
    await services.waves.start(wave);
    const broken = services.transaction(async () => {
      await services.waves.finish(wave);
      throw new Error('the work broke');
    });
    await expect(broken).rejects.toThrow();
    expect(await services.waves.start(wave)).toBe(true);
    expect(services.waves.listDueCalls(NOON)).toEqual([createFirstCall(wave)]);
  });

  test('one piece of work begins when the one before it has ended', async () => {
    const { services } = await opened();
    const told: string[] = [];
    const piece = (name: string) =>
      services.transaction(async () => {
        told.push(`${name} begins`);
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
        told.push(`${name} ends`);
        if (name === 'second') throw new Error('the work broke');
      });
    await Promise.allSettled([piece('first'), piece('second'), piece('third')]);
    const order = ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]);
    expect(told).toEqual(order);
  });

  test('a piece of work that throws undoes nothing of its neighbours', async () => {
    const { services } = await opened();
    const key = (userId: string) => ({ userId, campaignId: 'reminder' });
    const piece = (userId: string) =>
      services.transaction(async () => {
        await services.rows.write(key(userId), createRow(userId, 1));
        await services.counts.add('reminder', { enrolled: 1 });
        await new Promise((resolve) => setImmediate(resolve));
        if (userId === 'bob') throw new Error('the work broke');
      });
    await Promise.allSettled(['ann', 'bob', 'cid'].map(piece));
    const eventIds = await Promise.all(
      ['ann', 'bob', 'cid'].map(async (each) => getFirstEventId(await services.rows.read(key(each)))),
    );
    expect(eventIds).toEqual(['ann', undefined, 'cid']);
    expect(await services.counts.getByCampaign('reminder')).toEqual({ enrolled: 2 });
  });

  test('a throwing part of a piece of work leaves in a row what was written before it', async () => {
    const { services } = await opened();
    const [ann, bob] = [
      { userId: 'ann', campaignId: 'reminder' },
      { userId: 'bob', campaignId: 'reminder' },
    ];
    const { rows } = services;
    const write = async (key: typeof ann, text: string, rev: number) => {
      await rows.read(key);
      return rows.write(key, createRow(text, rev));
    };
    await services.transaction(async () => {
      await write(ann, 'claimed', 1);
      const broken = services.savepoint(async () => {
        await write(ann, 'lost', 2);
        await write(bob, 'lost', 1);
        throw new Error('the part broke');
      });
      await expect(broken).rejects.toThrow('the part broke');
      expect([getFirstEventId(await rows.read(ann)), getFirstEventId(await rows.read(bob))]).toEqual([
        'claimed',
        undefined,
      ]);
      await services.savepoint(async () => void (await write(bob, 'kept', 1)));
      expect([await write(ann, 'sent', 2), await write(ann, 'late', 2)]).toEqual([true, false]);
    });
    expect([getFirstEventId(await rows.read(ann)), getFirstEventId(await rows.read(bob))]).toEqual(['sent', 'kept']);
    expect((await rows.listByUser('ann')).map(({ row }) => row.rev)).toEqual([2]);
  });

  test('a row claimed and sent in one piece of work is written once', async () => {
    const { services, store } = await opened();
    const ann = { userId: 'ann', campaignId: 'reminder' };
    store.run('CREATE TEMP TABLE writes (rev INTEGER)');
    store.run('CREATE TEMP TRIGGER new AFTER INSERT ON rows BEGIN INSERT INTO writes VALUES (new.rev); END');
    store.run('CREATE TEMP TRIGGER old AFTER UPDATE ON rows BEGIN INSERT INTO writes VALUES (new.rev); END');
    await services.transaction(async () => {
      await services.rows.read(ann);
      await services.rows.write(ann, createRow('claimed', 1));
      await services.rows.write(ann, createRow('sent', 2));
    });
    expect(store.all('SELECT rev FROM writes').map(({ rev }) => rev)).toEqual([2]);
  });

  test('two changes of one row side by side in one piece of work do not overwrite each other', async () => {
    const { services } = await opened();
    const ann = { userId: 'ann', campaignId: 'reminder' };
    const { rows } = services;
    const change = async (text: string) => {
      const { rev } = await rows.read(ann);
      await undefined;
      return rows.write(ann, createRow(text, rev + 1));
    };
    const written = await services.transaction(() => Promise.all([change('one'), change('other')]));
    expect(written).toEqual([true, false]);
    expect(getFirstEventId(await rows.read(ann))).toBe('one');
  });

  test('closing a store waits for the running task', async () => {
    const local = openLocal(await directory());
    const work = local.services.transaction(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await local.services.counts.add('reminder', { enrolled: 1 });
      return 'done';
    });
    await local.close();
    expect(await work).toBe('done');
  });
});

test('a page of seats has at most 4 MB of events, so that a wave of long ones fits in memory', async () => {
  const { services, close } = openLocal(':memory:');
  onTestFinished(close);
  const trigger = { id: 'event-1', properties: { text: 'x'.repeat(250_000) } };
  for (let each = 0; each < 40; each++) {
    await services.seats.put({ wave: 'long', enrollmentId: `e${each}`, userId: 'ann', trigger });
  }
  const { items, cursor } = await services.seats.listByWave('long', 100);
  expect([items.length <= 16, items.length > 10, cursor]).toEqual([true, true, expect.any(String)]);
});

test('an accepted entry is kept in the inbox however deep its unused fields are', async () => {
  const { store, close } = openLocal(':memory:');
  onTestFinished(close);
  const inbox = createSqliteInbox(store);
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  inbox.add({ entry: { Source: 'app', Resources: deep }, entryId: 'i1', at: NOON });
  expect(inbox.findDue(NOON)).toMatchObject({ entryId: 'i1', attempts: 0, entry: { Source: 'app' } });
});
