import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import type { Around } from '../doubles/tally.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { forwarded } from '../harness/functions/forwarded.ts';
import { breaks, handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { buys, gets, immediate, reminder } from '../harness/functions/welcome.ts';

/** Returns a batch that is not small: events, and others that match nothing. */
const amongMany = (...records: readonly ReturnType<typeof record>[]) => [
  ...records,
  ...Array.from({ length: 10 }, (_, index) =>
    record(onTheBus({ userId: `other ${index}`, interaction: 'email.opened', campaignId: 'unheard' })),
  ),
];

describe('events from the bus', () => {
  test('events from the bus are forwarded unchanged and ten at a time if they trigger a follow-up', async () => {
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

  test('events from the bus cancel waits in match-exception and start them in match-trigger (R37)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchException(installed.lambda()), amongMany(record(gets('ann')), record(buys('bob'))));
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    await handed(matchException(installed.lambda()), amongMany(record(buys('ann'))));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 1, 'Cancelled exception': 1 });
  });

  test('an event that triggers one follow-up and cancels a wait of another does both', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    await handed(matchException(installed.lambda()), amongMany(record(gets('ann'))));
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    await handed(matchException(installed.lambda()), amongMany(record(buys('ann'))));
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
    expect(await installed.decided('ann', 'thanks')).toEqual(['enrolled']);
  });

  test('an event whose exception fails is forwarded all the same, so that a failing row delays no trigger', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    const broken = installed.lambda(breaks('Get enrollments user#ann row#reminder'));
    expect(await handed(matchException(broken), amongMany(record(buys('ann'))))).toHaveLength(1);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'thanks')).toEqual(['enrolled']);
  });

  test('an event whose exception waits for a slow row is forwarded while it waits', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    const isForwarded = Promise.withResolvers<void>();
    const slow: Around = async (request, perform) => {
      if (request.includes('SendMessageBatch')) isForwarded.resolve();
      if (request.includes('Get enrollments user#ann row#reminder')) await isForwarded.promise;
      return perform();
    };
    expect(await handed(matchException(installed.lambda(slow)), amongMany(record(buys('ann'))))).toEqual([]);
    expect(forwarded(installed)).toHaveLength(1);
  });

  test('an event that cannot be forwarded still cancels a wait, so that a failing queue delays no exception (R32)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    await installed.publishes({ ...reminder, id: 'thanks', triggers: [{ behavior: 'purchase.made' }], exceptions: [] });
    const broken = installed.lambda(breaks('SendMessageBatch'));
    expect(await handed(matchException(broken), amongMany(record(buys('ann'))))).toHaveLength(1);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('an event that was forwarded as trigger and exception cancels a wait also after an edit left the exception only (R52)', async () => {
    const installed = new Installed();
    const restarting = { ...reminder, triggers: [...reminder.triggers, { behavior: 'purchase.made' as const }] };
    const owner = await installed.publishes(restarting);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'))]);
    installed.now += SECOND;
    await handed(matchException(installed.lambda()), amongMany(record(buys('ann'), { sentAt: installed.now })));
    await owner.publishes(reminder);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('events that cannot be forwarded go back to the queue, and are forwarded when they are repeated', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const broken = installed.lambda(breaks('SendMessageBatch'));
    expect(await handed(matchException(broken), amongMany(record(gets('ann')), record(buys('bob'))))).toEqual([
      JSON.stringify(gets('ann')),
    ]);
    expect(forwarded(installed)).toEqual([]);
    await handed(matchException(installed.lambda()), [record(gets('ann'), { times: 2 })]);
    expect(forwarded(installed)).toHaveLength(1);
  });

  test('events that are forwarded are counted once, by the first handler', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchException(installed.lambda()), amongMany(record(gets('ann')), record(buys('ann'))));
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 1, 'EventsReceived purchase.made': 1 });
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(installed.metrics).toMatchObject({ 'EventsReceived email.received': 1, 'EventsReceived purchase.made': 1 });
  });
});

