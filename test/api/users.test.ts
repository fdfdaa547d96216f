import { expect, test } from 'vitest';
import { bought, openApi, received, resend } from '../harness/api/open-api.ts';

test('the decisions about a user are listed oldest first, with their reasons (R70)', async () => {
  const { call, machine, publish, put } = openApi();
  await publish(resend);
  await publish({ ...resend, id: 'another', exceptions: [] });
  await put(received('a/b'));
  await machine.advanceTo(Date.UTC(2026, 11, 2));
  await put(bought('a/b'));
  const { status, body } = await call('GET', '/users/a%2Fb/decisions');
  expect(status).toBe(200);
  expect(body.cursor).toBeUndefined();
  expect(body.decisions.map(({ campaignId, decision }: Record<string, string>) => [campaignId, decision])).toEqual([
    ['another', 'enrolled'],
    ['resend-welcome', 'enrolled'],
    ['resend-welcome', 'cancelled'],
  ]);
  expect(body.decisions[2]).toEqual({
    at: '2026-12-02T00:00:00.000Z',
    campaignId: 'resend-welcome',
    decision: 'cancelled',
    reason: 'exception',
    eventId: 'b-a/b',
    dueAt: '2026-12-08T09:00:00.000Z',
    enrollmentId: expect.any(String),
    triggeredAt: '2026-12-01T09:00:00.000Z',
    exception: '{"behavior":"purchase.made"}',
  });
  const narrowed = await call('GET', '/users/a%2Fb/decisions?campaignId=another');
  expect(narrowed.body.decisions).toHaveLength(1);
});

test('decisions are listed by an id in the query as by one in the path, whatever the id is (R70)', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  await publish({ ...resend, id: 'another' });
  for (const user of ['.', '..', 'a/../b', 'ada']) {
    await put(received(user));
    const { status, body } = await call('GET', `/decisions?userId=${encodeURIComponent(user)}`);
    expect([user, status, body.decisions.length]).toEqual([user, 200, 2]);
    expect(body.decisions[0].eventId).toBe(`r-${user}`);
  }
  expect((await call('GET', '/decisions?userId=ada')).body).toEqual((await call('GET', '/users/ada/decisions')).body);
  expect((await call('GET', '/decisions?userId=ada&campaignId=another')).body.decisions).toHaveLength(1);
  expect((await call('GET', '/decisions?userId=nobody')).body).toEqual({ decisions: [] });
});

test('a list of decisions without a valid user id is refused with a description of ids; an id of 256 characters is valid', async () => {
  const { call } = openApi();
  const long = 'ü'.repeat(256);
  expect((await call('GET', `/decisions?userId=${long}`)).status).toBe(200);
  expect((await call('GET', `/users/${long}/decisions`)).status).toBe(200);
  await call('PUT', '/campaigns/resend-welcome', resend);
  const enrollments = '/campaigns/resend-welcome/enrollments?userId=';
  const wrong = ['/decisions', '/decisions?userId=', `/decisions?userId=${long}x`, `/users/${long}x/decisions`];
  for (const path of [...wrong, enrollments, `${enrollments}${long}x`]) {
    const { status, body } = await call('GET', path);
    expect([status, body.error.code]).toEqual([400, 'invalid-user-id']);
    expect(body.error.message).toMatch(/^userId: expected text of 1 to 256 characters, found /);
    expect(body.error.details).toEqual([{ path: 'userId', found: expect.any(String), expected: expect.any(String) }]);
  }
});

test('the decision about a message that was not sent names the channel, the field and the fault (R75)', async () => {
  const { call, machine, publish, put } = openApi();
  await publish({ ...resend, messages: [{ channel: 'email', subject: 'Hi', body: '{{ user.first_name }}' }] });
  await put(received('ada'));
  await machine.advanceTo(Date.UTC(2026, 11, 9));
  const { body } = await call('GET', '/users/ada/decisions');
  expect(body.decisions.at(-1)).toMatchObject({
    decision: 'withheld',
    reason: 'blank',
    detail: 'email body: it shows nothing',
  });
});

test('a user about whom nothing was decided has no decisions', async () => {
  expect((await openApi().call('GET', '/users/nobody/decisions')).body).toEqual({ decisions: [] });
});

