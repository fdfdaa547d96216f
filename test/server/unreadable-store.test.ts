import { expect, onTestFinished, test } from 'vitest';
import { createSqliteInbox } from '../../adapters/sqlite/inbox.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { openApi, received, resend, START } from '../harness/api/open-api.ts';

/** Opens a machine whose store a test may spoil, and what it logs. */
function openMachine() {
  const store = new SqliteStore(':memory:');
  onTestFinished(() => store.close());
  const logged: string[] = [];
  const log = {
    warn: (code: string, facts: Readonly<Record<string, unknown>>) => void logged.push(`${code} ${facts['error']}`),
    logDecisions: () => undefined,
  };
  const machine = createRuntime(store, { clockStart: START, log });
  const listMessages = () => machine.services.outbox.list().items.map(({ userId }) => userId);
  return { ...openApi({ machine }), store, logged, listMessages };
}

test.each(['', 'secret', '{"wave":"secret"}'])(
  'a wave whose next call is %j begins again: its users and those of other waves receive their messages once (R72)',
  async (text) => {
    const { store, machine, logged, listMessages, publish, put } = openMachine();
    await publish({ ...resend, delay: '1 hour' });
    await put(received('ann'), received('ben'));
    await machine.advanceTo(START + 30 * MINUTE);
    await put(received('cleo'));
    await machine.advanceTo(START + 64 * MINUTE);
    const sent = listMessages();
    const [{ name } = {}] = store.all('SELECT name FROM waves ORDER BY departure LIMIT 1');
    store.run('UPDATE waves SET call = ?, call_at = ? WHERE name = ?', text, START + 80 * MINUTE, String(name));
    await machine.advanceTo(START + 2 * HOUR);
    expect([sent.toSorted(), listMessages().toSorted()]).toEqual([
      ['ann', 'ben'],
      ['ann', 'ben', 'cleo'],
    ]);
    expect(logged).toEqual([
      `WAVE_CALL_UNREADABLE UnreadableData: waves ${name}: expected a call of a wave in the store, found something else`,
    ]);
    expect(machine.services.waves.nextCallAt()).toBeUndefined();
  },
);

test('a wave that is still to leave sends its messages although its call cannot be read (R72)', async () => {
  const { store, machine, listMessages, publish, put } = openMachine();
  await publish({ ...resend, delay: '1 hour' });
  await put(received('ann'), received('ben'));
  store.run("UPDATE waves SET call = 'secret'");
  await machine.advanceTo(START + 2 * HOUR);
  expect(listMessages().toSorted()).toEqual(['ann', 'ben']);
});

test.each(['', 'secret', '{"entryId":1}'])(
  'an accepted entry that is %j is set aside and logged once a day; the others are retried (R61)',
  async (text) => {
    const { store, machine, logged, listMessages, publish } = openMachine();
    await publish({ ...resend, delay: 'none', exceptions: [] });
    const inbox = createSqliteInbox(store);
    const accept = (userId: string) => inbox.add({ entry: received(userId), entryId: userId, at: START });
    for (const userId of ['ann', 'ben', 'cleo']) accept(userId);
    store.run('UPDATE inbox SET body = ? WHERE seq = 1', text);
    await machine.runDue();
    expect(listMessages()).toEqual(['ben', 'cleo']);
    expect(store.all('SELECT seq, body, attempts FROM inbox')).toEqual([{ seq: 1, body: text, attempts: 0 }]);
    const line =
      'ENTRY_UNREADABLE UnreadableData: inbox 1: expected an accepted entry in the store, found something else';
    expect(logged).toEqual([line]);
    await machine.advanceTo(START + DAY);
    expect(logged).toEqual([line, line]);

    const entry = { entry: received('ann'), entryId: 'ann', at: START };
    store.run('UPDATE inbox SET body = ? WHERE seq = 1', JSON.stringify(entry));
    await machine.advanceTo(START + 2 * DAY);
    expect([listMessages(), store.all('SELECT seq FROM inbox')]).toEqual([['ben', 'cleo', 'ann'], []]);
  },
);

test('an entry that cannot be read is set aside by itself if the retry of another one undoes the whole transaction', async () => {
  const { store, machine, logged, listMessages, publish } = openMachine();
  await publish({ ...resend, delay: 'none', exceptions: [] });
  const inbox = createSqliteInbox(store);
  for (const userId of ['ann', 'ben']) inbox.add({ entry: received(userId), entryId: userId, at: START });
  store.run("UPDATE inbox SET body = 'secret' WHERE seq = 1");
  store.run('CREATE TEMP TABLE breaking (once INTEGER)');
  store.run("CREATE TEMP TRIGGER breaks BEFORE INSERT ON breaking BEGIN SELECT RAISE(ROLLBACK, 'broken'); END");
  const { send } = machine.services.outbox;
  let sends = 0;
  Object.assign(machine.services.outbox, {
    send: async (message: Parameters<typeof send>[0]) => {
      sends += 1;
      if (sends <= 2) store.run('INSERT INTO breaking VALUES (1)');
      return send(message);
    },
  });
  await machine.runDue();
  expect([sends, listMessages()]).toEqual([3, ['ben']]);
  expect(logged.filter((line) => line.startsWith('ENTRY_UNREADABLE'))).toHaveLength(2);
  expect(store.all('SELECT seq, due_at FROM inbox')).toEqual([{ seq: 1, due_at: START + DAY }]);
});

test('a list leaves out what cannot be read, logs its key, and goes on to its last page (R68)', async () => {
  const { store, machine, logged, call, publish, put } = openMachine();
  for (let each = 100; each < 202; each++)
    await call('PUT', `/campaigns/draft-${each}`, { ...resend, id: `draft-${each}` });
  await publish({ ...resend, delay: 'none', exceptions: [] });
  await put(received('ann'), 'nonsense', received('ben'), 'more nonsense', received('cleo'));
  store.run("UPDATE campaigns SET body = 'secret' WHERE id IN ('draft-100', 'draft-150', 'draft-199')");
  store.run("UPDATE dispatches SET body = 'secret' WHERE seq IN (1, 3)");
  store.run("UPDATE refused SET body = 'secret' WHERE seq = 1");

  const first = (await call('GET', '/campaigns')).body;
  const second = (await call('GET', `/campaigns?cursor=${first.cursor}`)).body;
  expect([first.campaigns.length, second.campaigns.length, second.cursor]).toEqual([97, 3, undefined]);
  const messages = machine.services.outbox.list();
  expect([messages.items.map(({ userId }) => userId), messages.next]).toEqual([['ben'], '3']);
  const { refused } = (await call('GET', '/refused')).body;
  expect(refused).toEqual([expect.objectContaining({ entry: 'more nonsense' })]);
  const keys = logged.map((line) => line.replace(/^ITEM_UNREADABLE UnreadableData: (.*): expected.*$/, '$1'));
  expect(keys.toSorted()).toEqual([
    'campaigns draft-100',
    'campaigns draft-150',
    'campaigns draft-199',
    'dispatches 1',
    'dispatches 3',
    'refused 1',
  ]);
  expect(logged.join()).not.toContain('secret');
});
