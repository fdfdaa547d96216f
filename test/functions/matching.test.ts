import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, drained, handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';

const reminder = followUpOfTarget('reminder', 'welcome', { exceptions: [{ behavior: 'purchase.made' }] });
const immediate = followUpOfTarget('immediate', 'welcome', { delay: 'none', reeligibility: 'immediately' });

const gets = (userId: string, id = `mail for ${userId}`) =>
  onTheBus({ userId, id, interaction: 'email.received', campaignId: 'welcome' });
const buys = (userId: string, id = `purchase of ${userId}`) => onTheBus({ userId, id, behavior: 'purchase.made' });

describe('events from a queue', () => {
  test('enroll their users, each with a seat in a wave that is started', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const users = ['ann', 'bob', 'cid'];
    expect(
      await handed(
        matchTrigger(installed.lambda()),
        users.map((each) => record(gets(each))),
      ),
    ).toEqual([]);
    for (const each of users) expect(await installed.decided(each, 'reminder')).toEqual(['enrolled']);
    const [{ name } = { name: '' }] = installed.standIns.stepFunctions.executions;
    const { items } = await installed.services.seats.listByWave(name, 10);
    expect(items.map(({ userId }) => userId).toSorted()).toEqual(users);
    expect(await installed.services.counts.getByCampaign('reminder')).toEqual({ enrolled: 3, waiting: 3 });
    expect(installed.metrics).toMatchObject({ EventsMatched: 3, Enrolled: 3 });
  });

  test('that fail go back to the queue without the others, and are logged', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const handler = matchTrigger(installed.lambda(breaks('Put enrollments user#bob')));
    const back = await handed(
      handler,
      ['ann', 'bob', 'cid'].map((each) => record(gets(each))),
    );
    expect(back).toEqual([JSON.stringify(gets('bob'))]);
    expect(installed.warned).toEqual(['MESSAGE_FAILED']);
    expect(await installed.decided('cid', 'reminder')).toEqual(['enrolled']);
    expect(await handed(handler, [record(gets('bob'))])).toHaveLength(1);
    expect(await handed(matchTrigger(installed.lambda()), [record(gets('bob'), { times: 3 })])).toEqual([]);
    expect(await installed.decided('bob', 'reminder')).toEqual(['enrolled']);
  });

  test('for which a filter takes too many steps are kept for operators, and still reach other campaigns (R61, R78)', async () => {
    const installed = new Installed();
    const where = { $and: Array.from({ length: 45 }, (_, index) => ({ tags: { $ne: `no ${index}` } })) };
    const buys = [{ behavior: 'purchase.made', where }] as const;
    await installed.publishes(followUpOfTarget('thorough', 'welcome', { exceptions: buys }));
    await installed.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    const purchase = onTheBus({
      userId: 'ann',
      id: 'purchase',
      behavior: 'purchase.made',
      tags: Array.from({ length: 25_000 }, () => 1),
    });
    const handler = matchException(installed.lambda());
    expect(await handed(handler, [record(purchase)])).toEqual([]);
    expect(await handed(handler, [record(purchase, { times: 2 })])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(await installed.decided('ann', 'thorough')).toEqual(['enrolled']);
    const { items } = await installed.services.refusals.list();
    expect(items).toMatchObject([
      { code: 'FilterTooCostly', message: expect.stringContaining('thorough: exceptions.0.where') },
    ]);
  });

  test('that cannot be filtered after an edit of the filter are kept for operators, also after they were forwarded (R52, R61)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(reminder);
    expect(await handed(matchException(installed.lambda()), [record(gets('ann'))])).toEqual([]);
    const where = { word: { $regex: '(a)\\1' } };
    const triggers = [{ interaction: 'email.received', campaign: 'welcome', where }] as const;
    await owner.publishes({ ...reminder, triggers });
    const lambda = matchTrigger(installed.lambda());
    expect(await handed(lambda, [record(gets('ann'))])).toEqual([]);
    expect(await handed(lambda, [record(gets('ann'), { times: 2 })])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual([]);
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'FilterNotSupported' }]);
  });

  test('for which a filter of an earlier version cannot be evaluated are kept for operators, and still reach other campaigns (R61)', async () => {
    const installed = new Installed();
    const triggers = [
      { interaction: 'email.received', campaign: 'welcome', where: { word: { $regex: '(a)\\1' } } },
    ] as const;
    await installed.publishes(followUpOfTarget('earlier', 'welcome', { triggers }));
    await installed.publishes(reminder);
    expect(await handed(matchException(installed.lambda()), [record(gets('ann'))])).toEqual([]);
    expect(await handed(matchTrigger(installed.lambda()), [record(gets('ann'))])).toEqual([]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
    expect(await installed.decided('ann', 'earlier')).toEqual([]);
    expect(installed.metrics).toMatchObject({ Refused: 1 });
    const { items } = await installed.services.refusals.list();
    expect(items).toMatchObject([
      { code: 'FilterNotSupported', message: expect.stringContaining('earlier: triggers.0.where.word.$regex') },
    ]);
  });

  test('that all fail all go back to the queue, and the handler does not throw', async () => {
    const installed = new Installed();
    const handler = matchTrigger(installed.lambda(breaks('Query connectors')));
    expect(await handed(handler, [record(gets('ann')), record(gets('bob'))])).toHaveLength(2);
  });

  test('of one user are processed one after the other, in order, however many there are in a batch', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const mails = Array.from({ length: 12 }, (_, index) => gets('ann', `mail ${index}`));
    const handler = matchTrigger(installed.lambda());
    expect(
      await handed(
        handler,
        mails.map((each) => record(each)),
      ),
    ).toEqual([]);
    const { decisions, rev } = await installed.services.rows.read({ userId: 'ann', campaignId: 'reminder' });
    expect(decisions.map(({ eventId }) => eventId)).toEqual(mails.map(({ detail }) => detail['id']));
    // Conflicting writes would show as more writes of the row than changes.
    const rows = installed.requests.filter((request) => request.includes('row#reminder'));
    expect([rev, rows.filter((request) => request.startsWith('Put')).length]).toEqual([12, 12]);
  });

  test('of one user that many Lambdas process at the same time all succeed', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const slowly: Around = async (_, perform) => {
      await setTimeout(1);
      return perform();
    };
    const batches = Array.from({ length: 10 }, (_, batch) =>
      Array.from({ length: 8 }, (_, index) => record(gets('ann', `mail ${batch} ${index}`))),
    );
    const turns = batches.map((batch) => handed(matchTrigger(installed.lambda(slowly)), batch));
    expect((await Promise.all(turns)).flat()).toEqual([]);
    expect(installed.warned).toEqual([]);
    expect(await installed.services.counts.getByCampaign('reminder')).toEqual({ enrolled: 80, waiting: 80 });
  }, 30_000);

  test('of one user are processed also after one that failed', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const handler = matchTrigger(installed.lambda(breaks('Put enrollments user#ann', 1)));
    const back = await handed(handler, [record(gets('ann', 'first')), record(gets('ann', 'second'))]);
    expect(back).toEqual([JSON.stringify(gets('ann', 'first'))]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
  });

  test('cause one query of connectors for each of their keys in a batch, and another in the next batch', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const events = Array.from({ length: 50 }, (_, index) => [gets(`u${index}`), buys(`u${index}`)]).flat();
    const handler = matchTrigger(installed.lambda());
    installed.standIns.tally.clear();
    await handed(
      handler,
      events.map((each) => record(each)),
    );
    expect(installed.standIns.tally.of('DynamoDB Query connectors')).toBe(2);
    expect(installed.standIns.tally.of('DynamoDB GetItem publications')).toBe(1);
    await installed.publishes(followUpOfTarget('second', 'welcome'));
    await handed(handler, [record(gets('dee'))]);
    expect(await installed.decided('dee', 'second')).toEqual(['enrolled']);
  });

  test('that match no follow-up cause no read but one query of connectors in a batch', async () => {
    const installed = new Installed();
    const handlers = [matchTrigger(installed.lambda()), matchException(installed.lambda())];
    const events = Array.from({ length: 100 }, (_, index) => record(gets(`u${index}`)));
    for (const handler of handlers) await handed(handler, events);
    expect(installed.standIns.tally.all()).toEqual({
      'DynamoDB Query connectors': 2,
      'DynamoDB read units connectors': 2,
    });
  });
});

