import { describe, expect, test } from 'vitest';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { createHandler as updateProfile } from '../../functions/update-profile.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { forwarded } from '../harness/functions/forwarded.ts';
import { breaks, handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { gets, reminder } from '../harness/functions/welcome.ts';

describe('a message that holds no event', () => {
  const poison = [
    record('not JSON {'),
    record('[1]'),
    record(onTheBus({ userId: 'ann', interaction: 'email.eaten', campaignId: 'welcome' })),
    record(onTheBus({ userId: '', behavior: 'purchase.made' })),
    record(onTheBus({ userId: 'ann', behavior: 'purchase.made', occurredAt: '2026-12-24T12:00:00Z' })),
  ];

  test('a message that holds no event is refused with its reason and kept, and never comes again (R61)', async () => {
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

  test('a message that holds no event is kept once, also where its batch is repeated, and is not forwarded', async () => {
    const installed = new Installed();
    const broken = matchException(installed.lambda(breaks('SendMessage')));
    expect(await handed(broken, poison)).toHaveLength(5);
    for (let times = 2; times < 4; times++) await handed(matchException(installed.lambda()), poison);
    expect((await installed.services.refusals.list()).items).toHaveLength(5);
    expect(forwarded(installed)).toEqual([]);
  });

  test('a message that holds no event is kept by the handler of the second queue too', async () => {
    const installed = new Installed();
    expect(await handed(matchTrigger(installed.lambda()), poison)).toEqual([]);
    expect((await installed.services.refusals.list()).items).toHaveLength(5);
  });

  test('a message that holds no event does not prevent the other messages of its batch from being processed', async () => {
    const installed = new Installed();
    await installed.publishes(reminder);
    await handed(matchException(installed.lambda()), [...poison, record(gets('ann'))]);
    await handed(matchTrigger(installed.lambda()), forwarded(installed));
    expect(await installed.decided('ann', 'reminder')).toEqual(['enrolled']);
  });
});

describe('a message with an event', () => {
  test('an event over our limits that EventBridge accepts is kept shortened and never becomes a dead letter (R61)', async () => {
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

  test('an event of the maximum size that was accepted over HTTP is not refused later, although its id and time were added (R61)', async () => {
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

  test('an event without an entry id is identified by the id of its message', async () => {
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
