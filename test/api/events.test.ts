import { expect, test } from 'vitest';
import { bought, openApi, received } from './open-api.ts';

test('each entry has its result, in order; one that is refused is refused alone, and kept (R61)', async () => {
  const { call, put } = openApi();
  const unknown = { Source: 'shop', DetailType: 'Weather', Detail: {} };
  const ahead = bought('cyd');
  const { status, body } = await put(
    received('ada'),
    unknown,
    'nonsense',
    { ...bought('bob'), Detail: JSON.stringify(bought('bob').Detail) },
    { ...ahead, Detail: { ...ahead.Detail, occurredAt: '2026-12-01T09:05:01Z' } },
  );
  expect(status).toBe(200);
  expect(body.entries).toEqual([
    { eventId: 'r-ada' },
    { errorCode: 'UnknownDetailType', errorMessage: expect.stringContaining('Weather') },
    { errorCode: 'MalformedEntry', errorMessage: expect.any(String) },
    { eventId: 'b-bob' },
    { errorCode: 'InTheFuture', errorMessage: expect.any(String) },
  ]);
  const { refused } = (await call('GET', '/refused')).body;
  expect(refused).toHaveLength(3);
  expect(refused[0]).toEqual({
    at: '2026-12-01T09:00:00.000Z',
    code: 'UnknownDetailType',
    message: expect.any(String),
    entry: unknown,
  });
});

test('a call carries 1 to 1,000 entries', async () => {
  const { call, put } = openApi();
  const entries = Array.from({ length: 1_001 }, (_, each) => bought('ada', `b-${each}`));
  expect((await put(...entries.slice(1))).body.entries).toHaveLength(1_000);
  for (const body of [{ entries }, { entries: [] }, {}, [], { entries: 'all' }, null]) {
    const refused = await call('POST', '/events', body);
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid-entries', details: [{ path: 'entries' }] } },
    });
  }
});

test('refused events are listed five hundred at a time', async () => {
  const { call, put } = openApi();
  await put(...Array.from({ length: 501 }, (_, each) => each));
  const first = (await call('GET', '/refused')).body;
  const second = (await call('GET', `/refused?cursor=${first.cursor}`)).body;
  expect([first.refused.length, second.refused.length, second.refused[0].entry]).toEqual([500, 1, 500]);
  expect(second.cursor).toBeUndefined();
});
