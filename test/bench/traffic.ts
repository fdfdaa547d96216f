import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from './server.ts';

/** The maximum number of entries in a request. */
export const BATCH = 1_000;
/** The number of concurrent requests: one is processed while the next one travels. */
export const CONCURRENCY = 3;

/** Defines a follow-up of the target campaign of the same name; with exceptions, where it has a delay in which they can act. */
export function followUp(id: string, delay: string): { readonly id: string } {
  const exceptions = [{ interaction: 'email.opened', campaign: `${id}-target` }, { behavior: 'purchase.made' }];
  const definition = {
    id,
    name: `Follow-up after ${delay}`,
    triggers: [{ interaction: 'email.received', campaign: `${id}-target` }],
    delay,
    exceptions: delay === 'none' ? [] : exceptions,
    messages: [
      { channel: 'email', subject: 'Did you see this?', body: "Hello {{ user.first_name | default: 'there' }}" },
    ],
  };
  return definition;
}

/** Creates the trigger of a follow-up, as a producer sends it. */
export function trigger(id: string, user: number): object {
  const detail = { id: `event-${user}`, userId: `user-${user}`, interaction: 'email.received' };
  return {
    Source: 'bench',
    DetailType: 'Campaign Interaction',
    Detail: JSON.stringify({ ...detail, campaignId: `${id}-target` }),
  };
}

/** The settings for posting triggers. */
export interface Posting {
  /** The first user, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly perRequest: number;
  /** The number of concurrent requests. */
  readonly concurrency: number;
}

/** Posts one trigger for each user as fast as they are accepted; returns the seconds that it took. */
export function postTriggers(server: Server, id: string, users: number): Promise<number> {
  return post(server, id, { from: 0, to: users, perRequest: BATCH, concurrency: CONCURRENCY });
}

/** Posts one trigger for each user of a range; returns the seconds that it took. */
export async function post(
  server: Server,
  id: string,
  { from, to, perRequest, concurrency }: Posting,
): Promise<number> {
  const began = performance.now();
  let next = from;
  const postOn = async () => {
    while (next < to) {
      const first = next;
      next += perRequest;
      const count = Math.min(perRequest, to - first);
      const entries = Array.from({ length: count }, (_, index) => trigger(id, first + index));
      expectAccepted(await server.post('/events', JSON.stringify({ entries })));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, postOn));
  return (performance.now() - began) / 1000;
}

/** The measured properties of a message that left. */
export interface Left {
  readonly campaignId: string;
  readonly dueAt: number;
  readonly dispatchedAt: number;
}

/** Reads the dispatches until there are so many, or the time-out ends. */
export async function readDispatches(server: Server, expected: number, maxWait: number): Promise<Left[]> {
  const all: Left[] = [];
  const deadline = performance.now() + maxWait * 1000;
  let query = '';
  while (all.length < expected) {
    if (performance.now() > deadline) throw new Error(`dispatches: expected ${expected}, found ${all.length}`);
    const page = pageOf(await server.get(`/dispatches${query}`));
    all.push(...page.dispatches.map(leftOf));
    query = `?cursor=${encodeURIComponent(page.next)}`;
    if (page.isLast) await pause(200);
  }
  return all;
}

function expectAccepted(answer: unknown): void {
  const entries = isObject(answer) && 'entries' in answer && Array.isArray(answer.entries) ? answer.entries : [];
  const refused = entries.find((entry) => !isObject(entry) || 'errorCode' in entry);
  if (entries.length === 0 || refused !== undefined) throw new Error(`events: refused ${JSON.stringify(refused)}`);
}

function pageOf(answer: unknown): { dispatches: unknown[]; next: string; isLast: boolean } {
  if (!isObject(answer) || !('dispatches' in answer) || !Array.isArray(answer.dispatches)) {
    throw new Error('dispatches: expected a list');
  }
  if (!('next' in answer) || typeof answer.next !== 'string') throw new Error('dispatches: expected where to go on');
  return { dispatches: answer.dispatches, next: answer.next, isLast: !('cursor' in answer) };
}

function leftOf(dispatch: unknown): Left {
  const fields = new Map(Object.entries(isObject(dispatch) ? dispatch : {}));
  const instant = (name: string) => Date.parse(String(fields.get(name)));
  return {
    campaignId: String(fields.get('campaignId')),
    dueAt: instant('dueAt'),
    dispatchedAt: instant('dispatchedAt'),
  };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
