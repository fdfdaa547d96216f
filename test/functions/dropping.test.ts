import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, inItsTime, record } from '../harness/functions/in-container.ts';
import { type Caller, opened } from '../harness/functions/opened.ts';

const reminder = followUpOfTarget('reminder', 'welcome', { exceptions: [{ behavior: 'purchase.made' }] });

/** Creates a record of Currents: an email that a user received, at a number of seconds after noon. */
const sent = (userId: string, campaign: string, second = -60) => ({
  id: `mail of ${campaign} to ${userId} at ${second}`,
  event_type: 'users.messages.email.Send',
  time: NOON / SECOND + second,
  user: { external_user_id: userId },
  properties: { campaign_id: campaign },
});

/** Posts records as Braze does; returns the answer. */
async function post(installed: Installed, events: readonly object[], caller: Caller = {}) {
  const call = opened(installed, { token: 'secret', ...caller });
  const headers = { authorization: 'Bearer secret' };
  return call('POST', '/ingest/currents', { body: { events }, by: '', headers });
}

/** Returns the users of the events that went on. */
function wentOn(installed: Installed): string[] {
  const packs = installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl).map(({ body }) => JSON.parse(body));
  return packs.flatMap(({ events }) => events.map(({ detail }: { detail: { userId: string } }) => detail.userId));
}

/** Returns the counts of what was dropped, by key. */
function missed(installed: Installed): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { pk, sk: _, expiresAt, ...counts } of installed.standIns.dynamodb.content().get('enrollments') ?? []) {
    if (!String(pk).startsWith('missed#')) continue;
    expect(pk).toMatch(/^missed#20788#\d+$/);
    expect(Math.floor(Number(expiresAt) / 60)).toBe(NOON / MINUTE + 46 * 24 * 60);
    for (const [key, count] of Object.entries(counts)) sums[key] = (sums[key] ?? 0) + Number(count);
  }
  return sums;
}