/** Returns the messages that match-exception forwarded, as match-trigger receives them. */
const forwarded = (installed: Installed) =>
  [...drained(installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl))].map(({ body, attributes }) =>
    record(body, { attributes, sentAt: installed.now }),
  );

describe('events from the bus', () => {
  test('are forwarded unchanged and ten at a time where they trigger a follow-up', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const mails = Array.from({ length: 25 }, (_, index) => gets(`u${index}`));
    const others = [buys('bob'), onTheBus({ userId: 'bob', interaction: 'email.opened', campaignId: 'welcome' })];
    installed.standIns.tally.clear();
    await handed(
      matchException(installed.lambda()),
      [...mails, ...others].map((each) => record(each)),
    );
    expect(installed.standIns.tally.of('SQS')).toBe(3);
    const triggers = forwarded(installed);
    expect(triggers.map(({ body }) => body)).toEqual(mails.map((each) => JSON.stringify(each)));
    await handed(matchTrigger(installed.lambda()), triggers);
    expect(await installed.decided('u24', 'reminder')).toEqual(['enrolled']);
  });

  test('cancel waits in match-exception and start them in match-trigger (R37)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchException(installed.lambda()), [record(gets('ann')), record(buys('bob'))]);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    await handed(matchException(installed.lambda()), [record(buys('ann'))]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 1, 'Cancelled exception': 1 });
  });

  test('that trigger one follow-up and cancel a wait of another do both', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    await handed(matchException(installed.lambda()), [record(gets('ann'))]);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    await handed(matchException(installed.lambda()), [record(buys('ann'))]);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(await installed.decided('ann', 'thanks')).toEqual(['enrolled']);
  });

  test('whose exception fails are forwarded all the same, so that a failing row delays no trigger', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    const broken = installed.lambda(breaks('Get enrollments user#ann row#reminder'));
    expect(await handed(matchException(broken), [record(buys('ann'))])).toHaveLength(1);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'thanks')).toEqual(['enrolled']);
  });

  test('whose exception waits for a slow row are forwarded while it waits', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    const isForwarded = Promise.withResolvers<void>();
    const slow: Around = async (request, perform) => {
      if (request.includes('SendMessageBatch')) isForwarded.resolve();
      if (request.includes('Get enrollments user#ann row#reminder')) await isForwarded.promise;
      return perform();
    };
    expect(await handed(matchException(installed.lambda(slow)), [record(buys('ann'))])).toEqual([]);
    expect(forwarded(installed)).toHaveLength(1);
  });

  test('that cannot be forwarded still cancel waits, so that a failing queue delays no exception (R32)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    const broken = installed.lambda(breaks('SendMessageBatch'));
    expect(await handed(matchException(broken), [record(buys('ann'))])).toHaveLength(1);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('that were trigger and exception when they were forwarded cancel waits also after an edit left the exception only (R52)', async () => {
    const installed = new Installed();
    const restarting = { ...reminder, triggers: [...reminder.triggers, { behavior: 'purchase.made' as const }] };
    const owner = await installed.publishes(restarting);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    installed.now += SECOND;
    await handed(matchException(installed.lambda()), [record(buys('ann'), { sentAt: installed.now })]);
    await owner.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('that cannot be forwarded go back to the queue, and are forwarded when they are repeated', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const broken = installed.lambda(breaks('SendMessageBatch'));
    expect(await handed(matchException(broken), [record(gets('ann')), record(buys('bob'))])).toEqual([
      JSON.stringify(gets('ann')),
    ]);
    expect(forwarded(installed)).toEqual([]);
    await handed(matchException(installed.lambda()), [record(gets('ann'), { times: 2 })]);
    expect(forwarded(installed)).toHaveLength(1);
  });

  test('are counted once, by the first handler', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchException(installed.lambda()), [record(gets('ann')), record(buys('ann'))]);
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 1, 'EventsReceived purchase.made': 1 });
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 1, 'EventsReceived purchase.made': 1 });
  });
});

