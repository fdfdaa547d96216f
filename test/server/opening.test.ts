import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { APPLICATION_ID, MIGRATIONS } from '../../adapters/sqlite/schema.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { STORE_OPEN_ERRORS, toStoreOpenError } from '../../adapters/sqlite/store-open-error.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { START, silent } from '../harness/api/open-api.ts';
import { newDirectory } from '../harness/server/failing-store.ts';
import { contentOf, LOST } from '../harness/server/lost-stores.ts';
import { fillDisk, remount, smallDisk } from '../harness/server/small-disk.ts';

const FILE = 'campaign-connector.db';
const NOBODY = 65_534;

/** Starts the server on a directory. */
function launch(directory: string, uid?: number) {
  const child = spawn(process.execPath, ['server/main.ts'], {
    env: { ...process.env, PORT: '0', DATA_DIR: directory },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid }),
  });
  let printed = '';
  const listen = (chunk: Buffer) => {
    printed += chunk;
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const impatient = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const exited = once(child, 'close').then(([code]) => {
    clearTimeout(impatient);
    return { code, printed };
  });
  return { child, exited, printed: () => printed };
}

/** Starts the server on a directory that it does not open, and returns its exit code and its output. */
const start = (directory: string, uid?: number) => launch(directory, uid).exited;

function refused(directory: string, reason: keyof typeof STORE_OPEN_ERRORS) {
  return { code: 1, printed: `campaign-connector: DATA_DIR ${directory}: ${STORE_OPEN_ERRORS[reason]}\n` };
}

describe('a server that is started on a store that must not be opened', { timeout: 60_000 }, () => {
  test.each(LOST)(
    'a server refuses to open %s, in one line that says what to do, and does not change it',
    async (_, reason, make) => {
      const directory = await make();
      const before = contentOf(directory);
      expect(await start(directory)).toEqual(refused(directory, reason));
      expect(contentOf(directory)).toEqual(before);
    },
  );

  test('a server that cannot start names a DATA_DIR that is not a directory, or where none can be created, and does not hang', async () => {
    const base = await newDirectory();
    writeFileSync(join(base, 'file'), 'mine');
    symlinkSync(join(base, 'nowhere'), join(base, 'link'));
    const wrong = [
      [join(base, 'file'), 'notADirectory'],
      [join(base, 'file', 'below'), 'notADirectory'],
      ['/dev/null', 'notADirectory'],
      ['/proc/x', 'notHere'],
      ['/proc/x/y/z', 'notHere'],
      ['/proc', 'notHere'],
      [join(base, 'x'.repeat(300)), 'notHere'],
      [join(base, 'link'), 'notHere'],
    ] as const;
    const printed = await Promise.all(wrong.map(([directory]) => start(directory)));
    expect(printed).toEqual(wrong.map(([directory, reason]) => refused(directory, reason)));
    expect(readFileSync(join(base, 'file'), 'utf8')).toBe('mine');
  });

  test('a server that cannot start names a pipe in the place of the file, and does not wait for a writer', async () => {
    const directory = await newDirectory();
    spawnSync('mkfifo', [join(directory, FILE)]);
    expect(await start(directory)).toEqual(refused(directory, 'notADatabase'));
  });

  test('a server that cannot start names a directory or a file that its user may not write', async () => {
    const [closed, locked, logged] = [await newDirectory(), await newDirectory(), await newDirectory()];
    for (const each of [locked, logged]) {
      await new SqliteStore(each).close();
      chmodSync(each, 0o777);
    }
    chmodSync(closed, 0o555);
    chmodSync(join(locked, FILE), 0o444);
    chmodSync(join(logged, FILE), 0o666);
    writeFileSync(join(logged, `${FILE}-wal`), 'of another user', { mode: 0o400 });
    const uid = process.getuid?.() === 0 ? NOBODY : undefined;
    const directories = [closed, join(closed, 'new'), locked, logged];
    const printed = await Promise.all(directories.map((each) => start(each, uid)));
    expect(printed).toEqual(directories.map((each) => refused(each, 'noPermission')));
  });

  test('a server reports a full disk if there is no room to read the log of a crashed store, so that no backup is restored over a sound store', async ({
    skip,
  }) => {
    const disk = smallDisk() ?? skip('no disk may be mounted here');
    const [running, crashed, filler] = [await newDirectory(), join(disk, 'crashed'), join(disk, 'filler')];
    const store = new SqliteStore(running);
    store.run("INSERT INTO settings VALUES ('last', 'kept')");
    mkdirSync(crashed);
    for (const each of readdirSync(running)) copyFileSync(join(running, each), join(crashed, each));
    await store.close();
    fillDisk(filler);
    const before = contentOf(crashed);
    expect(Object.keys(before)).toContain(`${FILE}-wal`);
    expect(await start(crashed)).toEqual(refused(crashed, 'full'));
    expect(contentOf(crashed)).toEqual(before);
    rmSync(filler);
    const again = new SqliteStore(crashed);
    expect(again.get("SELECT value FROM settings WHERE name = 'last'")).toEqual({ value: 'kept' });
    await again.close();
  });

  test('a server names a disk that is full or mounted read-only, changes nothing, and starts when the disk is repaired', async ({
    skip,
  }) => {
    const disk = smallDisk() ?? skip('no disk may be mounted here');
    const [known, fresh, filler] = [join(disk, 'known'), join(disk, 'fresh'), join(disk, 'filler')];
    await new SqliteStore(known).close();
    mkdirSync(fresh);
    const before = contentOf(known);
    fillDisk(filler);
    expect(await Promise.all([start(known), start(fresh), start(join(disk, 'new'))])).toEqual(
      [known, fresh, join(disk, 'new')].map((each) => refused(each, 'full')),
    );
    expect(readdirSync(fresh)).toEqual([]);
    remount(disk, 'ro');
    expect(await Promise.all([start(known), start(fresh), start(join(disk, 'newer'))])).toEqual(
      [known, fresh, join(disk, 'newer')].map((each) => refused(each, 'readOnly')),
    );
    remount(disk, 'rw');
    rmSync(filler);
    expect(contentOf(known)).toMatchObject(before);
    for (const each of [known, fresh]) await new SqliteStore(each).close();
  });
});