describe('records of Currents that no follow-up listens to', () => {
  test('records of Currents without a listener are counted, by target and interaction, in one write, and dropped before they cost a message', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    installed.requests.splice(0);
    const others = Array.from({ length: 95 }, (_, index) => sent(`u${index}`, `newsletter-${index % 20}`));
    const session = { ...sent('v', ''), event_type: 'users.behaviors.app.SessionStart' };
    const { body } = await post(installed, [...others, session, sent('ann', 'welcome')]);
    expect(body).toEqual({ accepted: 97, skipped: 0, rejected: [] });
    expect(wentOn(installed)).toEqual(['ann']);
    const counts = missed(installed);
    expect(Object.keys(counts)).toHaveLength(21);
    expect(counts).toMatchObject({
      'email.received#newsletter-0': 5,
      'email.received#newsletter-19': 4,
      'session.started': 1,
    });
    const writes = installed.requests.filter((request) => request.startsWith('Update enrollments'));
    expect(writes).toEqual([expect.stringContaining('missed#')]);
    expect(installed.requests.indexOf(writes[0] ?? '')).toBeLessThan(
      installed.requests.findIndex((request) => request.startsWith('SendMessageBatch')),
    );
    expect(installed.metrics).toEqual({
      EventsArrived: 96,
      'EventsReceived email.received': 95,
      'EventsReceived session.started': 1,
    });
  });

  test('the listeners of records of Currents are read once for each key of a call, strongly consistent; calls share them for less than a second (ADR 18)', async () => {
    const installed = new Installed();
    const lambda = opened(installed, { token: 'secret' });
    const headers = { authorization: 'Bearer secret' };
    const events = [sent('ann', 'welcome'), sent('bob', 'welcome'), sent('cid', 'news')];
    const reads = async () => {
      installed.standIns.tally.clear();
      await lambda('POST', '/ingest/currents', { body: { events }, by: '', headers });
      return installed.standIns.tally.of('DynamoDB read units connectors');
    };
    expect(await reads()).toBe(2);
    installed.now += SECOND - 1;
    expect(await reads()).toBe(0);
    installed.now += 1;
    expect(await reads()).toBe(2);
    expect(wentOn(installed)).toEqual([]);
    await installed.publishes(reminder);
    installed.now += SECOND;
    expect(await reads()).toBe(2);
    expect(wentOn(installed)).toEqual(['ann', 'bob']);
  });

  test('a record of Currents is judged only by a read after it was done: an event since then is looked up again (R1, ADR 18)', async () => {
    const installed = new Installed();
    const lambda = opened(installed, { token: 'secret' });
    const headers = { authorization: 'Bearer secret' };
    installed.now += 500;
    const both = (user: string, second: number) => ({
      events: [sent(user, 'welcome', second), sent(user, 'news', second)],
    });
    await lambda('POST', '/ingest/currents', { body: both('ann', 0), by: '', headers });
    await installed.publishes(reminder);
    installed.now += 600;
    // They were done after the first read and after the publication, which the first read did not see.
    await lambda('POST', '/ingest/currents', { body: both('bob', 1), by: '', headers });
    expect(wentOn(installed)).toEqual(['bob']);
    expect(missed(installed)).toEqual({ 'email.received#welcome': 1, 'email.received#news': 2 });
  });

  test('a publication between the read and the drop of a record loses nothing: it begins after all that was dropped, and later events go on (R1, ADR 18)', async () => {
    const installed = new Installed();
    const { id: _, ...draft } = reminder;
    await opened(installed)('PUT', '/campaigns/reminder', { body: { ...draft, id: 'reminder' } });
    let publishing: Promise<{ body: { publishedAt: string } }> | undefined;
    const around: Around = async (request, perform) => {
      if (request.includes('missed#')) {
        publishing = opened(installed)('POST', '/campaigns/reminder/publish');
        while ((await installed.services.campaigns.get('reminder'))?.publication === undefined)
          await new Promise((resolve) => setImmediate(resolve));
      }
      return inItsTime(request, perform);
    };
    const { body } = await post(installed, [sent('ann', 'welcome', 0)], { around });
    expect([body.accepted, wentOn(installed), missed(installed)]).toEqual([1, [], { 'email.received#welcome': 1 }]);
    const publishedAt = Date.parse((await publishing)?.body.publishedAt ?? '');
    expect(publishedAt).toBeGreaterThanOrEqual(NOON + SECOND);
    installed.now = publishedAt;
    await post(installed, [sent('bob', 'welcome', (publishedAt - NOON) / SECOND)]);
    expect(wentOn(installed)).toEqual(['bob']);
  });

  test('records of Currents that are ahead of the clock go on, because a publication may begin before them', async () => {
    const installed = new Installed();
    await post(installed, [sent('ann', 'welcome', 0), sent('bob', 'welcome', 1)]);
    expect(wentOn(installed)).toEqual(['bob']);
  });

  test('records of Currents go on if reading took so long that a publication may have begun meanwhile', async () => {
    const installed = new Installed();
    const slow: Around = (request, perform) => {
      if (request.startsWith('Query connectors')) installed.now += SECOND;
      return inItsTime(request, perform);
    };
    await post(installed, [sent('ann', 'welcome')], { around: slow });
    expect([wentOn(installed), missed(installed)]).toEqual([['ann'], {}]);
  });

  test.each(['Query connectors', 'Update enrollments missed'])(
    'records of Currents that cannot be judged or counted, because %s fails, go on, and the log says so',
    async (request) => {
      const installed = new Installed();
      const { status } = await post(installed, [sent('ann', 'welcome')], { around: breaks(request) });
      expect([status, wentOn(installed), installed.warned]).toEqual([200, ['ann'], ['NOTHING_DROPPED']]);
    },
  );

  test('records of Currents go on for an exception as for a trigger, and are dropped when their only follow-up is stopped (R50)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(reminder);
    const purchase = { ...sent('ann', ''), event_type: 'users.behaviors.Purchase', properties: { product_id: 'mug' } };
    await post(installed, [purchase]);
    expect(wentOn(installed)).toEqual(['ann']);
    await owner.stops();
    await post(installed, [purchase, sent('bob', 'welcome')]);
    expect(wentOn(installed)).toEqual(['ann']);
  });

  test('records of Currents without a listener stay on the bus, for others, if the owner wants events there', async () => {
    const installed = new Installed();
    installed.eventsOnBus = true;
    await post(installed, [sent('ann', 'welcome')]);
    expect(installed.standIns.eventBridge.entries).toHaveLength(1);
    expect(missed(installed)).toEqual({});
  });

  test('dropped records of Currents are counted in several writes if a call has more keys than one write may have', async () => {
    const installed = new Installed();
    await post(
      installed,
      Array.from({ length: 450 }, (_, index) => sent('ann', `newsletter-${index}`)),
    );
    expect(Object.keys(missed(installed))).toHaveLength(450);
    expect(installed.requests.filter((request) => request.startsWith('Update enrollments'))).toHaveLength(3);
  });
});

test('a record whose click is heard and whose alias is not goes on with its click alone', async () => {
  const installed = new Installed();
  await installed.publishes({ ...reminder, triggers: [{ interaction: 'email.clicked', campaign: 'welcome' }] });
  const click = {
    ...sent('ann', 'welcome', 0),
    event_type: 'users.messages.email.Click',
    properties: { campaign_id: 'welcome', link_alias: 'top', url: 'https://example.com' },
  };
  const { body } = await post(installed, [click, { ...click, time: 'noon' }]);
  expect(body).toMatchObject({ accepted: 1, rejected: [{ id: click.id }] });
  const messages = installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl);
  const occurred = { 'email.alias_clicked#welcome': 1 };
  expect([wentOn(installed), missed(installed)]).toEqual([['ann'], occurred]);
  await handed(
    matchException(installed.lambda()),
    messages.map(({ body: each, attributes }) => record(each, { attributes })),
  );
  expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
  expect(formatInstant(installed.now)).toBe('2026-12-01T12:00:00.000Z');
});