describe('a message that holds no event', () => {
  const poison = [
    record('not JSON {'),
    record('[1]'),
    record(onTheBus({ userId: 'ann', interaction: 'email.eaten', campaignId: 'welcome' })),
    record(onTheBus({ userId: '', behavior: 'purchase.made' })),
    record(onTheBus({ userId: 'ann', behavior: 'purchase.made', occurredAt: '2026-12-24T12:00:00Z' })),
  ];

  test('is refused with its reason and kept, and never comes again (R61)', async () => {
    const installed = new Installed();
    expect(await handed(matchException(installed.lambda()), poison)).toEqual([]);
    const { items } = await installed.services.refusals.list();
    expect(items.map(({ code }) => code).toSorted()).toEqual([
      'InTheFuture',
      'MalformedDetail',
      'MalformedDetail',
      'MalformedEntry',
      'MalformedEntry',
    ]);
    expect(installed.standIns.sqs.in(RESOURCE_NAMES.refusedQueueUrl)).toHaveLength(5);
    expect(installed.metrics).toEqual({ Refused: 5 });
  });

  test('is kept once, also where its batch is repeated, and is not forwarded', async () => {
    const installed = new Installed();
    const broken = matchException(installed.lambda(breaks('SendMessage')));
    expect(await handed(broken, poison)).toHaveLength(5);
    for (let times = 2; times < 4; times++) await handed(matchException(installed.lambda()), poison);
    expect((await installed.services.refusals.list()).items).toHaveLength(5);
    expect(forwarded(installed)).toEqual([]);
  });

  test('is kept by the handler of the second queue too', async () => {
    const installed = new Installed();
    expect(await handed(matchTrigger(installed.lambda()), poison)).toEqual([]);
    expect((await installed.services.refusals.list()).items).toHaveLength(5);
  });

  test('does not prevent the other messages of its batch from being processed', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchException(installed.lambda()), [...poison, record(gets('ann'))]);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
  });
});

