import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterEach, expect, test } from 'vitest';
import { MAX_BODY_BYTES } from '../../api/limit-body.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { type RunningServer, startServer } from '../../server/server.ts';
import { checkAnswer } from '../harness/api/check-answer.ts';
import { bought, received, resend, START, silent } from '../harness/api/open-api.ts';

const servers: RunningServer[] = [];
afterEach(async () => {
  for (const serving of servers.splice(0)) await serving.stop();
});

async function start(clockStart?: number) {
  const clock = clockStart === undefined ? {} : { clockStart };
  const machine = openRuntime({ directory: ':memory:', ...clock, log: silent });
  const serving = await startServer(machine, { port: 0, currentsToken: undefined, log: silent });
  servers.push(serving);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
    const init = { method, ...(body === undefined ? { headers } : json) };
    const response = await fetch(`${serving.url}${path}`, init);
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      body: JSON.parse(await response.text()),
    };
  };
  const publish = async (definition: { readonly id: string; readonly [field: string]: unknown }) => {
    await call('PUT', `/campaigns/${definition.id}`, definition);
    return call('POST', `/campaigns/${definition.id}/publish`);
  };
  return { url: serving.url, call, publish };
}

function sdk(endpoint: string) {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  return new EventBridgeClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

function putEntry({ Source, DetailType, Detail }: ReturnType<typeof bought | typeof received>) {
  return { EventBusName: 'campaign-connector', Source, DetailType, Detail: JSON.stringify(Detail) };
}

test('a PutEvents body that is not UTF-8 is refused with that reason, so that two users never become one (R61)', async () => {
  const { url } = await start(START);
  const body = new Uint8Array(Buffer.from(JSON.stringify({ Entries: [putEntry(bought('josé'))] }), 'latin1'));
  const headers = { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' };
  const response = await fetch(url, { method: 'POST', body, headers });
  expect([response.status, JSON.parse(await response.text())]).toEqual([
    400,
    { __type: 'SerializationException', message: expect.stringContaining('expected text in UTF-8, found byte 0xE9') },
  ]);
});

test('the AWS SDK puts events, and reads which of them were refused', async () => {
  const { call, publish, url } = await start(START);
  await publish(resend);
  const entries = [
    { ...putEntry(received('ada')), Time: new Date(START) },
    { ...putEntry(bought('ada')), DetailType: 'Weather' },
    { ...putEntry(bought('ada')), EventBusName: 'another' },
  ];
  const answer = await sdk(url).send(new PutEventsCommand({ Entries: entries }));
  expect(answer.FailedEntryCount).toBe(2);
  expect(answer.Entries).toEqual([
    { EventId: 'r-ada' },
    { ErrorCode: 'UnknownDetailType', ErrorMessage: expect.stringContaining('Weather') },
    { ErrorCode: 'UnknownBus', ErrorMessage: expect.stringContaining('another') },
  ]);
  expect((await call('GET', '/users/ada/decisions')).body.decisions).toHaveLength(1);
});

test('an entry that the AWS SDK puts and that is nested too deep is refused alone (R61)', async () => {
  const { call, url } = await start(START);
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const entries = [9_000, 300, 64].map((levels) => ({ ...putEntry(bought('ada')), Detail: nested(levels) }));
  const answer = await sdk(url).send(new PutEventsCommand({ Entries: [putEntry(bought('ada')), ...entries] }));
  expect(answer.Entries?.map(({ ErrorMessage = '' }) => ErrorMessage.split(';')[0])).toEqual([
    '',
    'Detail: expected at most 64 levels, found more',
    'Detail: expected at most 64 levels, found more',
    'Detail.userId: expected text of 1 to 256 characters, found nothing',
  ]);
  expect((await call('GET', '/refused')).body.refused).toHaveLength(3);
});

test('dispatched messages are listed in pages, each message once (R71)', async () => {
  const { call, publish } = await start(START);
  await publish({ ...resend, delay: 'none', exceptions: [] });
  const users = Array.from({ length: 30 }, (_, each) => `user-${each}`);
  for (const each of users) {
    await call('POST', '/events', { entries: [received(each, { properties: { text: 'x'.repeat(200_000) } })] });
  }
  const listed: string[] = [];
  let [cursor, pages] = ['', 0];
  do {
    const { body } = await call('GET', `/dispatches?cursor=${cursor}`);
    expect(JSON.stringify(body).length).toBeLessThan(4_010_000);
    listed.push(...body.dispatches.map(({ userId }: { userId: string }) => userId));
    cursor = body.cursor ?? '';
    pages += 1;
  } while (cursor !== '');
  expect([listed, pages]).toEqual([users, 2]);
});

test('a request of the AWS SDK with more than ten entries is refused', async () => {
  const { url } = await start(START);
  const entries = (length: number) => Array.from({ length }, (_, each) => putEntry(bought('ada', `b-${each}`)));
  const answer = await sdk(url).send(new PutEventsCommand({ Entries: entries(10) }));
  expect(answer.FailedEntryCount).toBe(0);
  const tooMany = sdk(url).send(new PutEventsCommand({ Entries: entries(11) }));
  await expect(tooMany).rejects.toMatchObject({ name: 'ValidationException' });
});

test('malformed PutEvents and other operations are refused as AWS refuses them', async () => {
  const { call } = await start(START);
  const put = { 'x-amz-target': 'AWSEvents.PutEvents' };
  for (const body of [{}, { Entries: [] }, { Entries: 'all' }]) {
    const refused = await call('POST', '/', body, put);
    expect(refused).toMatchObject({ status: 400, type: 'application/x-amz-json-1.1' });
    expect(refused.body).toEqual({ __type: 'ValidationException', message: expect.stringContaining('Entries') });
  }
  const other = await call('POST', '/', {}, { 'x-amz-target': 'AWSEvents.ListRules' });
  expect([other.status, other.body.__type]).toEqual([400, 'UnknownOperationException']);
  expect((await call('POST', '/', {})).status).toBe(400);
});

test('a manual clock processes everything that is due on its way, and returns its instant', async () => {
  const { call, publish } = await start(START);
  await publish(resend);
  await call('POST', '/events', { entries: [received('ada')] });
  expect((await call('GET', '/clock')).body).toEqual({ now: '2026-12-01T09:00:00.000Z' });
  const moved = await call('POST', '/clock', { advance: '7 days' });
  expect(moved).toMatchObject({ status: 200, body: { now: '2026-12-08T09:00:00.000Z' } });
  await call('POST', '/clock', { to: '2026-12-08T10:30:00+01:00' });
  const { dispatches, ...rest } = (await call('GET', '/dispatches')).body;
  expect(rest).toEqual({ next: expect.any(String) });
  expect(dispatches).toEqual([
    expect.objectContaining({ campaignId: 'resend-welcome', userId: 'ada', dueAt: '2026-12-08T09:00:00.000Z' }),
  ]);
  expect((await call('POST', '/clock', { to: '2026-12-08T09:29:59Z' })).body.error.code).toBe('clock-backwards');
  expect((await call('POST', '/clock', { to: '2026-12-08T09:29:59Z' })).status).toBe(409);
});

test('a move of the clock without a target, or with two, is answered 400', async () => {
  const { call } = await start(START);
  const wrong = [
    {},
    { advance: 'a while' },
    { advance: 7 },
    { to: 'tomorrow' },
    { to: 5 },
    { advance: '999999999 weeks' },
  ];
  for (const body of [...wrong, { advance: '1 day', to: '2026-12-08T09:00:00Z' }]) {
    expect(await call('POST', '/clock', body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid-move' } },
    });
  }
  expect((await call('GET', '/clock')).body).toEqual({ now: '2026-12-01T09:00:00.000Z' });
});

test('moves of the clock and events that arrive at the same time are processed one after the other', async () => {
  const { call, publish } = await start(START);
  await publish(resend);
  const events = Array.from({ length: 20 }, (_, each) =>
    call('POST', '/events', { entries: [received(`user-${each}`)] }),
  );
  const moves = Array.from({ length: 20 }, () => call('POST', '/clock', { advance: '1 day' }));
  for (const { status } of await Promise.all([...events, ...moves])) expect(status).toBe(200);
  expect((await call('GET', '/clock')).body).toEqual({ now: '2026-12-21T09:00:00.000Z' });
  await call('POST', '/clock', { advance: '8 days' });
  expect((await call('GET', '/dispatches')).body.dispatches).toHaveLength(20);
});

test('the clock of the machine is neither shown nor moved', async () => {
  const { call } = await start();
  for (const method of ['GET', 'POST']) {
    const body = method === 'POST' ? { advance: '1 day' } : undefined;
    expect(await call(method, '/clock', body)).toMatchObject({
      status: 409,
      body: { error: { code: 'clock-not-manual' } },
    });
  }
});

test('with the clock of the machine a message is dispatched when it is due, without a request', {
  timeout: 30_000,
}, async () => {
  const { call, publish } = await start();
  await publish({ ...resend, delay: '1 second' });
  await call('POST', '/events', { entries: [received('ada')] });
  await expect.poll(async () => (await call('GET', '/dispatches')).body.dispatches.length, { timeout: 25_000 }).toBe(1);
  expect((await call('GET', '/health')).body).toEqual({ status: 'ok' });
});

test('a body of 4 MiB is read over a connection, and a longer one is answered 413', { timeout: 30_000 }, async () => {
  const { url } = await start(START);
  const post = (length: number, headers: Record<string, string>) =>
    new Promise((resolve, reject) => {
      const json = { 'content-type': 'application/json', ...headers };
      const posting = request(`${url}/events`, { method: 'POST', headers: json }, (response) => {
        const { statusCode: status = 0 } = response;
        text(response)
          .then((text) => checkAnswer({ method: 'POST', path: '/events', status, text }))
          .then(() => resolve(status), reject);
      });
      posting.on('error', reject);
      posting.write(JSON.stringify({ entries: [bought('ada')] }).padEnd(1_000));
      posting.end(' '.repeat(length - 1_000));
    });
  const announced = (length: number) => post(length, { 'content-length': String(length) });
  const chunked = (length: number) => post(length, { 'transfer-encoding': 'chunked' });
  for (const way of [announced, chunked]) {
    expect(await way(MAX_BODY_BYTES)).toBe(200);
    expect(await way(MAX_BODY_BYTES + 1)).toBe(413);
    expect(await way(MAX_BODY_BYTES * 5)).toBe(413);
  }
});

test('a reader that polls for messages from next receives each message once', async () => {
  const { call, publish } = await start(START);
  await publish({ ...resend, delay: '1 day' });
  const first = (await call('GET', '/dispatches')).body;
  expect(first).toEqual({ dispatches: [], next: expect.any(String) });
  expect((await call('GET', `/dispatches?cursor=${first.next}`)).body).toEqual(first);
  await call('POST', '/events', { entries: [received('ada')] });
  await call('POST', '/clock', { advance: '2 days' });
  const second = (await call('GET', `/dispatches?cursor=${first.next}`)).body;
  expect(second).toEqual({ dispatches: [expect.objectContaining({ userId: 'ada' })], next: expect.any(String) });
  const third = (await call('GET', `/dispatches?cursor=${second.next}`)).body;
  expect(third).toEqual({ dispatches: [], next: second.next });
  expect((await call('GET', `/refused?cursor=${second.next}`)).body.error.code).toBe('broken-cursor');
});

test('an invalid cursor of dispatches is answered 400, and a wrong method on a local path is answered 405', async () => {
  const { call } = await start(START);
  expect((await call('GET', '/dispatches?cursor=x')).body.error.code).toBe('broken-cursor');
  expect((await call('DELETE', '/clock')).status).toBe(405);
});
