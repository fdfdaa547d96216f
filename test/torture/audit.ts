import * as v from 'valibot';
import { type Answer, type Call, writeAnswer } from './call.ts';
import { CAMPAIGNS, type Story, type Trigger } from './story.ts';

const dispatchSchema = v.object({
  dispatchId: v.string(),
  campaignId: v.string(),
  userId: v.string(),
  messages: v.array(v.looseObject({ body: v.optional(v.string()) })),
  trigger: v.looseObject({ id: v.string() }),
});
const decisionSchema = v.object({ decision: v.string(), reason: v.optional(v.string()), eventId: v.string() });
const enrollmentSchema = v.looseObject({ enrollmentId: v.string(), userId: v.string() });

/** A message that was dispatched. */
export type Dispatched = v.InferOutput<typeof dispatchSchema>;

/** States of an enrollment that has not ended. */
const UNFINISHED = ['waiting', 'claimed'];

/** Returns everything that differs from the expectations of the story after every wait of it has ended. */
export async function audit(story: Story, call: Call): Promise<string[]> {
  const dispatches = await dispatchesOf(call);
  const health = await call('GET', '/health');
  return [
    ...(health.status === 200 ? [] : [`GET /health: expected 200, found ${writeAnswer(health)}`]),
    ...repeatedIds(dispatches),
    ...wronglySent(story, dispatches),
    ...(await wrongDecisions(story, call)),
    ...(await neverEnded(
      CAMPAIGNS.map(({ id }) => id),
      call,
    )),
    ...(await refusedEvents(call)),
  ];
}

/** Reads every message that was dispatched. */
export function dispatchesOf(call: Call): Promise<Dispatched[]> {
  return listed(call, '/dispatches', { name: 'dispatches', item: dispatchSchema });
}

/** Returns the enrollments of these campaigns that still wait, or were claimed and never dispatched (R72). */
export async function neverEnded(campaignIds: readonly string[], call: Call): Promise<string[]> {
  const complaints: string[] = [];
  for (const id of campaignIds) {
    for (const state of UNFINISHED) {
      const path = `/campaigns/${id}/enrollments?state=${state}`;
      const found = await listed(call, path, { name: 'enrollments', item: enrollmentSchema });
      for (const { userId, enrollmentId } of found) {
        complaints.push(`${id}: ${userId} is still ${state} after everything (R72), enrollment ${enrollmentId}`);
      }
    }
  }
  return complaints;
}

/** Returns the triggers that led to more than one message (R60, R72). */
export function sentTwice(dispatches: readonly Dispatched[]): string[] {
  return [...countsOf(dispatches)].flatMap(([key, count]) => (count > 1 ? [`${key}: sent ${count} times (R60)`] : []));
}

function repeatedIds(dispatches: readonly Dispatched[]): string[] {
  const seen = new Set<string>();
  return dispatches.flatMap(({ dispatchId }) => {
    if (seen.has(dispatchId)) return [`dispatch ${dispatchId}: listed twice (R72)`];
    seen.add(dispatchId);
    return [];
  });
}

function wronglySent({ triggers, plans }: Story, dispatches: readonly Dispatched[]): string[] {
  const counts = countsOf(dispatches);
  const wrong = triggers.flatMap((trigger) => {
    const found = counts.get(keyOf(trigger)) ?? 0;
    const isRight = trigger.expected === 'either' ? found <= 1 : found === (trigger.expected === 'dispatched' ? 1 : 0);
    return isRight ? [] : [`${keyOf(trigger)}: expected ${trigger.expected}, found ${found} messages (R60, R72)`];
  });
  const known = new Set(triggers.map(keyOf));
  const ours: readonly string[] = CAMPAIGNS.map(({ id }) => id);
  const stray = dispatches.flatMap(({ campaignId, userId, trigger }) => {
    const key = keyOf({ campaignId, userId, eventId: trigger.id });
    return ours.includes(campaignId) && !known.has(key) ? [`${key}: a message of no trigger`] : [];
  });
  const misspelt = dispatches.flatMap(({ userId, messages, dispatchId }) => {
    const expected = `plan: ${plans.get(userId) ?? ''}`;
    const found = messages[0]?.body;
    return found === expected ? [] : [`dispatch ${dispatchId}: expected "${expected}", found "${found}"`];
  });
  return [...wrong, ...stray, ...misspelt];
}

/** Returns the users whose decisions are wrong: each trigger is enrolled and dispatched once, and a cancelled wait names its exception. */
async function wrongDecisions({ triggers }: Story, call: Call): Promise<string[]> {
  const complaints: string[] = [];
  for (const [path, own] of Map.groupBy(triggers, decisionsPath)) {
    const told = await listed(call, path, { name: 'decisions', item: decisionSchema });
    const timesOf = (decision: string, id: string) =>
      told.filter((each) => each.decision === decision && each.eventId === id).length;
    for (const trigger of own) {
      for (const decision of ['enrolled', 'dispatched']) {
        const times = timesOf(decision, trigger.eventId);
        if (times > 1) complaints.push(`${keyOf(trigger)}: ${decision} ${times} times (R49, R60)`);
      }
    }
    for (const by of new Set(own.flatMap(({ cancelledBy = [] }) => cancelledBy))) {
      if (timesOf('cancelled', by) === 0) complaints.push(`${path}: is not told to be cancelled by ${by} (R33, R70)`);
    }
  }
  return complaints;
}

function decisionsPath({ userId, campaignId }: Trigger): string {
  return `/users/${userId}/decisions?campaignId=${campaignId}`;
}

async function refusedEvents(call: Call): Promise<string[]> {
  const refused = await listed(call, '/refused', { name: 'refused', item: v.looseObject({ message: v.string() }) });
  return refused.map(({ message }) => `a good event was refused: ${message}`);
}

function countsOf(dispatches: readonly Dispatched[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { campaignId, userId, trigger } of dispatches) {
    const key = keyOf({ campaignId, userId, eventId: trigger.id });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

function keyOf({ campaignId, userId, eventId }: { campaignId: string; userId: string; eventId: string }): string {
  return `${campaignId}: ${userId}, trigger ${eventId}`;
}

/** Reads every page of a list. */
async function listed<Item>(
  call: Call,
  path: string,
  { name, item }: { name: string; item: v.GenericSchema<unknown, Item> },
): Promise<Item[]> {
  const items: Item[] = [];
  const page = v.object({ cursor: v.optional(v.string()) });
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
    const { body } = expectOk(await call('GET', `${path}${more}`), path);
    items.push(...(v.parse(v.object({ [name]: v.array(item) }), body)[name] ?? []));
    cursor = v.parse(page, body).cursor;
  } while (cursor !== undefined);
  return items;
}

function expectOk(answer: Answer, path: string): Answer {
  if (answer.status !== 200) throw new Error(`GET ${path}: expected 200, found ${writeAnswer(answer)}`);
  return answer;
}