describe('a message with an event', () => {
  test('over our limits that EventBridge accepts is kept shortened and never becomes a dead letter (R61)', async () => {
    const installed = new Installed();
    const nested = JSON.parse(`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`);
    const [long, deep] = [{ text: 'x'.repeat(900_000) }, nested].map((properties) =>
      record(onTheBus({ userId: 'ann', behavior: 'purchase.made', properties })),
    );
    const infinite = record(onTheBus({ userId: 'ann', behavior: 'purchase.made', price: 1 }));
    const all = [long, deep, { ...infinite, body: infinite.body.replace('"price":1', '"price":1e400') }];
    for (const createHandler of [matchException, matchTrigger, updateProfile]) {
      expect(
        await handed(
          createHandler(installed.lambda()),
          all.flatMap((each) => each ?? []),
        ),
      ).toEqual([]);
    }
    const { items } = await installed.services.refusals.list();
    expect(items.map(({ message, cut }) => [message.split(',')[0], cut]).toSorted()).toEqual([
      ['Detail.price: expected a number that JSON can carry (below 1.8e308)', undefined],
      ['Detail: expected at most 256 KiB (262', true],
      ['Detail: expected at most 64 levels', true],
    ]);
  });

  test('of the maximum size that was accepted over HTTP is not refused later, although its id and time were added (R61)', async () => {
    const installed = new Installed();
    installed.eventsOnBus = true;
    await installed.publishes(reminder);
    const min = { userId: 'ann', interaction: 'email.received', campaignId: 'welcome', note: '' };
    const note = 'x'.repeat(256 * 1024 - JSON.stringify(min).length);
    const entry = { Source: 'shop', DetailType: 'Campaign Interaction', Detail: { ...min, note } };
    expect(await installed.services.bus.put([entry])).toEqual([{ eventId: expect.any(String) }]);
    const [put] = installed.standIns.eventBridge.entries;
    const detail = JSON.parse(put?.Detail ?? '');
    const delivered = record(onTheBus(detail, { resources: put?.Resources }));
    await handed(matchTrigger(installed.lambda()), [delivered]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
    await handed(matchTrigger(installed.lambda()), [record(onTheBus(detail))]);
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'MalformedDetail', cut: true }]);
  });

  test('without an entry id is identified by the id of its message', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, reeligibility: 'immediately' });
    const nameless = (id: string) => {
      const { id: _, ...envelope } = onTheBus({ userId: 'ann', interaction: 'email.received', campaignId: 'welcome' });
      return { ...record(envelope), messageId: id };
    };
    await handed(matchTrigger(installed.lambda()), [nameless('one'), nameless('other'), nameless('one')]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'enrolled']);
  });
});

