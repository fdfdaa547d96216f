import { describe, expect, test } from 'vitest';
import { createAwsDeadLetterQueues } from '../../adapters/aws/dead-letter-queues.ts';
import { createSqliteDeadLetterQueues } from '../../adapters/sqlite/dead-letter-queues.ts';
import { createSqliteServices } from '../../adapters/sqlite/services.ts';
import { SqliteStore } from '../../adapters/sqlite/store.ts';
import type { DeadLetterQueueName } from '../../core/contracts/dead-letter-queues.ts';
import { FORWARDED_AT_ATTRIBUTE } from '../../core/contracts/message-marks.ts';
import { DAY, SECOND } from '../../core/contracts/time-span.ts';
import type { DeadLetterQueues } from '../../core/dead-letters.ts';
import { type StandInMessage, StandInSQS } from '../doubles/sqs.ts';
import { type Around, Tally } from '../doubles/tally.ts';
import { NOON } from '../harness/adapters/sample.ts';

const ACCOUNT = 'https://sqs.eu-west-1.amazonaws.com/123456789012/';
const [EVENTS, SES, MESSAGES] = [`${ACCOUNT}events`, `${ACCOUNT}ses-events`, `${ACCOUNT}messages`];
const arnOf = (queue: string) => `arn:aws:sqs:eu-west-1:123456789012:${queue}`;
const text = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Opens dead-letter queues over a stand-in of SQS. */
function openAws({ around, calls = Number.POSITIVE_INFINITY }: { around?: Around; calls?: number } = {}) {
  const dead = new Map<DeadLetterQueueName, { url: string; sourceUrl?: string }>([
    ['events', { url: `${ACCOUNT}events-dead` }],
    ['undelivered', { url: `${ACCOUNT}undelivered` }],
    ['ses-events', { url: `${ACCOUNT}ses-dead`, sourceUrl: SES }],
    ['unsent-emails', { url: `${ACCOUNT}unsent` }],
  ]);
  const sqs = new StandInSQS([...[...dead.values()].map(({ url }) => url), EVENTS, SES, MESSAGES], new Tally());
  let left = calls;
  const queues = createAwsDeadLetterQueues({
    queues: sqs.client(around),
    readUrls: async () => dead,
    listTimeout: 50,
    hasTimeLeft: () => left-- > 0,
  });
  const put = (name: DeadLetterQueueName, message: Partial<StandInMessage> & Pick<StandInMessage, 'body'>) =>
    received(name).push({ attributes: {}, sentAt: NOON, ...message });
  const received = (name: DeadLetterQueueName) => sqs.in(dead.get(name)?.url ?? '');
  return { queues, sqs, put, dead: received };
}

/** Opens the dead-letter queues of one machine. */
function openLocal() {
  const store = new SqliteStore(':memory:');
  const log = { warn: () => undefined, logDecisions: () => undefined };
  const services = createSqliteServices(store, { clock: { now: () => NOON }, log });
  return { store, services, queues: createSqliteDeadLetterQueues(services) };
}

interface Opened {
  readonly queues: DeadLetterQueues;
  /** Puts a body into the dead letters of events. */
  put(body: object): void;
  /** Returns the bodies that were put again, to be processed once more. */
  returned(): unknown[];
}

const ADAPTERS: readonly (readonly [name: string, open: () => Opened])[] = [
  [
    'on AWS',
    () => {
      const { queues, sqs, put } = openAws();
      return {
        queues,
        put: (body) => put('events', { body: JSON.stringify(body), sourceArn: arnOf('events') }),
        returned: () => sqs.in(EVENTS).map(({ body }) => JSON.parse(body)),
      };
    },
  ],
  [
    'on one machine',
    () => {
      const { queues, services } = openLocal();
      const failed = { attempts: 1, dueAt: NOON + DAY, error: 'the row broke' };
      return {
        queues,
        put: (entry) => services.inbox.add({ entry, entryId: 'any', at: NOON }, failed),
        returned: () =>
          services.inbox
            .listFailing(NOON)
            .flatMap(({ item, dueAt }) => ('entry' in item && dueAt <= NOON ? item.entry : [])),
      };
    },
  ],
];

