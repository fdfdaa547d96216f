import { describe, expect, test } from 'vitest';
import { AlreadyRunningError } from '../../consumer/already-running-error.ts';
import type { ConsumerQueue, DeadLetterReason } from '../../consumer/consumer-queue.ts';
import { consumeBatch } from '../../consumer/define-consumer.ts';
import type { DispatchedMessage } from '../../consumer/dispatched-message.ts';
import { PermanentError } from '../../consumer/permanent-error.ts';
import type { QueueRecord } from '../../consumer/queue-event.ts';
import { HOUR, MINUTE, SECOND } from '../../core/contracts/time-span.ts';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const MESSAGE = {
  dispatchId: 'd1',
  campaignId: 'resend-welcome',
  version: 1,
  variant: 'short',
  userId: 'ada',
  messages: [{ channel: 'email', subject: 'Hello', body: 'Hello Ada' }],
  trigger: { userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' },
  dueAt: '2026-12-01T11:00:00.000Z',
  dispatchedAt: '2026-12-01T11:00:00.000Z',
  sendBefore: '2026-12-02T11:00:00.000Z',
  purpose: 'transactional',
  statistics: { day: '2026-12-01', epoch: 0 },
} as const satisfies Required<DispatchedMessage>;
const EVENT = { version: '0', source: 'campaign-connector', 'detail-type': 'Message Dispatched', detail: MESSAGE };

interface Delivered {
  readonly id?: string;
  readonly event?: object | string;
  readonly age?: number;
  readonly receives?: number;
}

function delivered({ id = 'm1', event = EVENT, age = 0, receives = 1 }: Delivered = {}): QueueRecord {
  return {
    messageId: id,
    receiptHandle: `handle of ${id}`,
    body: typeof event === 'string' ? event : JSON.stringify(event),
    attributes: { SentTimestamp: String(NOW - age), ApproximateReceiveCount: String(receives) },
  };
}

/** A queue that records its calls, and that fails if it is broken. */
class RecordingQueue implements ConsumerQueue {
  readonly postponed: [receiptHandle: string, delay: number][] = [];
  readonly deadLetters: [body: string, reason: DeadLetterReason][] = [];
  isBroken = false;

  async postpone(receiptHandle: string, delay: number): Promise<void> {
    if (this.isBroken) throw new Error('SQS is away');
    this.postponed.push([receiptHandle, delay]);
  }

  async sendToDeadLetters(body: string, reason: DeadLetterReason): Promise<void> {
    if (this.isBroken) throw new Error('SQS is away');
    this.deadLetters.push([body, reason]);
  }
}

/** Delivers a batch to a consumer which tries again for an hour. */
async function consume(
  records: readonly QueueRecord[],
  send: (message: DispatchedMessage) => Promise<unknown>,
  queue = new RecordingQueue(),
) {
  const warned: string[] = [];
  const deps = {
    queue,
    retryFor: HOUR,
    maxDelay: 15 * MINUTE,
    now: () => NOW,
    random: () => 0,
    log: { warn: (code: string) => warned.push(code) },
  };
  const { batchItemFailures } = await consumeBatch({ Records: records }, send, deps);
  return { queue, warned, failed: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

const fail = (error: Error) => () => Promise.reject(error);

describe('a consumer', () => {
  test('a consumer is called with each message of a batch, and lets the queue delete those that it has sent', async () => {
    const sent: DispatchedMessage[] = [];
    const { failed, queue } = await consume([delivered(), delivered({ id: 'm2' })], async (each) => sent.push(each));
    expect(sent).toEqual([MESSAGE, MESSAGE]);
    expect(failed).toEqual([]);
    expect([queue.postponed, queue.deadLetters]).toEqual([[], []]);
  });

  test('a consumer returns only the message of a batch that failed', async () => {
    const other = { ...EVENT, detail: { ...MESSAGE, userId: 'ben' } };
    const send = async ({ userId }: DispatchedMessage) => {
      if (userId === 'ben') throw new Error('503');
    };
    const { failed, warned } = await consume([delivered(), delivered({ id: 'm2', event: other })], send);
    expect(failed).toEqual(['m2']);
    expect(warned).toEqual(['MESSAGE_POSTPONED']);
  });

  test.each([
    [1, 5 * SECOND],
    [2, 10 * SECOND],
    [5, 80 * SECOND],
    [9, 15 * MINUTE],
    [800, 15 * MINUTE],
  ])('a consumer tries a message that failed for the %i. time again after %i ms', async (receives, delay) => {
    const { queue, failed } = await consume([delivered({ receives })], fail(new Error('503')));
    expect(queue.postponed).toEqual([['handle of m1', delay]]);
    expect(failed).toEqual(['m1']);
  });

  test('a consumer makes its last attempt when the time to try again ends', async () => {
    const record = delivered({ age: HOUR - MINUTE, receives: 9 });
    const { queue } = await consume([record], fail(new Error('503')));
    expect(queue.postponed).toEqual([['handle of m1', MINUTE]]);
  });

  test('a consumer moves a message that fails after the time to try again to the dead-letter queue with its reason, however often it was received', async () => {
    const record = delivered({ age: HOUR, receives: 2 });
    const { queue, failed, warned } = await consume([record], fail(new Error('503')));
    expect(queue.deadLetters).toEqual([[record.body, { code: 'RETRIES_EXHAUSTED', error: 'Error: 503' }]]);
    expect(failed, 'messages that come back').toEqual([]);
    expect(warned).toEqual(['MESSAGE_GIVEN_UP']);
  });

  test('a consumer moves a message with a permanent error to the dead-letter queue at once', async () => {
    const { queue, failed } = await consume([delivered()], fail(new PermanentError('no such address')));
    expect(queue.deadLetters).toEqual([
      [delivered().body, { code: 'PERMANENT_ERROR', error: 'PermanentError: no such address' }],
    ]);
    expect(failed).toEqual([]);
  });

  test.each([
    ['is no JSON', 'hello', 'message: expected JSON'],
    ['has another source', { ...EVENT, source: 'shop' }, 'source: expected "campaign-connector"'],
    [
      'is another event',
      { ...EVENT, 'detail-type': 'Campaign Published' },
      'detail-type: expected "Message Dispatched"',
    ],
    ['has no dispatch id', { ...EVENT, detail: { ...MESSAGE, dispatchId: '' } }, 'detail.dispatchId: expected an id'],
    ['has no messages', { ...EVENT, detail: { ...MESSAGE, messages: null } }, 'detail.messages: expected a list'],
  ])(
    'a consumer never calls your code with a body that %s, and keeps it as a dead letter',
    async (_, event, reason) => {
      const { queue } = await consume([delivered({ event })], fail(new Error('must not be called')));
      expect(queue.deadLetters).toEqual([
        [expect.anything(), { code: 'PERMANENT_ERROR', error: expect.stringContaining(reason) }],
      ]);
    },
  );

  test('a consumer takes a message of a channel and with fields that a later version may add', async () => {
    const later = { ...MESSAGE, priority: 1, messages: [{ channel: 'whatsapp', body: 'Hello' }] };
    const sent: DispatchedMessage[] = [];
    await consume([delivered({ event: { ...EVENT, detail: later } })], async (each) => sent.push(each));
    expect(sent[0]?.messages).toEqual(later.messages);
  });

  test('a consumer tries a message that another call is working on again when the lease of that call has ended', async () => {
    const { queue } = await consume([delivered()], fail(new AlreadyRunningError('d1', NOW + 2 * MINUTE)));
    expect(queue.postponed).toEqual([['handle of m1', 2 * MINUTE]]);
  });

  test('a consumer loses no message while SQS is away: the message comes back when its visibility timeout ends', async () => {
    const queue = new RecordingQueue();
    queue.isBroken = true;
    const records = [delivered(), delivered({ id: 'm2', age: 2 * HOUR })];
    const { failed, warned } = await consume(records, fail(new Error('503')), queue);
    expect(failed).toEqual(['m1', 'm2']);
    expect(warned).toEqual(['QUEUE_FAILED', 'QUEUE_FAILED']);
  });
});
