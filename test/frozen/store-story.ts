import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Owner } from '../harness/adapters/sample.ts';
import {
  AGAIN,
  COMPARED,
  EACH_NEWS,
  EDITED_REMINDER,
  ELSEWHERE,
  IMMEDIATE,
  ORPHANED,
  REMINDER,
  STOPPED,
} from './campaigns.ts';
import { at, BOUGHT } from './cloud-story.ts';
import { documentsStory } from './documents-story.ts';
import { buys, does, opens, receives, updatesProfile } from './events.ts';
import { createStore, OneMachine, STORE_FILE } from './one-machine.ts';
import { SENT_CHANNELS, sendingStory } from './sending-story.ts';
import { dumpOf } from './sql-dump.ts';
import { TOKEN_OWNER } from './token-story.ts';

/** A list that is read page by page: the call with the cursor of the next page, and what that page shows. */
export interface StoreList {
  readonly path: string;
  readonly list: string;
  readonly field: string;
  readonly shows: readonly string[];
}

type Asked = Omit<StoreList, 'shows'>;

/** The store of one machine as SQL, and what was read of its lists. */
export interface FrozenStore {
  readonly sql: string;
  readonly lists: Readonly<Record<string, StoreList>>;
}

const SESSIONS = 103;
const CURRENTS = {
  id: 'c 1',
  event_type: 'users.messages.email.Send',
  time: 'soon',
  user: { external_user_id: 'ann' },
};

