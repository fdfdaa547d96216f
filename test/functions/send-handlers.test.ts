import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { defineSenderHandler } from '../../functions/sending/define-sender-handler.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { createScriptedSender } from '../doubles/scripted-sender.ts';
import type { Around } from '../doubles/tally.ts';
import { NOON } from '../harness/adapters/sample.ts';
import { breaks, handed, Installed, lasting, record } from '../harness/functions/in-container.ts';
import { dispatched } from '../harness/lib/dispatched-message.ts';
import { stubEnvironment } from '../harness/lib/stubbed-clients.ts';

beforeEach(() => stubEnvironment({ SENDING: 'live' }));

const messageTo = (userId: string) => dispatched(userId, NOON, { channel: 'webhook', url: 'https://hooks.example/' });

/** Creates an installation with a sender of webhooks, whose handler is created once. */
function withSender(around?: Around) {
  const installed = new Installed();
  const scripted = createScriptedSender('webhook');
  const sender = { ...scripted, findTarget: () => ({ target: 'hooks.example' }) };
  const handler = defineSenderHandler(async () => ({ senders: [sender], getLimits: async () => undefined }))(
    installed.lambda(around),
  );
  const { sqs } = installed.standIns;
  return {
    installed,
    scripted,
    handler,
    sends: (...records: Parameters<typeof handed>[1][number][]) => handed(handler, records),
    hidden: () => sqs.visibilityChanges.splice(0).map(({ seconds }) => seconds * 1_000),
    unsent: () =>
      sqs.in(RESOURCE_NAMES.unsentQueueUrl).map(({ body, attributes }) => ({
        body,
        code: attributes['ERROR_CODE']?.StringValue,
        reason: attributes['ERROR_MESSAGE']?.StringValue,
      })),
  };
}

/** Creates the event of a test. */
const testOf = (more: object = {}) => ({
  test: {
    ...{ message: { channel: 'webhook' as const, body: '{}' }, part: 0, to: 'https://hooks.example/', unique: 'one' },
    ...{ campaignId: 'hello', version: 3, isTransactional: false, ...more },
  },
});