describe('a trigger without a schedule delay', () => {
  test('sends a message that is rendered from the profile on which its audience was checked, which is read once (R43, ADR 22)', async () => {
    const installed = new Installed();
    const fields = { 'attributes.plan': { value: 'gold', at: NOON } };
    await installed.services.profiles.update('ann', () => ({ fields }));
    const messages = [{ channel: 'push' as const, body: 'Hello {{ user.plan }}' }];
    await installed.publishes({ ...immediate, audience: { plan: 'gold' }, messages });
    installed.standIns.tally.clear();
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    expect(installed.standIns.eventBridge.entries[0]?.Detail).toContain('Hello gold');
    expect(installed.standIns.tally.of('DynamoDB read units profiles')).toBe(1);
  });
});

describe('a repeated message', () => {
  test('completes the dispatch of an enrollment that was claimed before, and sends its message once', async () => {
    const installed = new Installed();
    await installed.publishes(immediate);
    expect(await handed(matchTrigger(installed.lambda(breaks('PutEvents'))), [record(gets('ann'))])).toHaveLength(1);
    expect([installed.sent(), await installed.decided('ann', 'immediate')]).toEqual([[], ['enrolled']]);
    for (const times of [2, 3]) await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { times })]);
    expect(installed.standIns.eventBridge.entries).toHaveLength(1);
    expect(await installed.decided('ann', 'immediate')).toEqual(['enrolled', 'dispatched']);
  });

  test('completes the dispatch of a claimed enrollment also after a stop of the follow-up (R51)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(immediate);
    await handed(matchTrigger(installed.lambda(breaks('PutEvents'))), [record(gets('ann'))]);
    await owner.stops();
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { times: 2 })]);
    expect(installed.sent()).toEqual(['ann']);
  });

  test('from a dead-letter queue completes the dispatch of a claimed enrollment, also days later and received as if for the first time', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(immediate);
    await handed(matchTrigger(installed.lambda(breaks('PutEvents'))), [record(gets('ann'))]);
    await owner.stops();
    installed.now += 48 * HOUR;
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { sentAt: installed.now })]);
    expect(installed.sent()).toEqual(['ann']);
  });

  test('is recognized by the time between its event and its sending: shortly after the event there is no search for claimed enrollments', async () => {
    const installed = new Installed();
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { sentAt: NOON + 30 * SECOND })]);
    expect(installed.standIns.tally.of('DynamoDB Query enrollments')).toBe(0);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { sentAt: NOON + 2 * MINUTE })]);
    expect(installed.standIns.tally.of('DynamoDB Query enrollments')).toBe(1);
  });

  test('is recognized by the time since it was forwarded, so that a backlog before that causes no search for claimed enrollments', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    installed.now += HOUR;
    await handed(matchException(installed.lambda()), [record(gets('ann'), { sentAt: installed.now })]);
    const [message] = installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl);
    const { body = '', attributes = {} } = message ?? {};
    await handed(matchTrigger(installed.lambda()), [record(body, { attributes, sentAt: installed.now + SECOND })]);
    expect(installed.standIns.tally.of('DynamoDB Query enrollments')).toBe(0);
    await handed(matchTrigger(installed.lambda()), [record(body, { attributes, sentAt: installed.now + HOUR })]);
    expect(installed.standIns.tally.of('DynamoDB Query enrollments')).toBe(1);
  });

  test('is parsed as of its first delivery: an event that lay in the future then is still refused (R61)', async () => {
    const installed = new Installed();
    const ahead = onTheBus({ userId: 'ann', behavior: 'purchase.made', occurredAt: '2026-12-01T12:06:00Z' });
    installed.now += HOUR;
    await handed(matchTrigger(installed.lambda()), [record(ahead, { times: 4 })]);
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'InTheFuture', at: NOON }]);
  });
});

