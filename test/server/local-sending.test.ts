import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createManualClock } from '../../adapters/sqlite/clock.ts';
import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import { formatInstant } from '../../core/contracts/instant.ts';
import type { Sender } from '../../core/contracts/sender.ts';
import { DAY, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import type { Bus } from '../../core/ports.ts';
import { sendMessage } from '../../engine/send-message.ts';
import { createRuntime } from '../../server/local-runtime.ts';
import { createLocalSending } from '../../server/sending.ts';
import { startServer } from '../../server/server.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import { message, NOON } from '../harness/adapters/sample.ts';
import { silent } from '../harness/api/open-api.ts';
import { listenOnLoopback } from '../harness/channels/http-servers.ts';

const POLICY = { mode: 'live', allow: [] } as const;
const CHANNELS = new Set(['email'] as const);

/** Opens a store in which an email to ann is due, with a clock that the test moves. */
async function openStore(now = NOON) {
  const store = new SqliteStore(':memory:');
  const clock = createManualClock(store, now);
  const services = createSqliteServices(store, { clock, log: silent, senderChannels: CHANNELS });
  const dispatchedAt = formatInstant(now);
  const dispatched = { ...message('d1'), dispatchedAt, messages: [{ channel: 'email', subject: 'Hello' } as const] };
  await services.transaction(async () => {
    await services.contacts.update('ann', 'email', () => ({ rev: 1, address: { value: 'ann@example.com', at: 0 } }));
    await services.outbox.send(dispatched);
  });
  return { store, clock, services, dispatched };
}

/** Creates a bus that keeps what is put on it, and fails as often as it is said. */
function createBus(failures = 0): Bus & { readonly taken: unknown[] } {
  const taken: unknown[] = [];
  let left = failures;
  return {
    taken,
    async put(entries) {
      if (left-- > 0) throw new Error('the disk is full');
      taken.push(...entries);
      return entries.map((_, index) => ({ eventId: String(index) }));
    },
  };
}

test('a message whose report failed is reported later, and is not sent again (R80, R86)', async () => {
  const { clock, services } = await openStore();
  const [email, bus] = [createScriptedSender('email'), createBus(1)];
  const sending = createLocalSending({ senders: [email], policy: POLICY }, services, bus);
  await sending.sendDue(email);
  expect(bus.taken).toEqual([]);
  await services.transaction(async () => clock.moveTo(NOON + MINUTE));
  await sending.sendDue(email);
  expect(bus.taken).toMatchObject([{ Detail: { interaction: 'email.received', userId: 'ann' } }]);
  expect(email.requests).toHaveLength(1);
  expect(sending.nextDueAt('email')).toBeUndefined();
});

test('a message that cannot be read in the store holds up no other of its channel, and is looked at again after a day (R87)', async () => {
  const { store, clock, services, dispatched } = await openStore();
  await services.transaction(async () => {
    // More than are sent at the same time.
    for (let each = 2; each <= 13; each += 1) await services.outbox.send({ ...dispatched, dispatchId: `d${each}` });
  });
  const first = store.get('SELECT body FROM dispatches WHERE seq = 1');
  store.run("UPDATE dispatches SET body = 'secret' WHERE seq < 12");
  const email = createScriptedSender('email');
  const sending = createLocalSending({ senders: [email], policy: POLICY }, services, createBus());
  await sending.sendAllDue();
  expect(email.requests.map(({ dispatchId }) => dispatchId)).toEqual(['d12', 'd13']);
  expect(sending.nextDueAt('email')).toBe(NOON + DAY);

  store.run('UPDATE dispatches SET body = ? WHERE seq = 1', String(first?.['body']));
  await services.transaction(async () => clock.moveTo(NOON + DAY - 1));
  await sending.sendAllDue();
  expect(email.requests).toHaveLength(2);
  await services.transaction(async () => clock.moveTo(NOON + DAY));
  await sending.sendAllDue();
  expect(await services.deliveries.listByDispatch('d1')).toMatchObject([{ state: 'expired' }]);
});

/** Sends the email with a sender and a rate of the test. */
async function sendWith(sender: Sender, takeSendSlot: () => Promise<{ readonly retryAt: number } | undefined>) {
  const { clock, services, dispatched } = await openStore();
  const [found] = dispatched.messages;
  const wait = (span: number) => services.transaction(async () => clock.moveTo(services.clock.now() + span));
  const sending = { ...services, bus: createBus(), policy: POLICY, takeSendSlot, random: () => 0.5 };
  return {
    send: () => sendMessage({ dispatched, message: found ?? { channel: 'email' }, part: 0, sender }, sending),
    wait,
  };
}

test('a message that waited long for its turn is judged again, and does not lose its turn (R87, R92)', async () => {
  let taken = 0;
  const email = createScriptedSender('email');
  const { send, wait } = await sendWith(email, async () => {
    taken += 1;
    await wait(15 * SECOND);
    return undefined;
  });
  expect(await send()).toMatchObject({ ended: { state: 'sent' } });
  expect([taken, email.requests.length]).toEqual([1, 1]);
});

test('a sender that never returns is given up after its time, and the outcome is unknown (R80, R87)', async () => {
  const hanging: Sender = { ...createScriptedSender('email'), timeout: 20, send: () => new Promise(() => undefined) };
  const { send } = await sendWith(hanging, async () => undefined);
  expect(await send()).toEqual({ retryAt: NOON + 10 * MINUTE, reason: 'no-answer' });
});

test('a server sends nothing before it listens: the links of its messages would lead nowhere (R85)', async () => {
  const taken = createServer();
  const port = await listenOnLoopback(taken);
  onTestFinished(() => void taken.close());
  const { store } = await openStore(Date.now());
  store.run("DELETE FROM settings WHERE name = 'clock'");
  const email = createScriptedSender('email');
  const senderSetup = { policy: POLICY, channels: CHANNELS, facts: [], createSenders: () => [email] };
  const runtime = createRuntime(store, { senderSetup, log: silent });
  await expect(startServer(runtime, { port, currentsToken: undefined, log: silent })).rejects.toThrow();
  expect(email.requests).toEqual([]);
  const server = await startServer(runtime, { port: 0, currentsToken: undefined, log: silent });
  await expect.poll(() => email.requests.length).toBe(1);
  onTestFinished(() => server.stop());
});