describe.each(ADAPTERS)('dead letters %s', (_, open) => {
  test('dead letters are counted, and a sample of ten shows their bodies and changes nothing', async () => {
    const { queues, put, returned } = open();
    for (let each = 0; each < 12; each += 1) put({ each });
    expect(await queues.listNames()).toContain('events');
    expect(await queues.list()).toContainEqual({ name: 'events', messages: 12 });
    const sample = await queues.sample('events');
    expect(sample.map(({ body }) => JSON.parse(body))).toEqual(Array.from({ length: 10 }, (__, each) => ({ each })));
    expect(sample[0]).toMatchObject({ at: NOON, attempts: 1, canRetry: true });
    expect(new Set(sample.map(({ id }) => id)).size).toBe(10);
    expect(await queues.list()).toContainEqual({ name: 'events', messages: 12 });
    expect(returned()).toEqual([]);
  });

  test('a retry puts every dead letter again', async () => {
    const { queues, put, returned } = open();
    for (let each = 0; each < 25; each += 1) put({ each });
    expect(await queues.retry('events')).toEqual({ retried: 25, left: 0, isDone: true });
    expect(returned()).toHaveLength(25);
    expect(returned()).toEqual(expect.arrayContaining(Array.from({ length: 25 }, (__, each) => ({ each }))));
  });

  test('an empty queue of dead letters has an empty sample, and a retry of it puts nothing', async () => {
    const { queues } = open();
    expect(await queues.list()).toContainEqual({ name: 'events', messages: 0 });
    expect(await queues.sample('events')).toEqual([]);
    expect(await queues.retry('events')).toEqual({ retried: 0, left: 0, isDone: true });
  });
});

