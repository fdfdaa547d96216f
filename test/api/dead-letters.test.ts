import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { openApi, received, START } from '../harness/api/open-api.ts';

type Opened = ReturnType<typeof openApi>;

/** Stores an entry whose processing failed, with a delay until its next attempt. */
function fail({ machine }: Opened, entry: unknown, delay = SECOND): void {
  machine.services.inbox.add(
    { entry, entryId: 'e1', at: START },
    { attempts: 2, dueAt: START + delay, error: 'Error: it broke' },
  );
}

const sample = async ({ call }: Opened) => (await call('GET', '/dead-letters/events')).body.sample;

describe('GET /dead-letters', () => {
  test('GET /dead-letters lists every queue with its impact on users and its number of messages', async () => {
    const opened = openApi();
    fail(opened, received('ada'));
    expect((await opened.call('GET', '/dead-letters')).body).toEqual({
      queues: [
        {
          name: 'events',
          impact: 'users get messages that these events should have cancelled, or are not enrolled.',
          messages: 1,
        },
      ],
    });
  });

  test('GET /dead-letters/{queue} shows why a message failed, when it is tried again, and the users and events that it names', async () => {
    const opened = openApi();
    fail(opened, received('ada'));
    expect(await sample(opened)).toEqual([
      {
        id: '1',
        at: '2026-12-01T09:00:00.000Z',
        attempts: 2,
        nextAttemptAt: '2026-12-01T09:00:01.000Z',
        message: 'Error: it broke',
        userIds: ['ada'],
        eventIds: ['r-ada'],
        body: JSON.parse(JSON.stringify(received('ada'))),
        canRetry: true,
      },
    ]);
  });

  test('GET /dead-letters/{queue} finds the users of a pack, of an event of the bus and of any body with a userId, and none in other text', async () => {
    const opened = openApi();
    const event = (userId: string) => ({ source: 'shop', detail: { id: `of ${userId}`, userId } });
    fail(opened, { pack: 1, events: [event('ada'), event('ben'), event('ada')] });
    fail(opened, event('cid'));
    fail(opened, { userId: 'dan', cutAt: 1 });
    fail(opened, 'eve');
    expect((await sample(opened)).map(({ userIds }: { userIds: string[] }) => userIds)).toEqual([
      ['ada', 'ben'],
      ['cid'],
      ['dan'],
      [],
    ]);
  });

  test('GET /dead-letters/{queue} cuts a body over 64 KiB, and shows one that is nested too deep as text', async () => {
    const opened = openApi();
    const long = { userId: 'ada', text: 'ä'.repeat(40_000) };
    fail(opened, long);
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
    fail(opened, deep);
    const [cut, text] = await sample(opened);
    expect(cut).toMatchObject({ cut: true, bytes: Buffer.byteLength(JSON.stringify(long)), userIds: ['ada'] });
    expect(Buffer.byteLength(cut.body)).toBeLessThanOrEqual(64 * 1024);
    expect(JSON.stringify(long).startsWith(cut.body)).toBe(true);
    expect(text).toMatchObject({ body: JSON.stringify(deep), userIds: [] });
  });

  test.each([
    ['GET', '/dead-letters/none'],
    ['GET', '/dead-letters/undelivered'],
    ['POST', '/dead-letters/none/retry'],
  ])('%s %s is 404 where the installation has no such queue, and names those that it has', async (method, path) => {
    const { status, body } = await openApi().call(method, path);
    expect([status, body.error.code, body.error.message]).toEqual([
      404,
      'unknown-queue',
      `queue: expected one of events, found ${path.split('/')[2]}`,
    ]);
  });
});

describe('POST /dead-letters/{queue}/retry', () => {
  test('POST /dead-letters/{queue}/retry has a failing event processed now instead of at its next attempt', async () => {
    const opened = openApi();
    const entry = {
      Source: 'shop',
      DetailType: 'User Profile Updated',
      Detail: { userId: 'ada', attributes: { a: 1 } },
    };
    fail(opened, entry, 10 * MINUTE);
    await opened.machine.runDue();
    expect(await sample(opened)).toHaveLength(1);
    expect(await opened.call('POST', '/dead-letters/events/retry')).toMatchObject({
      status: 200,
      body: { retried: 1, left: 0, isDone: true },
    });
    await opened.machine.runDue();
    expect(await sample(opened)).toEqual([]);
    expect((await opened.call('GET', '/profile?userId=ada')).body).toMatchObject({ attributes: { a: 1 } });
  });

  test('a failing event keeps the error of its latest attempt, and becomes a refused event after the sixth', async () => {
    const opened = openApi();
    const { machine, call } = opened;
    Object.assign(machine.services.profiles, {
      update: async () => {
        throw new Error('the store broke');
      },
    });
    fail(
      opened,
      { Source: 'shop', DetailType: 'User Profile Updated', Detail: { userId: 'ada', attributes: { a: 1 } } },
      0,
    );
    await machine.runDue();
    expect(await sample(opened)).toMatchObject([{ attempts: 3, message: 'Error: the store broke' }]);
    for (let attempt = 4; attempt <= 6; attempt += 1) {
      await call('POST', '/dead-letters/events/retry');
      await machine.runDue();
    }
    expect(await sample(opened)).toEqual([]);
    expect((await call('GET', '/refused')).body.refused).toMatchObject([
      { code: 'InternalFailure', message: 'processing failed 6 times: Error: the store broke' },
    ]);
  });
});