describe('profiles from their queue', () => {
  const profileEvent = (userId: string, attributes: object) => ({
    ...onTheBus({ userId, attributes }),
    'detail-type': 'User Profile Updated',
  });

  test('are updated one after the other, and an event that is no profile is refused', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    const updates = [
      profileEvent('ann', { plan: 'gold' }),
      profileEvent('ann', { seats: 2 }),
      profileEvent('ann', { plan: null, city: 'Bonn' }),
    ];
    expect(await handed(handler, [...updates.map((each) => record(each)), record(profileEvent('', {}))])).toEqual([]);
    const profile = await installed.services.profiles.get('ann');
    expect(Object.keys(profile?.fields ?? {}).toSorted()).toEqual([
      'attributes.city',
      'attributes.plan',
      'attributes.seats',
    ]);
    expect(profile?.fields['attributes.plan']?.value).toBeNull();
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'MalformedDetail' }]);
    expect(installed.metrics).toEqual({ 'EventsReceived profile': 3, Refused: 1 });
  });

  test('that would exceed the maximum size of a profile are refused and kept once, and are not repeated (R61)', async () => {
    const installed = new Installed();
    const handler = updateProfile(installed.lambda());
    const updates = ['one', 'other'].map((name) => record(profileEvent('ann', { [name]: 'x'.repeat(40_000) })));
    for (let times = 0; times < 2; times++) expect(await handed(handler, updates)).toEqual([]);
    const profile = await installed.services.profiles.get('ann');
    expect(Object.keys(profile?.fields ?? {})).toEqual(['attributes.one']);
    expect((await installed.services.refusals.list()).items).toMatchObject([
      { code: 'ProfileTooLarge', entry: { DetailType: 'User Profile Updated', Detail: { userId: 'ann' } } },
    ]);
  });

  test('are ignored by the handlers of the other queues', async () => {
    const installed = new Installed();
    const update = record(profileEvent('ann', { plan: 'gold' }));
    for (const createHandler of [matchTrigger, matchException])
      expect(await handed(createHandler(installed.lambda()), [update])).toEqual([]);
    expect(await installed.services.profiles.get('ann')).toBeUndefined();
  });
});

describe('the counts of an invocation', () => {
  test('are written once for each campaign, at its end', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(
      matchTrigger(installed.lambda()),
      ['ann', 'bob', 'cid'].map((each) => record(gets(each))),
    );
    expect(installed.requests.filter((request) => request.startsWith('Update enrollments counts#'))).toHaveLength(1);
  });

  test('are lost where they cannot be written, and no event is repeated for them', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const handler = matchTrigger(installed.lambda(breaks('Update enrollments counts#')));
    expect(await handed(handler, [record(gets('ann'))])).toEqual([]);
    expect(installed.warned).toEqual(['COUNTS_LOST']);
    expect(await installed.services.counts.getByCampaign('reminder')).toEqual({});
  });
});