describe('dead letters in SQS', () => {
  test('a message that was moved by SQS returns with its own attributes, by which it counts as redriven, and is deleted only then', async () => {
    const forwarded = { [FORWARDED_AT_ATTRIBUTE]: { DataType: 'Number', StringValue: String(NOON) } };
    const { queues, sqs, put, dead } = openAws();
    put('events', { body: '{}', attributes: forwarded, sourceArn: arnOf('events') });
    await queues.retry('events');
    expect(sqs.in(EVENTS)).toMatchObject([{ body: '{}', attributes: forwarded }]);
    expect(dead('events')).toEqual([]);
  });

  test('an event that EventBridge could not deliver goes to the queue that it names, without the reasons, and one for a function stays', async () => {
    const { queues, sqs, put, dead } = openAws();
    const reasons = { RULE_ARN: text('rule'), ERROR_CODE: text('NO_PERMISSIONS'), ERROR_MESSAGE: text('denied') };
    put('undelivered', { body: '{"detail":{}}', attributes: { ...reasons, TARGET_ARN: text(arnOf('events')) } });
    const lambda = text('arn:aws:lambda:eu-west-1:123456789012:function:check-waves');
    put('undelivered', { body: '{"clock":1}', attributes: { ...reasons, TARGET_ARN: lambda } });
    expect(await queues.sample('undelivered')).toMatchObject([
      { code: 'NO_PERMISSIONS', message: 'denied', canRetry: true },
      { code: 'NO_PERMISSIONS', canRetry: false },
    ]);
    sqs.received.showAll();
    expect(await queues.retry('undelivered')).toEqual({ retried: 1, left: 1, isDone: true });
    expect(sqs.in(EVENTS)).toEqual([{ body: '{"detail":{}}', attributes: {} }]);
    expect(dead('undelivered').map(({ body }) => body)).toEqual(['{"clock":1}']);
  });

  test('a message whose delivery has ended stays unsent, and one that was never tried is sent again (R87)', async () => {
    const { queues, sqs, put, dead } = openAws();
    const ended = { ERROR_CODE: text('REFUSED'), ERROR_MESSAGE: text('email: no such mailbox') };
    put('unsent-emails', { body: '"ended"', attributes: ended });
    put('unsent-emails', { body: '"crashed"', sourceArn: arnOf('messages') });
    const undelivered = { RULE_ARN: text('rule'), TARGET_ARN: text(arnOf('messages')), ERROR_CODE: text('THROTTLED') };
    put('unsent-emails', { body: '"undelivered"', attributes: undelivered });
    expect((await queues.sample('unsent-emails')).map(({ canRetry }) => canRetry)).toEqual([false, true, true]);
    sqs.received.showAll();
    expect(await queues.retry('unsent-emails')).toEqual({ retried: 2, left: 1, isDone: true });
    expect(sqs.in(MESSAGES).map(({ body }) => body)).toEqual(['"crashed"', '"undelivered"']);
    expect(dead('unsent-emails').map(({ body }) => body)).toEqual(['"ended"']);
  });

  test('a report that SNS could not deliver goes to the queue of the events of SES, though it names none', async () => {
    const { queues, sqs, put } = openAws();
    put('ses-events', { body: '{}', attributes: { ErrorCode: text('403'), ErrorMessage: text('denied') } });
    expect(await queues.sample('ses-events')).toMatchObject([{ code: '403', message: 'denied', canRetry: true }]);
    sqs.received.showAll();
    expect(await queues.retry('ses-events')).toMatchObject({ retried: 1 });
    expect(sqs.in(SES)).toEqual([{ body: '{}', attributes: {} }]);
  });

  test('a message that its queue does not take stays a dead letter, and the retry fails', async () => {
    const refuses: Around = async (request, perform) => {
      if (request.startsWith('SendMessageBatch')) throw new Error('AccessDenied');
      return perform();
    };
    const { queues, put, dead } = openAws({ around: refuses });
    put('events', { body: '{}', sourceArn: arnOf('events') });
    await expect(queues.retry('events')).rejects.toThrow('AccessDenied');
    expect(dead('events')).toHaveLength(1);
  });

  test('a message that its queue does not take holds up no other, and the call that puts nothing again says why', async () => {
    const { queues, sqs, put, dead } = openAws();
    put('undelivered', { body: '"gone"', attributes: { TARGET_ARN: text(arnOf('removed')) } });
    for (let each = 0; each < 25; each += 1)
      put('undelivered', { body: '{}', attributes: { TARGET_ARN: text(arnOf('events')) } });
    expect(await queues.retry('undelivered')).toEqual({ retried: 25, left: 1, isDone: false });
    expect(sqs.in(EVENTS)).toHaveLength(25);
    expect(dead('undelivered').map(({ body }) => body)).toEqual(['"gone"']);
    sqs.received.showAll();
    await expect(queues.retry('undelivered')).rejects.toThrow('removed');
  });

  test('a retry that runs out of time says that it is not done, and the next one goes on', async () => {
    const { queues, put, sqs } = openAws({ calls: 2 });
    for (let each = 0; each < 35; each += 1) put('events', { body: '{}', sourceArn: arnOf('events') });
    expect(await queues.retry('events')).toEqual({ retried: 20, left: 0, isDone: false });
    expect(sqs.in(EVENTS)).toHaveLength(20);
  });

  test('a queue that cannot be read, or does not answer, has an error in the list, and the others their number', async () => {
    const around: Around = async (request, perform) => {
      if (request.endsWith('events-dead')) throw new Error('AccessDenied: no');
      if (request.endsWith('unsent')) await new Promise((resolve) => setTimeout(resolve, SECOND));
      return perform();
    };
    const { queues } = openAws({ around });
    expect(await queues.list()).toEqual([
      { name: 'events', error: 'Error: AccessDenied: no' },
      { name: 'undelivered', messages: 0 },
      { name: 'ses-events', messages: 0 },
      { name: 'unsent-emails', error: 'SQS did not answer within 0.05 s' },
    ]);
  });
});

describe('dead letters in the store', () => {
  test('an entry that waits for its first attempt is no dead letter; one that failed is, with its error, and one that cannot be read, too', async () => {
    const { queues, services, store } = openLocal();
    const { inbox } = services;
    inbox.add({ entry: 'new', entryId: 'any', at: NOON });
    inbox.add({ entry: 'claimed', entryId: 'any', at: NOON }, { attempts: 0, dueAt: NOON + 5 * SECOND });
    inbox.add({ entry: 'failed', entryId: 'any', at: NOON }, { attempts: 1, dueAt: NOON + SECOND, error: 'it broke' });
    store.run("INSERT INTO inbox (seq, body, attempts, due_at) VALUES (9, 'not JSON', 0, ?)", NOON + DAY);
    const sample = await queues.sample('events');
    expect(sample).toMatchObject([
      { body: '"failed"', attempts: 1, nextAttemptAt: NOON + SECOND, message: 'it broke', at: NOON },
      { body: 'not JSON', attempts: 0, code: 'UnreadableData' },
    ]);
    expect(await queues.list()).toEqual([{ name: 'events', messages: 2 }]);
    expect(await queues.retry('events')).toMatchObject({ retried: 2 });
    expect(inbox.nextDueAt()).toBe(NOON);
  });
});
