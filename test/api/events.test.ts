import { expect, test } from 'vitest';
import { bought, openApi, received, resend } from '../harness/api/open-api.ts';

/** Creates JSON of a number of levels. */
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

test('each entry has its result, in order; a refused entry affects no other and is stored (R61)', async () => {
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
    id: '1',
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

test('a bad entry among good ones is the only one that is refused, whatever its fault is (R61)', async () => {
  const { call, publish } = openApi();
  await publish(resend);
  const good = (userId: string) => JSON.stringify(received(userId));
  const withProperties = (json: string) => good('bad').replace('"id":"r-bad"', `"properties":${json}`);
  const asText = (entry: string) =>
    JSON.stringify({ ...JSON.parse(entry), Detail: JSON.stringify(JSON.parse(entry).Detail) });
  const bad: Readonly<Record<string, string>> = {
    'deep object': withProperties(nested(300)),
    'deep text': good('bad').replace(/"Detail":.*$/, `"Detail":${JSON.stringify(nested(4_387))}}`),
    'deeper than any stack': withProperties(nested(100_000)),
    'too long': withProperties(JSON.stringify({ text: 'x'.repeat(256 * 1024) })),
    'too long as text': asText(withProperties(JSON.stringify({ text: 'x'.repeat(256 * 1024) }))),
    'a number that is none': withProperties('{ "sum": 1e400 }'),
    nothing: 'null',
    'no user': good(''),
  };
  const entries = Object.values(bad).flatMap((each, index) => [each, good(`ann-${index}`)]);
  const { status, body } = await call('POST', '/events', `{ "entries": [${entries.join()}] }`);
  expect(status).toBe(200);
  expect(body.entries.map((each: object) => 'eventId' in each)).toEqual(entries.map((_, index) => index % 2 === 1));
  for (const index of Object.keys(bad).keys()) {
    expect((await call('GET', `/users/ann-${index}/decisions`)).body.decisions).toHaveLength(1);
  }
  const { refused } = (await call('GET', '/refused')).body;
  expect(refused).toHaveLength(Object.keys(bad).length);
  expect(refused.map(({ cut = false }) => cut)).toEqual([true, false, true, true, true, false, false, false]);
  expect(refused[3]).toMatchObject({ entry: expect.stringMatching(/^\{"Source":"mailer"/), bytes: expect.any(Number) });
});

test('an entry with bytes that are not UTF-8 is the only one that is refused; a replacement character that was sent is text (R61)', async () => {
  const { app } = openApi();
  const text = (userId: string, city: string) => JSON.stringify(received(userId, { properties: { city } }));
  const latin1 = Buffer.from(text('ada', 'Köln'), 'latin1');
  const cutOff = Buffer.from(text('bob', '🦊')).filter((byte) => byte !== 0x8a);
  const mixed = Buffer.concat([
    Buffer.from(text('cyd', '\ufffd')).subarray(0, -4),
    Buffer.from([0xf0, 0x9f]),
    Buffer.from('\ufffd"}}}'),
  ]);
  const good = Buffer.from(text('dan', 'Köln \ufffd 🦊'));
  const body = Buffer.concat([
    Buffer.from('{"entries":['),
    ...[latin1, cutOff, mixed, good].flatMap((each, index) => [Buffer.from(index === 0 ? '' : ','), each]),
    Buffer.from(']}'),
  ]);
  const response = await app.request('/events', { method: 'POST', body });
  const { entries } = JSON.parse(await response.text());
  expect(entries).toEqual([
    ...Array(3).fill({
      errorCode: 'MalformedDetail',
      errorMessage: 'Detail.properties.city: expected text in UTF-8, found bytes that are not UTF-8',
    }),
    { eventId: 'r-dan' },
  ]);
});

test('a page of refused events fits into an answer, however long the events were, and the list ends', async () => {
  const { call, put, machine } = openApi();
  const long = (each: number) => ({ each, text: '"'.repeat(30_000) });
  for (let first = 0; first < 140; first += 20)
    await put(...Array.from({ length: 20 }, (_, each) => long(first + each)));
  const listed: unknown[] = [];
  let [cursor, pages] = ['', 0];
  do {
    const { body } = await call('GET', `/refused?cursor=${cursor}`);
    // A Lambda answers with this text as a string in JSON, of at most 6 MB.
    expect(JSON.stringify(JSON.stringify(body)).length).toBeLessThan(6_000_000);
    listed.push(...body.refused.map(({ entry }: { entry: { each: number } }) => entry.each));
    cursor = body.cursor ?? '';
    pages += 1;
  } while (cursor !== '');
  expect(listed).toEqual(Array.from({ length: 140 }, (_, each) => each));
  expect(pages).toBeGreaterThan(2);
  await machine.close();
});