test('decisions are listed a hundred at a time', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  await put(
    ...Array.from({ length: 60 }, (_, each) => [
      received('ada', { id: `r-${each}` }),
      bought('ada', `b-${each}`),
    ]).flat(),
  );
  const first = (await call('GET', '/users/ada/decisions')).body;
  const second = (await call('GET', `/users/ada/decisions?cursor=${first.cursor}`)).body;
  expect([first.decisions.length, second.decisions.length, second.cursor]).toEqual([100, 20, undefined]);
});

test('a user whose id has 256 characters of any kind is found by it; an id with half a character is refused (R61)', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  const userId = '🦊'.repeat(256);
  const { body } = await put(received(userId, { id: 'r-1' }), received(`${userId}x`), received('ada\ud83e'));
  expect(body.entries).toEqual([
    { eventId: 'r-1' },
    { errorCode: 'MalformedDetail', errorMessage: expect.stringContaining('1 to 256 characters') },
    { errorCode: 'MalformedDetail', errorMessage: expect.stringContaining('half of a surrogate pair') },
  ]);
  const { decisions } = (await call('GET', `/users/${encodeURIComponent(userId)}/decisions`)).body;
  expect(decisions).toMatchObject([{ decision: 'enrolled', eventId: 'r-1' }]);
});

test('a page fits into the answer of a Lambda even if every id has the maximum length', async () => {
  const { call, publish, put } = openApi();
  await publish(resend);
  const max = (each: number) => `${'\u0001'.repeat(253)}${String(each).padStart(3, '0')}`;
  const ids = Array.from({ length: 100 }, (_, each) => max(each));
  await put(...ids.flatMap((id) => [received(max(0), { id }), received(id, { id }), bought(id, id)]));
  for (const path of [`/users/${encodeURIComponent(max(0))}/decisions`, '/campaigns/resend-welcome/enrollments']) {
    const { status, body } = await call('GET', path);
    expect(status).toBe(200);
    expect(body.decisions ?? body.enrollments).toHaveLength(100);
    expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(4_000_000);
  }
});

test('the text by which a user is found in the log is the id, where ids are not hashed', async () => {
  const { call } = openApi();
  expect(await call('GET', '/log-id?userId=ada')).toMatchObject({ status: 200, body: { userId: 'ada', logId: 'ada' } });
  for (const query of ['', '?userId=', `?userId=${'a'.repeat(300)}`]) {
    expect((await call('GET', `/log-id${query}`)).status).toBe(400);
  }
});

test('decisions are listed newest first on request, in pages that no later decision moves (R70)', async () => {
  const { call, machine, publish, put } = openApi();
  await publish(resend);
  const pairs = Array.from({ length: 75 }, (_, each) => [
    received('ada', { id: `r-${each}` }),
    bought('ada', `b-${each}`),
  ]);
  await put(...pairs.slice(0, 60).flat());
  const list = async (query = '') => (await call('GET', `/users/ada/decisions?order=newest${query}`)).body;
  const eventsOf = ({ decisions }: { decisions: { eventId: string }[] }) => decisions.map(({ eventId }) => eventId);
  const oldest = await call('GET', '/users/ada/decisions?order=oldest');
  expect(oldest.body).toEqual((await call('GET', '/users/ada/decisions')).body);
  const second = (await call('GET', `/users/ada/decisions?order=oldest&cursor=${oldest.body.cursor}`)).body;
  const all = [...eventsOf(oldest.body), ...eventsOf(second)];
  const first = await list();
  await machine.advanceTo(Date.UTC(2026, 11, 2));
  await put(...pairs.slice(60).flat());
  const rest = await list(`&cursor=${first.cursor}`);
  expect([...eventsOf(first), ...eventsOf(rest)]).toEqual(all.toReversed());
  expect(rest.cursor).toBeUndefined();
  expect(await call('GET', '/decisions?userId=ada&order=random')).toMatchObject({
    status: 400,
    body: { error: { code: 'unknown-order', message: 'order: expected one of oldest, newest, found random' } },
  });
  expect((await call('GET', `/users/ada/decisions?cursor=${first.cursor}`)).body.error.code).toBe('broken-cursor');
});
