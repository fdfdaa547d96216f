import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

const reminder = followUpOfTarget('reminder', 'welcome', { exceptions: [{ behavior: 'purchase.made' }] });

const gets = (userId: string) =>
  onTheBus({ userId, id: `mail for ${userId}`, interaction: 'email.received', campaignId: 'welcome' });
const buys = (userId: string) => onTheBus({ userId, id: `purchase of ${userId}`, behavior: 'purchase.made' });
const packOf = (...events: unknown[]) => ({ pack: 1, events });

/** Installs a published follow-up for which users wait. */
async function waiting(...users: string[]) {
  const installed = new Installed();
  await installed.publishes(reminder);
  await handed(
    matchTrigger(installed.lambda()),
    users.map((each) => record(gets(each))),
  );
  return installed;
}

describe('a pack of events', () => {
  test('a pack has the effect of its events one by one: exceptions cancel, and triggers go on, each alone (R32)', async () => {
    const installed = await waiting('ann');
    const pack = packOf(buys('ann'), gets('bob'), gets('cid'));
    expect(await handed(matchException(installed.lambda()), [record(pack)])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    const forwarded = installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl);
    expect(forwarded.map(({ body }) => JSON.parse(body))).toEqual([gets('bob'), gets('cid')]);
    await handed(
      matchTrigger(installed.lambda()),
      forwarded.map(({ body, attributes }) => record(body, { attributes })),
    );
    expect(await installed.decided('cid', 'reminder')).toEqual(['enrolled']);
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 2, 'EventsReceived purchase.made': 1 });
  });

  test('a pack whose third event fails puts that one back alone, and is acknowledged: the others are not repeated', async () => {
    const installed = await waiting('ann', 'bob', 'cid', 'dan');
    const pack = packOf(...['ann', 'bob', 'cid', 'dan'].map(buys));
    const failing = matchException(installed.lambda(breaks('Put enrollments user#cid')));
    expect(await handed(failing, [record(pack)])).toEqual([]);
    expect(installed.warned).toEqual(['EVENT_SENT_ALONE']);
    const [alone, ...more] = installed.standIns.sqs.in(RESOURCE_NAMES.inputQueueUrl).splice(0);
    expect(more).toEqual([]);
    expect(JSON.parse(alone?.body ?? '')).toEqual(buys('cid'));
    for (const each of ['ann', 'bob', 'dan'])
      expect(await installed.decided(each, 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(await installed.decided('cid', 'reminder')).toEqual(['enrolled']);
    const again = record(alone?.body, { attributes: alone?.attributes ?? {} });
    expect(await handed(matchException(installed.lambda()), [again])).toEqual([]);
    expect(await installed.decided('cid', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a pack comes again whole if its failed event cannot be put back: the event is put back before the pack is acknowledged', async () => {
    const installed = await waiting('ann', 'bob');
    const body = JSON.stringify(packOf(buys('ann'), buys('bob')));
    let failing = 0;
    const lambda = installed.lambda(async (request, perform) => {
      if (!/^Put enrollments user#bob|^SendMessageBatch/.test(request)) return perform();
      failing += 1;
      throw new Error('the network broke');
    });
    expect(await handed(matchException(lambda), [record(body)])).toEqual([body]);
    expect(failing).toBe(2);
    expect(await handed(matchException(installed.lambda()), [record(body, { times: 2 })])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(await installed.decided('bob', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a pack of which every event fails comes again whole, so that an outage does not multiply messages', async () => {
    const installed = await waiting('ann', 'bob');
    const body = JSON.stringify(packOf(buys('ann'), buys('bob')));
    expect(await handed(matchException(installed.lambda(breaks('Put enrollments'))), [record(body)])).toEqual([body]);
    expect(installed.standIns.sqs.in(RESOURCE_NAMES.inputQueueUrl)).toEqual([]);
    expect(installed.warned).toEqual(['MESSAGE_FAILED']);
  });

  test.each([
    ['of a later version', { pack: 2, events: [buys('ann')] }],
    ['without events', { pack: 1 }],
    ['with no event', { pack: 1, events: [] }],
    ['whose events are no list', { pack: 1, events: buys('ann') }],
  ])('a pack %s cannot be read: it fails until it is a dead letter, which sets off an alarm', async (_, pack) => {
    const installed = await waiting('ann');
    const body = JSON.stringify(pack);
    expect(await handed(matchException(installed.lambda()), [record(body), record(buys('ann'))])).toEqual([body]);
    expect(installed.warned).toEqual(['MESSAGE_FAILED']);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect((await installed.services.refusals.list()).items).toEqual([]);
  });

  test('a pack with events that cannot be read refuses those alone, each once however often the pack comes (R61)', async () => {
    const installed = await waiting('ann');
    const deep = `{"source":"shop","detail-type":"User Behavior","detail":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}}`;
    const events = [7, onTheBus({ behavior: 'purchase.made' }), buys('ann')].map((each) => JSON.stringify(each));
    const body = `{"pack":1,"events":[${[deep, ...events].join(',')}]}`;
    for (const times of [1, 2])
      expect(await handed(matchException(installed.lambda()), [record(body, { times })])).toEqual([]);
    const { items } = await installed.services.refusals.list();
    expect(items.map(({ code }) => code).toSorted()).toEqual(['MalformedDetail', 'MalformedDetail', 'MalformedEntry']);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('a pack never gives an event its id: an event without one is refused, because alone it would be another event', async () => {
    const installed = await waiting('ann');
    const { id: _, ...nameless } = onTheBus({ userId: 'ann', behavior: 'purchase.made' });
    expect(await handed(matchException(installed.lambda()), [record(packOf(nameless, gets('bob')))])).toEqual([]);
    const { items } = await installed.services.refusals.list();
    expect(items).toMatchObject([{ code: 'MalformedDetail', message: expect.stringContaining('Detail.id') }]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
    expect(installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl)).toHaveLength(1);
  });

  test('a pack of profile updates stores each, and puts one that fails back alone', async () => {
    const installed = new Installed();
    const isVip = (userId: string) =>
      onTheBus({ userId, id: userId, attributes: { vip: true } }, { 'detail-type': 'User Profile Updated' });
    const pack = packOf(...['ann', 'bob'].map(isVip));
    expect(await handed(updateProfile(installed.lambda(breaks('Put profiles user#bob'))), [record(pack)])).toEqual([]);
    expect(await installed.services.profiles.get('ann')).toBeDefined();
    const [alone] = installed.standIns.sqs.in(RESOURCE_NAMES.inputQueueUrl);
    expect(JSON.parse(alone?.body ?? '')).toEqual(isVip('bob'));
  });
});

describe('an event that came over HTTP', () => {
  const entry = {
    Source: 'crm',
    DetailType: 'Campaign Interaction',
    Detail: { userId: 'ann', interaction: 'email.received', campaignId: 'welcome' },
  };

  test('an event over HTTP that was done days ago does not look like a redriven dead letter, and one that is redriven does', async () => {
    const installed = new Installed();
    await installed.publishes(followUpOfTarget('immediate', 'welcome', { delay: 'none' }));
    await installed.services.bus.put([{ ...entry, Time: new Date(NOON - 5 * SECOND).toISOString() }]);
    const [message] = installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl);
    const attributes = message?.attributes ?? {};
    const queries = async (sentAt: number) => {
      installed.standIns.tally.clear();
      await handed(matchTrigger(installed.lambda()), [record(message?.body, { attributes, sentAt })]);
      return installed.standIns.tally.of('DynamoDB Query enrollments');
    };
    expect(await queries(NOON)).toBe(0);
    expect(await queries(NOON + HOUR + MINUTE)).toBe(1);
  });
});
