import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../core/contracts/time-span.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { openApi, received, resend, START } from '../harness/api/open-api.ts';
import { Installed } from '../harness/functions/in-container.ts';
import { opened } from '../harness/functions/opened.ts';

const isKnown = {
  Source: 'shop',
  DetailType: 'User Profile Updated',
  Detail: { userId: 'ada', attributes: { plan: 'gold' }, email: 'ada@example.com', consent: { email: 'optedIn' } },
};

/** Opens an interface in which a user waits whose profile is known. */
async function openWaiting() {
  const opened = openApi();
  await opened.publish(resend);
  await opened.put(isKnown, received('ada'), received('bob'));
  const countsOf = async (userId: string): Promise<Record<string, number>> => {
    const { stored } = (await opened.call('GET', `/erasures?userId=${userId}`)).body;
    return Object.fromEntries(stored.map(({ kind, count }: { kind: string; count: number }) => [kind, count]));
  };
  return { ...opened, countsOf };
}

describe('POST /erasures', () => {
  test('POST /erasures deletes a user: the answer says what happens next, and afterwards nothing is left (R65)', async () => {
    const { call, countsOf, machine } = await openWaiting();
    const { status, body } = await call('POST', '/erasures', { userId: 'ada' });
    expect([status, body]).toEqual([
      202,
      {
        userId: 'ada',
        eventId: expect.any(String),
        deletedAt: new Date(START).toISOString(),
        next: expect.stringContaining('User Erased'),
      },
    ]);
    await machine.advanceTo(START + HOUR);
    expect(new Set(Object.values(await countsOf('ada')))).toEqual(new Set([0]));
    expect((await call('GET', '/decisions?userId=ada')).body.decisions).toEqual([]);
    expect(await countsOf('bob')).toMatchObject({ rows: 1, waits: 1 });
  });

  test('POST /erasures may be repeated, and deletes a user of whom nothing is known (R65)', async () => {
    const { call } = openApi();
    for (let times = 0; times < 2; times++)
      expect((await call('POST', '/erasures', { userId: 'nobody' })).status).toBe(202);
  });

  test.each([{}, { userId: '' }, { userId: 5 }, { userId: 'x'.repeat(257) }, { userId: 'ada', all: true }])(
    'POST /erasures refuses %j, and says why',
    async (body) => {
      const { status, body: answer } = await openApi().call('POST', '/erasures', body);
      expect([status, answer.error.code]).toEqual([422, 'invalid-erasure']);
    },
  );

  test('POST /erasures puts the deletion into the queue of profiles on AWS, with an id and an instant (R65)', async () => {
    const installed = new Installed();
    const { status, body } = await opened(installed)('POST', '/erasures', { body: { userId: 'ada' } });
    const [message] = installed.standIns.sqs.in(RESOURCE_NAMES.profilesQueueUrl);
    expect(status).toBe(202);
    expect(JSON.parse(message?.body ?? '').events).toMatchObject([
      { 'detail-type': 'User Deleted', detail: { userId: 'ada', id: body.eventId, occurredAt: body.deletedAt } },
    ]);
  });
});

describe('GET /erasures', () => {
  test('GET /erasures counts what is stored of a user, and says for how long and what it cannot reach', async () => {
    const { call, countsOf } = await openWaiting();
    expect(await countsOf('ada')).toEqual({
      rows: 1,
      decisions: 1,
      waits: 1,
      seats: 1,
      profileFields: 2,
      contacts: 1,
      deliveries: 0,
      inboxMessages: 0,
    });
    const { body } = await call('GET', '/erasures?userId=ada');
    expect(body).toMatchObject({ userId: 'ada', erasure: { state: 'none' }, beyondReach: [] });
    for (const { keptFor } of body.stored) expect(keptFor).toMatch(/\w{4}/);
  });

  test('GET /erasures says since when an erasure runs, when its second sweep begins, and when it was done (R65)', async () => {
    const { call, machine } = await openWaiting();
    await call('POST', '/erasures', { userId: 'ada' });
    const state = async () => (await call('GET', '/erasures?userId=ada')).body.erasure;
    const instant = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
    await machine.advanceTo(START + MINUTE);
    expect(await state()).toEqual({
      state: 'running',
      deletedAt: instant(0),
      since: instant(0),
      sweep: 2,
      secondSweepAt: instant(15),
    });
    await machine.advanceTo(START + HOUR);
    expect(await state()).toEqual({ state: 'done', deletedAt: instant(0), erasedAt: instant(15) });
  });

  test('GET /erasures names on AWS the backups, logs and queues that an installation cannot reach', async () => {
    const { body } = await opened(new Installed())('GET', '/erasures?userId=ada');
    expect(body.beyondReach.map(({ place }: { place: string }) => place)).toEqual([
      'table-backups',
      'aws-logs',
      'archive',
      'dead-letters',
      'consumers',
      'providers',
    ]);
  });

  test('GET /erasures refuses a call without a valid id', async () => {
    for (const query of ['', '?userId=', `?userId=${'x'.repeat(257)}`])
      expect((await openApi().call('GET', `/erasures${query}`)).status).toBe(400);
  });
});

describe('GET /refused', () => {
  test('GET /refused lists the refused events that name a user, and the one with an id', async () => {
    const { call, put } = openApi();
    const broken = (userId: string) => ({ Source: 'shop', DetailType: 'User Behavior', Detail: { userId } });
    await put(broken('ada'), broken('bob'), broken('ada'));
    const { refused } = (await call('GET', '/refused?userId=ada')).body;
    expect(refused.map(({ entry }: { entry: unknown }) => entry)).toEqual([broken('ada'), broken('ada')]);
    const [{ id }] = refused;
    expect((await call('GET', `/refused?id=${encodeURIComponent(id)}`)).body).toEqual({ refused: [refused[0]] });
    expect((await call('GET', '/refused?id=none')).body).toEqual({ refused: [] });
    expect((await call('GET', '/refused')).body.refused).toHaveLength(3);
  });

  test('GET /refused finds a user with an id as short as a number only in fields for users, whatever form the entry has (R65)', async () => {
    const { call, put } = openApi();
    const ofOther = {
      Source: 'shop',
      DetailType: 'User Behavior',
      Detail: { userId: '2', productId: '1', properties: { size: '1' } },
    };
    const asText = { Source: 'shop', DetailType: 'User Behavior', Detail: '{ "userId" : "1", "behavior": "none" }' };
    const mistaken = { Source: 'shop', DetailType: 'User Behavior', Detail: { user_id: '1' } };
    const cut = {
      Source: 'shop',
      DetailType: 'User Behavior',
      Detail: JSON.stringify({ userId: '1', behavior: 'none', text: 'x'.repeat(100_000) }),
    };
    await put(ofOther, asText, mistaken, cut);
    const { refused } = (await call('GET', '/refused?userId=1')).body;
    expect(refused.map(({ cut: isCut, entry }: { cut?: true; entry: unknown }) => isCut ?? entry)).toEqual([
      asText,
      mistaken,
      true,
    ]);
  });
});