describe('the handler of a queue of messages', () => {
  test('a message that was sent is gone from the queue, and counts once, also if it comes again (R80)', async () => {
    const { installed, scripted, sends, unsent } = withSender();
    for (let times = 0; times < 2; times++) expect(await sends(messageTo('ann'))).toEqual([]);
    expect(scripted.requests).toHaveLength(1);
    expect(installed.metrics).toEqual({ 'Deliveries sent': 1 });
    expect(unsent()).toEqual([]);
  });

  test('a message that the provider does not take now stays in the queue, hidden until its next attempt, and for an hour at most (R87)', async () => {
    const { installed, scripted, sends, hidden, unsent } = withSender();
    scripted.answers({ kind: 'later', reason: 'busy', after: 10 * MINUTE });
    const message = messageTo('ann');
    expect(await sends(message)).toEqual([message.body]);
    const [until = 0] = hidden();
    expect(until).toBeGreaterThanOrEqual(10 * MINUTE);
    expect(until).toBeLessThan(HOUR);
    expect(installed.metrics).toEqual({});
    scripted.answers({ kind: 'later', reason: 'busy', after: 20 * HOUR });
    installed.now = NOON + HOUR;
    await sends(message);
    expect(hidden()).toEqual([HOUR]);
    expect(unsent()).toEqual([]);
  });

  test('a provider that accepts nothing is counted as a halt of its channel, by the message that met it and by each that waits for it (R87)', async () => {
    const { installed, scripted, sends, hidden } = withSender();
    scripted.answers({ kind: 'later', reason: 'account paused', haltFor: 15 * MINUTE });
    expect(await sends(messageTo('ann'))).toHaveLength(1);
    expect(installed.metrics).toEqual({ 'ChannelHalted webhook': 1 });
    expect(await sends(messageTo('bob'), messageTo('cid'))).toHaveLength(2);
    expect(installed.metrics).toEqual({ 'ChannelHalted webhook': 3 });
    expect(scripted.requests).toHaveLength(1);
    expect(hidden().slice(1)).toEqual([15 * MINUTE, 15 * MINUTE]);
    installed.now = NOON + 16 * MINUTE;
    expect(await sends(messageTo('bob'), messageTo('ann'))).toEqual([]);
    expect(installed.metrics).toEqual({ 'ChannelHalted webhook': 3, 'Deliveries sent': 2 });
  });

  test('a message that waits for another reason counts as no halt', async () => {
    const { installed, scripted, sends } = withSender();
    scripted.answers({ kind: 'later', reason: 'busy' });
    await sends(messageTo('ann'));
    await sends(messageTo('ann'));
    expect(installed.metrics).toEqual({});
  });

  test('a message that was refused goes to the dead letters once, with its state and its reason in characters that SQS takes, and does not come again (R87)', async () => {
    const { installed, scripted, sends, unsent } = withSender();
    scripted.answers({ kind: 'refused', reason: 'gone\u0000\uffff 😀' });
    const message = messageTo('ann');
    for (let times = 0; times < 2; times++) expect(await sends(message)).toEqual([]);
    expect(unsent()).toEqual([{ body: message.body, code: 'REFUSED', reason: 'webhook: gone?? 😀' }]);
    expect(installed.metrics).toEqual({ 'Deliveries refused': 1, Unsent: 1 });
    expect(installed.warned).toEqual(['MESSAGE_UNSENT']);
  });

  test('a message that was refused is kept at its next receive if its function ended before it kept it (R87)', async () => {
    const { installed, scripted, sends, unsent } = withSender(breaks(RESOURCE_NAMES.unsentQueueUrl, 1));
    scripted.answers({ kind: 'refused', reason: 'gone' });
    const { body } = messageTo('ann');
    expect(await sends(record(body))).toEqual([body]);
    expect(unsent()).toEqual([]);
    expect(await sends(record(body, { times: 2 }))).toEqual([]);
    expect(unsent()).toMatchObject([{ body, code: 'REFUSED' }]);
    expect(installed.metrics).toMatchObject({ 'Deliveries refused': 1, Unsent: 1 });
  });

  test('a message that could not be sent for its whole time goes to the dead letters as expired (R87)', async () => {
    const { installed, scripted, sends, unsent } = withSender();
    scripted.answers({ kind: 'later', reason: 'busy' });
    const message = messageTo('ann');
    await sends(message);
    installed.now = NOON + 2 * DAY;
    expect(await sends(message)).toEqual([]);
    expect(unsent()).toMatchObject([{ code: 'EXPIRED', reason: 'webhook: busy' }]);
  });

  test('something that is no message of the connector goes to the dead letters, and delays no other (R87)', async () => {
    const { scripted, sends, unsent } = withSender();
    const others = [
      record('{'),
      record({ source: 'shop' }),
      record({ source: 'campaign-connector', 'detail-type': 'Message Dispatched' }),
    ];
    expect(await sends(...others, messageTo('ann'))).toEqual([]);
    expect(unsent().map(({ code }) => code)).toEqual(['NOT_A_MESSAGE', 'NOT_A_MESSAGE', 'NOT_A_MESSAGE']);
    expect(scripted.requests).toHaveLength(1);
  });

  test.each([
    { dispatchId: 7 },
    { version: '1' },
    { dispatchedAt: 0 },
    { sendBefore: 1_700_000_000_000 },
    { variant: null },
    { messages: [null] },
    { messages: [{ body: 'Hi' }] },
    { trigger: 'opened' },
    { statistics: 'yes' },
    { statistics: { day: '2026-12-01' } },
    { statistics: { day: 1, epoch: 1 } },
  ])(
    'a message of another producer of the bus that says %j goes to the dead letters at once, and writes nothing (R87)',
    async (fields) => {
      const { installed, scripted, sends, unsent } = withSender();
      const { detail, ...event } = JSON.parse(messageTo('ann').body);
      expect(await sends(record({ ...event, detail: { ...detail, ...fields } }))).toEqual([]);
      expect(unsent().map(({ code }) => code)).toEqual(['NOT_A_MESSAGE']);
      expect(scripted.requests).toEqual([]);
      expect(installed.warned).toEqual([]);
    },
  );

  test('a message comes again within seconds if a secret of the sender cannot be read, and the next call reads it again', async () => {
    const installed = new Installed();
    const scripted = createScriptedSender('webhook');
    let readings = 0;
    const handler = defineSenderHandler(async () => {
      readings += 1;
      if (readings === 1) throw new Error('the secret could not be read');
      const sender = { ...scripted, findTarget: () => ({ target: 'hooks.example' }) };
      return { senders: [sender], getLimits: async () => undefined };
    })(installed.lambda());
    expect(await handed(handler, [messageTo('ann')])).toHaveLength(1);
    expect(installed.warned).toEqual(['MESSAGE_FAILED']);
    expect(installed.standIns.sqs.visibilityChanges.map(({ seconds }) => seconds)).toEqual([5]);
    for (let times = 0; times < 2; times++) expect(await handed(handler, [messageTo('ann')])).toEqual([]);
    expect([readings, scripted.requests.length]).toEqual([2, 1]);
  });

  test('an installation in the mode off gives its provider nothing, and records the message as held back (R91)', async () => {
    stubEnvironment({ SENDING: 'off' });
    const { installed, scripted, sends, unsent } = withSender();
    expect(await sends(messageTo('ann'))).toEqual([]);
    expect(scripted.requests).toEqual([]);
    expect(unsent()).toEqual([]);
    expect(installed.metrics).toEqual({ 'Deliveries held-back': 1 });
  });

  test.each([
    ['', ''],
    ['loud', ''],
    ['live', '*'],
  ])(
    'a sender whose mode "%s" and list "%s" cannot be read sends nothing, and its messages stay in the queue (R91)',
    async (SENDING, SENDING_ALLOW) => {
      stubEnvironment({ SENDING, SENDING_ALLOW });
      const { scripted, sends } = withSender();
      expect(await sends(messageTo('ann'))).toHaveLength(1);
      expect(scripted.requests).toEqual([]);
    },
  );
});

