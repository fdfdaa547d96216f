import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { SqliteStore } from '../../../adapters/sqlite/store.ts';
import { createRuntime } from '../../../server/local-runtime.ts';
import { openApi, received, resend, START, silent } from '../api/open-api.ts';

/** The follow-up of these tests: every user who got the welcome email gets one message a day later. */
const FOLLOW_UP = { ...resend, delay: '1 day', reeligibility: 'never' };
const USERS = 40;
/** Events with ids, one for each user, so that a producer may send them again. */
const EVENTS = Array.from({ length: USERS }, (_, user) => received(`user-${user}`));

/** A machine on a directory, with its store at hand to break it. */
export type Broken = ReturnType<typeof openBroken>;

function openBroken(directory: string) {
  const store = new SqliteStore(directory);
  const machine = createRuntime(store, { clockStart: START, log: silent });
  const { call, publish, put } = openApi({ machine });
  return { store, machine, call, publish, post: () => put(...EVENTS) };
}

/** Creates a directory that is deleted when the test has ended. */
export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'connector-test-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Opens a store in which the follow-up is published; each call opens a copy of its own. */
export async function publishedStores(): Promise<(directory?: string) => Promise<Broken & { directory: string }>> {
  const template = await newDirectory();
  const first = openBroken(template);
  await first.publish(FOLLOW_UP);
  await first.machine.close();
  return async (directory) => {
    const own = directory ?? (await newDirectory());
    await cp(template, own, { recursive: true });
    return { ...openBroken(own), directory: own };
  };
}

/** Posts the events until the answer is 200, as a producer that retries. */
export async function postWithRetries({ post }: Broken, max = 3): Promise<void> {
  for (let attempt = 0; attempt < max; attempt++) if ((await post()).status === 200) return;
  throw new Error(`events: expected to be accepted within ${max} calls`);
}

/** Moves the clock by two days, opens the store again in between, and returns the users who were sent a message. */
export async function usersSent(broken: Broken & { directory: string }): Promise<string[]> {
  await broken.machine.advanceTo(START + 3_600_000);
  await broken.machine.close();
  const after = openBroken(broken.directory);
  await after.machine.advanceTo(START + 2 * 86_400_000);
  const { items } = after.machine.services.outbox.list();
  const waiting = await after.machine.services.counts.getByCampaign(FOLLOW_UP.id);
  await after.machine.close();
  if (waiting['waiting'] !== 0) throw new Error(`counts: expected no waiting user, found ${waiting['waiting']}`);
  return items.map(({ userId }) => userId).toSorted();
}

/** The ids of all users, each once. */
export const ALL_USERS = EVENTS.map(({ Detail }) => Detail.userId).toSorted();

/** Returns the number of pages of the store. */
export function pagesOf({ store }: Broken): number {
  return Number(store.get('PRAGMA page_count')?.['page_count']);
}

/** Limits the pages of the store; without a number, removes the limit. */
export function limitPages({ store }: Broken, max = 1_000_000): void {
  store.get(`PRAGMA max_page_count = ${max}`);
}

/** Returns the number of entries in the inbox. */
export function entriesIn({ store }: Broken): number {
  return Number(store.get('SELECT count(*) AS entries FROM inbox')?.['entries']);
}