test('an error without a message of its own is reported with the error of the system', () => {
  expect(toStoreOpenError(new Error('unheard of')).message).toBe(`${STORE_OPEN_ERRORS.unopened}: Error: unheard of`);
  const broken = Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 + 256 * 3 });
  expect(toStoreOpenError(broken).reason).toBe('unreadable');
});

test('a store of version 0.1.0 is used without loss, and its unregistered waves are dispatched', async () => {
  const directory = await newDirectory();
  const old = new DatabaseSync(join(directory, FILE));
  old.exec(readFileSync(new URL('../adapters/unversioned-store.sql', import.meta.url), 'utf8'));
  old.close();

  const codes: string[] = [];
  const store = new SqliteStore(directory);
  const machine = createRuntime(store, {
    clockStart: START,
    log: { ...silent, warn: (code) => codes.push(code) },
  });
  expect(codes).toEqual(['WAVES_RESTORED']);
  expect((await machine.services.refusals.list()).items).toMatchObject([{ code: 'UnknownDetailType' }]);
  expect((await machine.services.profiles.get('ada'))?.fields).toMatchObject({ 'attributes.plan': { value: 'free' } });
  await machine.advanceTo(START + 2 * 86_400_000);
  const sent = machine.services.outbox.list().items.map(({ campaignId, userId }) => `${campaignId} ${userId}`);
  const users = ['ada', 'bob', 'cid', 'dan', 'user-16'];
  const campaigns = ['at-once', 'resend-welcome'];
  expect(sent.toSorted()).toEqual(campaigns.flatMap((campaign) => users.map((user) => `${campaign} ${user}`)));
  await machine.close();
  const again = new SqliteStore(directory);
  expect(again.get('PRAGMA user_version')).toEqual({ user_version: MIGRATIONS.length });
  expect(again.get('PRAGMA application_id')).toEqual({ application_id: APPLICATION_ID });
  await again.close();
});

test('a first start that was interrupted at any table is completed by the next start', async () => {
  const directory = await newDirectory();
  const old = readFileSync(new URL('../adapters/unversioned-store.sql', import.meta.url), 'utf8');
  const table = /CREATE TABLE campaigns .*;/.exec(old)?.[0] ?? '';
  for (const sql of ['VACUUM', table]) {
    const database = new DatabaseSync(join(directory, FILE));
    database.exec(sql);
    database.close();
    const store = new SqliteStore(directory);
    expect(store.all('SELECT * FROM inbox')).toEqual([]);
    await store.close();
    rmSync(join(directory, FILE));
  }
});

test('a link in the place of the file opens the store that it points to, with its log; a broken link is not replaced', async () => {
  const [elsewhere, linked, nowhere] = [await newDirectory(), await newDirectory(), await newDirectory()];
  const first = new SqliteStore(elsewhere);
  symlinkSync(join(elsewhere, FILE), join(linked, FILE));
  expect(await start(linked)).toEqual(refused(linked, 'inUse'));
  first.run("INSERT INTO settings VALUES ('kept', '1')");
  await first.close();
  const second = new SqliteStore(linked);
  expect(second.all('SELECT name FROM settings')).toEqual([{ name: 'kept' }]);
  await second.close();
  expect(readdirSync(elsewhere)).toEqual([FILE]);
  symlinkSync(join(elsewhere, 'gone', FILE), join(nowhere, FILE));
  expect(await start(nowhere)).toEqual(refused(nowhere, 'notHere'));
  expect(readlinkSync(join(nowhere, FILE))).toBe(join(elsewhere, 'gone', FILE));
});

test('exactly one of several first starts at the same time opens the store', { timeout: 60_000 }, async () => {
  const directory = await newDirectory();
  const starts = Array.from({ length: 4 }, () => launch(directory));
  const listening = () => starts.filter(({ printed }) => printed().includes('listens on'));
  const ended = () => starts.filter(({ child }) => child.exitCode !== null);
  await expect.poll(() => [listening().length, ended().length], { timeout: 20_000 }).toEqual([1, 3]);
  for (const { exited } of ended()) expect(await exited).toEqual(refused(directory, 'inUse'));
  for (const { child, exited } of listening()) {
    child.kill('SIGTERM');
    expect((await exited).code).toBe(0);
  }
  expect(readdirSync(directory)).toEqual([FILE]);
});
