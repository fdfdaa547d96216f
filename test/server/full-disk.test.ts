import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ALL_USERS,
  entriesIn,
  limitPages,
  pagesOf,
  postWithRetries,
  publishedStores,
  usersSent,
} from '../harness/server/failing-store.ts';
import { fillDisk, smallDisk } from '../harness/server/small-disk.ts';

test('users whose events were refused because of a full disk and then accepted all get their message, also after a restart (R60)', async () => {
  const open = await publishedStores();
  const broken = await open();
  limitPages(broken, pagesOf(broken));
  expect((await broken.post()).status).toBe(500);
  limitPages(broken);
  await postWithRetries(broken, 1);
  expect(await usersSent(broken)).toEqual(ALL_USERS);
});

test('every user of a batch gets one message, wherever in the batch the disk becomes full (R60)', {
  timeout: 120_000,
}, async () => {
  const open = await publishedStores();
  let isSqueezed = true;
  for (let spare = 0; isSqueezed; spare++) {
    const broken = await open();
    limitPages(broken, pagesOf(broken) + spare);
    const { status } = await broken.post();
    isSqueezed = status === 500 || entriesIn(broken) > 0;
    limitPages(broken);
    await postWithRetries(broken, 1);
    expect(await usersSent(broken), `${spare} pages to spare`).toEqual(ALL_USERS);
  }
});

test('every user gets the message once if the disk becomes full while a wave is dispatched and is emptied later (R72)', {
  timeout: 120_000,
}, async () => {
  const open = await publishedStores();
  let isStuck = true;
  for (let spare = 0; isStuck; spare++) {
    const broken = await open();
    await postWithRetries(broken, 1);
    limitPages(broken, pagesOf(broken) + spare);
    isStuck = await broken.machine.advanceTo(Date.UTC(2026, 11, 2, 9, 2)).then(
      () => broken.machine.services.outbox.list().items.length < ALL_USERS.length,
      () => true,
    );
    limitPages(broken);
    await broken.machine.advanceTo(Date.UTC(2026, 11, 2, 11));
    const left = broken.machine.services.outbox.list().items.map(({ userId }) => userId);
    expect(left.toSorted(), `${spare} pages to spare`).toEqual(ALL_USERS);
    await broken.machine.close();
  }
});

test.each(['ROLLBACK', 'ABORT', 'FAIL'])(
  'a write that fails with %s, in any table, loses no accepted event and repeats no message (R60)',
  {
    timeout: 120_000,
  },
  async (how) => {
    const open = await publishedStores();
    const writes = ['waves', 'seats', 'rows', 'counts'].flatMap((table) => [
      `INSERT ON ${table}`,
      `UPDATE ON ${table}`,
    ]);
    for (const write of writes) {
      const broken = await open();
      const when = /seats|rows/.test(write) ? "WHEN new.user_id = 'user-7'" : '';
      broken.store.run(`CREATE TEMP TRIGGER broken BEFORE ${write} ${when} BEGIN SELECT RAISE(${how}, 'broken'); END`);
      await broken.post();
      broken.store.run('DROP TRIGGER broken');
      await postWithRetries(broken, 1);
      expect(await usersSent(broken), write).toEqual(ALL_USERS);
    }
  },
);

test('an accepted event that waits in the inbox is kept through any number of attempts on a full disk (R61)', async () => {
  const open = await publishedStores();
  const broken = await open();
  broken.store.run(
    "CREATE TEMP TRIGGER broken BEFORE INSERT ON waves BEGIN SELECT RAISE(ROLLBACK, 'the first attempt'); END",
  );
  expect((await broken.post()).status).toBe(200);
  broken.store.run('DROP TRIGGER broken');
  limitPages(broken, pagesOf(broken));
  for (let attempt = 0; attempt < 7 * ALL_USERS.length; attempt++) {
    await broken.machine.advanceTo((broken.machine.manualClock?.now() ?? 0) + 10_000).catch(() => undefined);
  }
  limitPages(broken);
  expect((await broken.call('GET', '/refused')).body.refused).toEqual([]);
  expect(await usersSent(broken)).toEqual(ALL_USERS);
});

test('on a real full disk events are refused, and when there is room again every user gets one message (R60)', {
  timeout: 60_000,
}, async ({ skip }) => {
  const disk = smallDisk() ?? skip('no disk may be mounted here');
  const open = await publishedStores();
  const broken = await open(disk);
  for (let round = 0; round < 3; round++) {
    const filler = join(disk, 'filler');
    fillDisk(filler);
    expect((await broken.post()).status).toBe(500);
    rmSync(filler);
  }
  await postWithRetries(broken, 1);
  expect(await usersSent(broken)).toEqual(ALL_USERS);
});
