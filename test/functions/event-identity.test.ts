import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../core/contracts/instant.ts';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { createHandler as matchException } from '../../functions/match-exception.ts';
import { createHandler as matchTrigger } from '../../functions/match-trigger.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { followUpOfTarget, NOON } from '../harness/adapters/sample.ts';
import { breaks, drained, handed, Installed, onTheBus, record } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';

const immediate = followUpOfTarget('immediate', 'welcome', { delay: 'none', reeligibility: 'immediately' });
const mail = { userId: 'ann', interaction: 'email.received', campaignId: 'welcome' };

/** Returns an entry as a rule of the bus delivers it, with an id and a time of its own. */
function deliver({ Source, DetailType, Detail = '' }: PutEventsRequestEntry, id: string) {
  return onTheBus(JSON.parse(Detail), { id, source: Source, 'detail-type': DetailType });
}

/** Passes an event of the bus through both matchers; the trigger may be forwarded twice. */
async function match(installed: Installed, event: object, times = 1): Promise<void> {
  await handed(matchException(installed.lambda()), [record(event, { times, sentAt: installed.now })]);
  for (const { body, attributes } of drained(installed.standIns.sqs.in(RESOURCE_NAMES.triggerQueueUrl)))
    await handed(matchTrigger(installed.lambda()), [record(body, { attributes, sentAt: installed.now })]);
}

/** Sends Details over HTTP, and returns the entries that are then on the bus. */
async function send(installed: Installed, ...details: readonly object[]) {
  installed.eventsOnBus = true;
  const entries = details.map((Detail) => ({ Source: 'shop', DetailType: 'Campaign Interaction', Detail }));
  await opened(installed)('POST', '/events', { body: { entries } });
  return installed.standIns.eventBridge.entries.splice(0);
}

describe('an event without an id', () => {
  test('an event without an id that says when it was done is one event over HTTP and from the bus, so that the user gets one message (R60)', async () => {
    const installed = new Installed();
    await installed.publishes(immediate);
    const detail = { ...mail, occurredAt: formatInstant(NOON) };
    const [entry = {}] = await send(installed, detail);
    await match(installed, deliver(entry, 'entry 1'));
    await match(installed, onTheBus(detail, { id: 'entry 2' }));
    expect(installed.sent()).toEqual(['ann']);
  });

  test('an event without an id gets one when it comes over HTTP, so that it stays one event when it is delivered again or alone (R60)', async () => {
    const installed = new Installed();
    await installed.publishes(immediate);
    const [entry = {}] = await send(installed, mail);
    expect(JSON.parse(entry.Detail ?? '')).toMatchObject({ id: expect.any(String), occurredAt: formatInstant(NOON) });
    installed.now += 10 * SECOND;
    const isLost = await handed(matchTrigger(installed.lambda(breaks('Put enrollments user#ann', 1))), [
      record(deliver(entry, 'entry 1')),
    ]);
    expect(isLost).toHaveLength(1);
    await match(installed, deliver(entry, 'entry 1'), 2);
    installed.now += MINUTE;
    await match(installed, deliver(entry, 'entry 1, put on the bus again'), 1);
    expect(installed.sent()).toEqual(['ann']);
  });

  test('an event without an id and an instant is another event than one of the same content in the same call (R60)', async () => {
    const installed = new Installed();
    await installed.publishes(immediate);
    const entries = await send(installed, mail, mail);
    const ids = entries.map(({ Detail = '' }) => JSON.parse(Detail).id);
    expect(new Set(ids).size).toBe(2);
    for (const [index, entry] of entries.entries()) await match(installed, deliver(entry, `entry ${index}`));
    expect(installed.sent()).toEqual(['ann', 'ann']);
  });

  test('an event without an id that a producer puts on the bus itself has the id of its entry, however often that is delivered (R60)', async () => {
    const installed = new Installed();
    await installed.publishes(immediate);
    for (const times of [1, 1, 2]) await match(installed, onTheBus(mail, { id: 'entry 1' }), times);
    expect(installed.sent()).toEqual(['ann']);
  });
});