describe('triggers among few events', () => {
  const cannotSend = breaks('SendMessage');

  test('triggers among few events enroll their users at once, without the second queue', async () => {
    const installed = new Installed();
    await installed.publishes({ ...reminder, audience: { vip: { $ne: false } } });
    const mails = Array.from({ length: 10 }, (_, index) => record(gets(`u${index}`)));
    expect(await handed(matchException(installed.lambda(cannotSend)), mails)).toEqual([]);
    expect(forwarded(installed)).toEqual([]);
    expect(await installed.decided('u9', 'reminder')).toEqual(['enrolled']);
    expect(installed.metrics).toMatchObject({ EventsMatched: 10, 'EventsReceived email.received': 10 });
  });

  test('triggers among few events are cancelled by exceptions that came before them (R32)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const bought = onTheBus({ userId: 'ann', behavior: 'purchase.made', occurredAt: '2026-12-01T12:00:30Z' });
    installed.now += MINUTE;
    await handed(matchException(installed.lambda()), [record(bought, { sentAt: installed.now }), record(gets('ann'))]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled', 'cancelled exception']);
  });

  test('triggers among few events are forwarded all the same if a message of theirs is due, or nearly', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await installed.publishes(immediate);
    await handed(matchException(installed.lambda()), [record(gets('ann'))]);
    expect(forwarded(installed)).toHaveLength(1);
    expect(await installed.decided('ann', 'reminder')).toEqual([]);
    const late = new Installed();
    await late.publishes(reminder);
    late.now += HOUR - 2 * MINUTE;
    await handed(matchException(late.lambda()), [record(gets('ann'), { sentAt: late.now })]);
    expect(forwarded(late)).toHaveLength(1);
  });

  test('a trigger that failed once among few events is forwarded, and a repeat of it changes nothing (R60)', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const broken = installed.lambda(breaks('Put enrollments user#ann row#reminder'));
    expect(await handed(matchException(broken), [record(gets('ann'))])).toHaveLength(1);
    await handed(matchException(installed.lambda()), [record(gets('ann'), { times: 2 })]);
    const [trigger] = forwarded(installed);
    if (trigger === undefined) throw new Error('a forwarded trigger: expected');
    await handed(matchTrigger(installed.lambda()), [trigger, trigger]);
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
  });

  test('triggers are forwarded as soon as eleven events come together, so that no exception waits behind enrollments', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    const others = Array.from({ length: 10 }, (_, index) => record(buys(`u${index}`)));
    await handed(matchException(installed.lambda()), [record(gets('ann')), ...others]);
    expect(forwarded(installed)).toHaveLength(1);
    expect(await installed.decided('ann', 'reminder')).toEqual([]);
  });
});

describe('a repeated message', () => {
  test('a repeated message completes the dispatch of an enrollment that was claimed before, and sends its message once', async () => {
    const installed = new Installed();
    await installed.publishes(immediate);
    expect(await handed(matchTrigger(installed.lambda(breaks('PutEvents'))), [record(gets('ann'))])).toHaveLength(1);
    expect([installed.sent(), await installed.decided('ann', 'immediate')]).toEqual([[], ['enrolled']]);
    for (const times of [2, 3]) await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { times })]);
    expect(installed.standIns.eventBridge.entries).toHaveLength(1);
    expect(await installed.decided('ann', 'immediate')).toEqual(['enrolled', 'dispatched']);
  });

  test('a repeated message completes the dispatch of a claimed enrollment also after a stop of the follow-up (R51)', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(immediate);
    await handed(matchTrigger(installed.lambda(breaks('PutEvents'))), [record(gets('ann'))]);
    await owner.stops();
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { times: 2 })]);
    expect(installed.sent()).toEqual(['ann']);
  });

  test('a trigger from a dead-letter queue completes the dispatch of a claimed enrollment, also days later and received as if for the first time', async () => {
    const installed = new Installed();
    const owner = await installed.publishes(immediate);
    await handed(matchTrigger(installed.lambda(breaks('PutEvents'))), [record(gets('ann'))]);
    await owner.stops();
    installed.now += 48 * HOUR;
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { sentAt: installed.now })]);
    expect(installed.sent()).toEqual(['ann']);
  });

  test('a repeated message is recognized by the time between its event and its sending: shortly after the event there is no search for claimed enrollments', async () => {
    const installed = new Installed();
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { sentAt: NOON + 30 * SECOND })]);
    expect(installed.standIns.tally.of('DynamoDB Query enrollments')).toBe(0);
    await handed(matchTrigger(installed.lambda()), [record(gets('ann'), { sentAt: NOON + 2 * MINUTE })]);
    expect(installed.standIns.tally.of('DynamoDB Query enrollments')).toBe(1);
  });

  test('a repeated message is recognized by the time since it was forwarded, so that a backlog before that causes no search for claimed enrollments', async () => {
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

  test('a repeated message is parsed as of its first delivery: an event that lay in the future then is still refused (R61)', async () => {
    const installed = new Installed();
    const ahead = onTheBus({ userId: 'ann', behavior: 'purchase.made', occurredAt: '2026-12-01T12:06:00Z' });
    installed.now += HOUR;
    await handed(matchTrigger(installed.lambda()), [record(ahead, { times: 4 })]);
    expect((await installed.services.refusals.list()).items).toMatchObject([{ code: 'InTheFuture', at: NOON }]);
  });
});