/** Plays a morning on one machine, after which every table of the store has rows. */
export async function storeStory(): Promise<FrozenStore> {
  const directory = mkdtempSync(join(tmpdir(), 'frozen-store-'));
  try {
    await sends(directory);
    const machine = new OneMachine(directory, at('09:00:00'));
    await publishAll(machine);
    const lists = await morning(machine);
    await machine.stop();
    return { sql: dumpOf(join(directory, STORE_FILE)), lists };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Plays what an installation does that sends messages itself. */
async function sends(directory: string): Promise<void> {
  await createStore(directory, TOKEN_OWNER);
  const sending = new OneMachine(directory, at('08:00:00'), SENT_CHANNELS);
  await sendingStory({
    services: sending.services,
    bus: sending.machine.bus,
    takes: (...events) => sending.takes(...events),
    moveTo: (instant) => sending.moveTo(instant),
    messages: async () => sending.machine.services.outbox.list().items,
  });
  await sending.stop();
}

/** Returns what a page of a list shows: a field of each of its entries. */
export async function shownBy(machine: OneMachine, { path, list, field }: Asked): Promise<string[]> {
  const answer = await machine.http('GET', path);
  return answer[list].map((entry: Readonly<Record<string, unknown>>) => String(entry[field]));
}

async function publishAll(machine: OneMachine): Promise<void> {
  // Its precision is refused today; a version that published it keeps running.
  await new Owner(machine.machine.services, at('08:59:59')).publishes(EACH_NEWS);
  for (const definition of [REMINDER, AGAIN, IMMEDIATE, STOPPED, ORPHANED, COMPARED]) {
    await machine.http('PUT', `/campaigns/${definition.id}`, definition);
    await machine.http('POST', `/campaigns/${definition.id}/publish`);
  }
  await machine.http('PUT', `/campaigns/${ELSEWHERE.id}`, ELSEWHERE);
  await machine.http('POST', `/campaigns/${ELSEWHERE.id}/archive`);
  for (let index = 100; index < 203; index++) {
    await machine.http('PUT', `/campaigns/draft-${index}`, { ...REMINDER, id: `draft-${index}` });
  }
}

async function morning(machine: OneMachine): Promise<Record<string, StoreList>> {
  await machine.takes(
    ...['wanda', 'stan', 'rita', 'lena', 'carl', 'marta'].map((each) => updatesProfile(each, { plan: 'gold' })),
  );
  const crowd = Array.from({ length: 12 }, (_, index) => receives(`n${100 + index}`, 'news'));
  await machine.moveTo(at('10:00:00'));
  await machine.takes(...crowd, ...['rita', 'lena', 'carl'].map((each) => receives(each, 'welcome')));
  await machine.moveTo(at('10:40:00'));
  await machine.takes(does('carl', 'purchase.made', { price: 15 }), opens('marta', 'welcome'));
  await machine.moveTo(at('11:05:00'));
  await machine.takes(opens('lena', 'welcome', { occurredAt: '2026-12-01T10:59:00Z' }));
  const { next } = await machine.http('GET', '/dispatches');
  await machine.http('PUT', '/campaigns/reminder', EDITED_REMINDER);
  await machine.http('POST', '/campaigns/reminder/publish');

  const sessions = Array.from({ length: SESSIONS }, (_, index) =>
    does('vera', 'session.started', { id: `session ${index}` }),
  );
  await machine.takes(...sessions);
  await machine.moveTo(at('11:10:00'));
  await machine.takes(...['wanda', 'stan'].map((each) => receives(each, 'welcome')), receives('carol', 'closing'));
  await machine.moveTo(at('11:20:00'));
  await machine.takes(receives('stan', 'welcome', { id: 'second welcome to stan' }));
  await machine.takes(
    does('rosa', 'purchase.made', { id: 'purchase 1' }),
    does('rosa', 'purchase.made', { id: 'purchase 2' }),
  );
  await machine.takes(...Array.from({ length: BOUGHT }, (_, index) => buys('cora', `thing ${index}`)));
  await machine.http('POST', '/campaigns/stopped/stop');
  await machine.http('POST', '/ingest/currents', CURRENTS, { authorization: 'Bearer secret' });
  await documentsStory(machine);

  const asked = await readLists(machine, next);
  machine.shelve(receives('ivan', 'news'), at('11:59:30'));
  await machine.callsForFive(at('12:00:00'));
  const lists: Record<string, StoreList> = {};
  for (const [name, each] of Object.entries(asked)) lists[name] = { ...each, shows: await shownBy(machine, each) };
  return lists;
}

/** Reads the first pages of every list, then removes most of what they showed. */
async function readLists(machine: OneMachine, next: string): Promise<Record<string, Asked>> {
  const { store } = machine;
  const nonsense = Array.from({ length: 503 }, (_, index) => `nonsense ${1_000 + index}`);
  await machine.http('POST', '/events', { entries: nonsense });
  const waits = Array.from({ length: 203 }, (_, index) => {
    const occurredAt = new Date(at('11:10:00') + index * 1_000).toISOString();
    return receives(`u${100 + index}`, 'news', { occurredAt });
  });
  await machine.takes(...waits);
  const asked = {
    campaigns: await cursorOf(machine, { path: '/campaigns', list: 'campaigns', field: 'id' }),
    'enrollments of a campaign': await cursorOf(
      machine,
      { path: '/campaigns/each-news/enrollments', list: 'enrollments', field: 'userId' },
      2,
    ),
    'decisions of a user': await cursorOf(machine, {
      path: '/users/vera/decisions',
      list: 'decisions',
      field: 'eventId',
    }),
    'refused events': await cursorOf(machine, { path: '/refused', list: 'refused', field: 'entry' }),
    dispatches: { path: `/dispatches?cursor=${next}`, list: 'dispatches', field: 'userId' },
  };
  store.transactionSync(() => {
    for (const table of ['campaigns', 'definitions'])
      store.run(`DELETE FROM ${table} WHERE id BETWEEN 'draft-101' AND 'draft-192'`);
    store.run("DELETE FROM refused WHERE seq BETWEEN 4 AND 499 AND body LIKE '%nonsense%'");
    const users = "user_id BETWEEN 'u101' AND 'u286'";
    store.run(`DELETE FROM waves WHERE name IN (SELECT wave FROM seats WHERE ${users})`);
    for (const table of ['rows', 'seats']) store.run(`DELETE FROM ${table} WHERE ${users}`);
  });
  return asked;
}

async function cursorOf(machine: OneMachine, asked: Asked, pages = 1): Promise<Asked> {
  let { path } = asked;
  for (let page = 0; page < pages; page++) {
    const { cursor } = await machine.http('GET', path);
    path = `${asked.path}?cursor=${cursor}`;
  }
  return { ...asked, path };
}
