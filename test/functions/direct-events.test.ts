import { describe, expect, test } from 'vitest';
import { parseQueueMessages } from '../../functions/runtime/parse-queue-message.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { breaks, Installed, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';

const mail = (userId: string, more: object = {}) => ({
  Source: 'crm',
  DetailType: 'Campaign Interaction',
  Detail: { userId, interaction: 'email.received', campaignId: 'welcome', ...more },
});
const profile = { Source: 'crm', DetailType: 'User Profile Updated', Detail: { userId: 'ann', attributes: { a: 1 } } };

/** Returns the packs in a queue, and their events. */
function packsIn(installed: Installed, url: string) {
  const packs = installed.standIns.sqs.in(url).map(({ body }) => JSON.parse(body));
  return { packs, details: packs.flatMap(({ events }) => events.map(({ detail }: { detail: object }) => detail)) };
}

describe('events over HTTP', () => {
  test('events over HTTP go to their first queues directly, packed, and not over the bus; profile updates go to their own queue', async () => {
    const installed = new Installed();
    const entries = [mail('ann'), profile, mail('bob')];
    const { body } = await opened(installed)('POST', '/events', { body: { entries } });
    expect(body.entries).toEqual(Array(3).fill({ eventId: expect.any(String) }));
    expect(installed.standIns.eventBridge.entries).toEqual([]);
    const { packs, details } = packsIn(installed, RESOURCE_NAMES.eventsQueueUrl);
    expect(packs).toEqual([{ pack: 1, events: [expect.anything(), expect.anything()] }]);
    expect(details).toMatchObject([{ userId: 'ann' }, { userId: 'bob' }]);
    expect(packsIn(installed, RESOURCE_NAMES.profilesQueueUrl).details).toMatchObject([{ attributes: { a: 1 } }]);
  });

  test('events over HTTP have an id and an instant in the Detail: an id from the content if the producer gave the instant, else a random one (R60)', async () => {
    const installed = new Installed();
    const occurredAt = '2026-12-01T11:59:58.765Z';
    const entries = [
      mail('ann', { occurredAt }),
      mail('ann', { occurredAt }),
      { ...mail('bob'), Time: occurredAt },
      { ...mail('bob'), Time: occurredAt },
      mail('cid', { id: 'mine' }),
    ];
    const results = await installed.services.bus.put(entries);
    const { details } = packsIn(installed, RESOURCE_NAMES.eventsQueueUrl);
    expect(details.map(({ id }) => ({ eventId: id }))).toEqual(results);
    const [one, same, random, other, own] = details.map(({ id }) => id);
    expect([one === same, random === other, own]).toEqual([true, false, 'mine']);
    expect(details.map((each) => each.occurredAt)).toEqual([...Array(4).fill(occurredAt), '2026-12-01T12:00:00.000Z']);
  });

  test('a thousand events over HTTP are forty packs in four requests, and cost less than $0.10 a million to send', async () => {
    const installed = new Installed();
    const entries = Array.from({ length: 1_000 }, (_, index) => mail(`u${index}`));
    await opened(installed)('POST', '/events', { body: { entries } });
    const { packs, details } = packsIn(installed, RESOURCE_NAMES.eventsQueueUrl);
    expect([packs.length, details.length]).toEqual([40, 1_000]);
    expect(installed.requests.filter((request) => request.startsWith('SendMessageBatch'))).toHaveLength(4);
    const billed = installed.standIns.tally.of('SQS SendMessageBatch');
    expect(((billed * 0.4) / 1_000) * 1_000).toBeLessThan(100);
  });

  test('events over HTTP are packed into at most 64 KB, attributes included, and the longest alone', async () => {
    const installed = new Installed();
    const long = (userId: string, length: number) => mail(userId, { note: 'ä'.repeat(length / 2) });
    const entries = [...Array.from({ length: 8 }, (_, index) => long(`u${index}`, 20_000)), long('v', 255_000)];
    expect(await installed.services.bus.put(entries)).toHaveLength(9);
    const messages = installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl);
    const sizes = messages.map(({ body }) => Buffer.byteLength(body));
    expect(sizes.filter((size) => size > 64 * 1024 - 100)).toEqual([expect.any(Number)]);
    expect(packsIn(installed, RESOURCE_NAMES.eventsQueueUrl).packs.map(({ events }) => events.length)).toEqual([
      3, 3, 2, 1,
    ]);
  });

  test('an event over HTTP may have characters that SQS does not accept', async () => {
    const installed = new Installed();
    const odd = mail('ann', { note: '\ufffe\uffff\u0000 \u2028' });
    expect(await installed.services.bus.put([odd])).toEqual([{ eventId: expect.any(String) }]);
    const [detail] = packsIn(installed, RESOURCE_NAMES.eventsQueueUrl).details;
    expect(detail).toMatchObject(odd.Detail);
  });

  test('an event over HTTP of the maximum size is not refused where it is read, although its id and instant were added (R61)', async () => {
    const installed = new Installed();
    const room = 256 * 1024 - JSON.stringify({ ...mail('ann').Detail, note: '' }).length;
    await installed.services.bus.put([mail('ann', { note: 'x'.repeat(room) })]);
    const [message] = installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl);
    expect(parseQueueMessages(record(message?.body))).toMatchObject([{ event: { userId: 'ann' } }]);
  });

  test('events over HTTP are answered with 200 only after the queue accepted every one', async () => {
    const installed = new Installed();
    const entries = [mail('ann'), profile];
    const broken = opened(installed, { around: breaks(`SendMessageBatch ${RESOURCE_NAMES.profilesQueueUrl}`) });
    expect((await broken('POST', '/events', { body: { entries } })).status).toBe(500);
    expect((await opened(installed)('POST', '/events', { body: { entries } })).status).toBe(200);
  });

  test('events over HTTP go over the bus one by one if the owner wants them there', async () => {
    const installed = new Installed();
    installed.eventsOnBus = true;
    await opened(installed)('POST', '/events', { body: { entries: [mail('ann'), profile] } });
    expect(installed.standIns.eventBridge.entries.map(({ DetailType }) => DetailType)).toEqual([
      'Campaign Interaction',
      'User Profile Updated',
    ]);
    expect(installed.standIns.sqs.in(RESOURCE_NAMES.eventsQueueUrl)).toEqual([]);
  });
});