describe('the handler of a sender that is invoked for a test', () => {
  beforeEach(() => stubEnvironment({ SENDING: 'live', SENDING_ALLOW: 'hooks.example' }));

  test('a sender that is invoked for a test sends it, marked and untracked, and answers what its provider answered (R91)', async () => {
    const { installed, scripted, handler, unsent } = withSender();
    const later = { kind: 'later', reason: 'busy', after: MINUTE } as const;
    scripted.answers({ kind: 'sent', providerId: 'p1' }, later);
    expect(await handler(testOf(), lasting(MINUTE))).toEqual({ kind: 'sent', providerId: 'p1' });
    expect(await handler(testOf({ part: 1 }), lasting(MINUTE))).toEqual(later);
    expect(scripted.requests).toMatchObject([
      {
        ...{ dispatchId: 'test:one', campaignId: 'hello', version: 3, part: 0, isTransactional: false },
        message: { url: 'https://hooks.example/', headers: { 'campaign-connector-test': 'true' } },
        tracking: { opens: false, clicks: false },
      },
      { dispatchId: 'test:one', part: 1 },
    ]);
    expect([installed.requests, installed.metrics, unsent()]).toEqual([[], {}, []]);
  });

  test('a sender does not call its provider for a test to a target that is not on its allow list, in the mode live (R91)', async () => {
    vi.stubEnv('SENDING_ALLOW', 'user:test-of-another,@hooks.example');
    const { scripted, handler } = withSender();
    expect(await handler(testOf(), lasting(MINUTE))).toEqual({ kind: 'not-allowed', reason: 'not-on-allow-list' });
    expect(scripted.requests).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['nothing', null, 'event that is no list of records of a queue'],
    ['an event of the bus', { source: 'shop', detail: {} }, 'test: expected'],
    ['records that are none', { Records: 'all' }, 'event that is no list of records of a queue'],
    ['a test without a target', testOf({ to: '' }), 'test.to: expected text'],
    ['a test on an unknown channel', testOf({ message: { channel: 'fax' } }), 'test.message.channel: expected one of'],
    ['a test on a channel of another sender', testOf({ message: { channel: 'email' } }), 'email: expected a channel'],
  ])('a sender that is invoked with %s fails, says what it expected, and sends nothing', async (_, event, expected) => {
    const { scripted, handler } = withSender();
    // Lambda passes whatever its caller sent.
    const invoked: (...invocation: never[]) => Promise<unknown> = handler;
    const failure = Reflect.apply(invoked, undefined, [event, lasting(MINUTE)]);
    await expect(failure).rejects.toMatchObject({ name: 'NotSentError', message: expect.stringContaining(expected) });
    expect(scripted.requests).toEqual([]);
  });

  test('an error of a sender that may have called its provider does not claim that the test was not sent', async () => {
    const { scripted, handler } = withSender();
    scripted.answers(new TypeError('broken'));
    await expect(handler(testOf(), lasting(MINUTE))).rejects.toMatchObject({ name: 'TypeError' });
  });
});
