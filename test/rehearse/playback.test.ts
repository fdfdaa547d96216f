import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { parseEntry } from '../../core/parse-entry.ts';
import type { Services } from '../../core/ports.ts';
import { createPlayback } from '../../rehearse/playback.ts';
import { publishAll } from '../../rehearse/publish-all.ts';
import { readCampaignOutcomes, readUserOutcomes } from '../../rehearse/rehearsal.ts';
import { openRuntime } from '../../server/local-runtime.ts';

const START = Date.UTC(2026, 11, 1, 9);
const USERS = ['ann', 'bob', 'cid'];
const log = { warn: () => undefined, logDecisions: () => undefined };

const LONG_FOR_SOME = '{% for i in (1..trigger.properties.times) %}0123456789abcdef{% endfor %}';
const message = { channel: 'push', body: "Hello {{ user.name | default: 'you' }}" };
const received = { interaction: 'email.received', campaign: 'welcome' };
const opened = { interaction: 'email.opened', campaign: 'welcome' };

const CAMPAIGNS = [
  { delay: '10 minutes', exceptions: [opened, { behavior: 'purchase.made', where: { price: { $gte: 20 } } }] },
  { delay: 'none', reeligibility: 'immediately', messages: [{ channel: 'sms', body: LONG_FOR_SOME }] },
  { delay: '1 minute', reeligibility: '2 minutes', staleAfter: '3 minutes', exceptions: [received] },
  { delay: '30 seconds', reeligibility: 'immediately', audience: { plan: 'gold' }, recheckAudience: true },
].map((more, index) => definitionOf({ id: `follow-up-${index}`, triggers: [received], messages: [message], ...more }));

function definitionOf(file: object): Definition {
  const check = checkDefinition({ name: 'Follow-up', ...file });
  if ('faults' in check) throw new Error(`expected no faults, found ${JSON.stringify(check.faults)}`);
  return check.definition;
}

/** An entry with the instant at which it arrives. */
interface Recorded {
  readonly at: Instant;
  readonly line: number;
  readonly entry: object;
}

const DETAILS = [
  ['Campaign Interaction', { interaction: 'email.received', campaignId: 'welcome' }],
  ['Campaign Interaction', { interaction: 'email.received', campaignId: 'welcome', properties: { times: 10_000 } }],
  ['Campaign Interaction', { interaction: 'email.opened', campaignId: 'welcome' }],
  ['Campaign Interaction', { interaction: 'email.recieved', campaignId: 'welcome' }],
  ['User Behavior', { behavior: 'purchase.made', price: 25 }],
  ['User Behavior', { behavior: 'purchase.made', price: 5 }],
  ['User Profile Updated', { attributes: { plan: 'gold', name: 'Ann' } }],
  ['User Profile Updated', { attributes: { plan: 'silver' } }],
] as const;

/** Events of which some repeat an id, some arrive late, and some have no id. */
const events = fc
  .array(
    fc.record({
      at: fc.nat(40).map((half) => START + half * (MINUTE / 2)),
      late: fc.constantFrom(0, 0, 0, MINUTE, 5 * MINUTE),
      user: fc.constantFrom(...USERS),
      id: fc.option(fc.nat(8).map(String), { nil: undefined }),
      kind: fc.constantFrom(...DETAILS),
    }),
    { maxLength: 40 },
  )
  .map((all): Recorded[] =>
    all
      .toSorted((one, other) => one.at - other.at)
      .map(({ at, late, user: userId, id, kind: [DetailType, detail] }, index) => {
        const occurredAt = new Date(at - late).toISOString();
        const Detail = { userId, ...detail, occurredAt, ...(id === undefined ? {} : { id }) };
        return { at, line: index + 1, entry: { Source: 'test', DetailType, Detail } };
      }),
  );

async function outcome(refused: readonly string[], until: Instant, services: Services) {
  const campaigns = await readCampaignOutcomes(CAMPAIGNS, services);
  const users = await readUserOutcomes({ users: USERS, playedUsers: new Set(USERS) }, services);
  return { refused, until, campaigns, users: users.map(inOneOrder) };
}

/** Sorts the decisions about a user: enrollments of one wave are decided in the order of their seats, which differs between stores. */
function inOneOrder({ userId, decisions }: Awaited<ReturnType<typeof readUserOutcomes>>[number]) {
  const inOrder = decisions.toSorted(
    (one, other) =>
      one.at - other.at ||
      one.campaignId.localeCompare(other.campaignId) ||
      one.enrollmentId.localeCompare(other.enrollmentId),
  );
  return { userId, decisions: inOrder };
}

async function rehearsed(all: readonly Recorded[], publishAt: Instant) {
  const refused: string[] = [];
  const playback = createPlayback({ campaigns: CAMPAIGNS, clockStart: START, publishAt, log });
  for (const { at, line, entry } of all) {
    const reading = parseEntry(entry, { now: at, entryId: `entry-${line}` });
    if ('refusal' in reading) refused.push(reading.refusal.message);
    else await playback.play([{ at, line, event: reading.event }]);
  }
  const until = await playback.finish(undefined);
  return outcome(refused, until, playback.services);
}

/** Plays the events on the runtime of the server, over its store. */
async function served(all: readonly Recorded[], publishAt: Instant) {
  const machine = openRuntime({ directory: ':memory:', clockStart: START, log });
  const { bus, manualClock, services } = machine;
  const refused: string[] = [];
  const put = async ({ at, entry }: Recorded) => {
    // Only accepted events move the clock: in a rehearsal a refused one does not.
    if (!('refusal' in parseEntry(entry, { now: at, entryId: 'any' }))) await machine.advanceTo(at);
    for (const result of await bus.put([entry])) if ('errorMessage' in result) refused.push(result.errorMessage);
  };
  for (const each of all) if (each.at < publishAt) await put(each);
  await machine.advanceTo(publishAt);
  await publishAll(CAMPAIGNS, services);
  for (const each of all) if (each.at >= publishAt) await put(each);
  for (let next = machine.nextDueAt(); next !== undefined; next = machine.nextDueAt()) await machine.advanceTo(next);
  const found = await outcome(refused, manualClock?.now() ?? 0, services);
  await machine.close();
  return found;
}

test('a rehearsal of any events has the outcomes that the server would have had', { timeout: 60_000 }, () =>
  fc.assert(
    fc.asyncProperty(events, fc.nat(10), async (all, minutes) => {
      const publishAt = START + minutes * MINUTE;
      expect(await rehearsed(all, publishAt)).toEqual(await served(all, publishAt));
    }),
    { numRuns: 200 },
  ),
);

test('the events of the comparison of a rehearsal with the server lead to every outcome', async () => {
  const seen = new Set<string>();
  for (const all of fc.sample(events, { numRuns: 200, seed: 1 })) {
    const { campaigns, refused } = await rehearsed(all, START + 2 * MINUTE);
    if (refused.length > 0) seen.add('refused');
    for (const { sent, withheld, cancelled, lateExceptions } of campaigns) {
      for (const name of [...Object.keys(withheld), ...Object.keys(cancelled)]) seen.add(name);
      if (sent > 0) seen.add('sent');
      if (lateExceptions > 0) seen.add('late');
    }
  }
  expect([...seen].toSorted()).toEqual(
    [
      'already-received',
      'before-publication',
      'blank',
      'exception',
      'late',
      'not-in-audience',
      'refused',
      'render-error',
      'restarted',
      'sent',
      'stale',
      'superseded',
    ].toSorted(),
  );
});
