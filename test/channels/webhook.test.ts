import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseAllowedHosts } from '../../channels/webhook/allowed-hosts.ts';
import { createWebhookSender, type WebhookOptions } from '../../channels/webhook/https.ts';
import { decodeWebhookSecret, parseWebhookSecrets } from '../../channels/webhook/secrets.ts';
import type { SendRequest } from '../../core/contracts/sender.ts';
import { HOUR, SECOND } from '../../core/contracts/time-span.ts';
import { listenOnLoopback, startHttpServer } from '../harness/channels/http-servers.ts';
import { createEmailRequest } from '../harness/channels/requests.ts';

const secretOf = (bytes: string) => `whsec_${Buffer.from(bytes).toString('base64')}`;
const [NEWER, OLDER] = [secretOf('newer'.repeat(6)), secretOf('older'.repeat(6))];

function allow(list: string) {
  const parsed = parseAllowedHosts(list);
  if ('wrong' in parsed) throw new Error(`${parsed.wrong}: expected ${parsed.expected}`);
  return parsed.hosts;
}

const createRequest = (message: object, changes: Partial<SendRequest> = {}) =>
  createEmailRequest({ channel: 'webhook', subject: undefined, body: undefined, ...message }, changes);

const OPTIONS: WebhookOptions = { getSecrets: async () => [NEWER], now: () => Date.now(), timeout: 2_000 };
const LOOPBACK: WebhookOptions = { ...OPTIONS, allowedHosts: allow('127.0.0.1') };

const send = (request: SendRequest, options = LOOPBACK, signal = new AbortController().signal) =>
  createWebhookSender(options).send(request, signal);

/** Returns the headers of a request as a receiver passes them to the check of a signature. */
const textsOf = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

const ok = (response: { end: () => void }) => response.end();

describe('a webhook', () => {
  test('a webhook is sent with its method, its headers and its body, and signed (R88)', async () => {
    const { port, requests } = await startHttpServer(ok);
    const result = await send(
      createRequest({
        url: `http://127.0.0.1:${port}/hooks?a=b%20c`,
        method: 'PUT',
        headers: { 'X-Shop': 'eu', Authorization: 'Bearer a' },
        body: '{"name":"Grüße"}',
      }),
    );
    expect(result).toEqual({ kind: 'sent' });
    expect(requests).toMatchObject([
      {
        method: 'PUT',
        url: '/hooks?a=b%20c',
        body: '{"name":"Grüße"}',
        headers: {
          host: `127.0.0.1:${port}`,
          'x-shop': 'eu',
          authorization: 'Bearer a',
          'content-type': 'application/json',
          'content-length': '18',
          'webhook-id': 'dispatch_1-a',
          'user-agent': 'campaign-connector',
        },
      },
    ]);
    const [{ headers, body } = { headers: {}, body: '' }] = requests;
    expect(new Webhook(NEWER).verify(body, textsOf(headers))).toEqual({ name: 'Grüße' });
    expect(() => new Webhook(NEWER).verify(`${body} `, textsOf(headers))).toThrow('No matching signature');
    expect(() => new Webhook(OLDER).verify(body, textsOf(headers))).toThrow('No matching signature');
  });

  test('a webhook is signed with both secrets while they rotate (R88)', async () => {
    const { port, requests } = await startHttpServer(ok);
    const options = { ...LOOPBACK, getSecrets: async () => [NEWER, OLDER] };
    await send(createRequest({ url: `http://127.0.0.1:${port}`, body: '[1]' }), options);
    const [{ headers, body } = { headers: {}, body: '' }] = requests;
    for (const secret of [NEWER, OLDER]) expect(new Webhook(secret).verify(body, textsOf(headers))).toEqual([1]);
  });

  test('a webhook does not leave without a signature (R88)', async () => {
    const { port, requests } = await startHttpServer(ok);
    for (const secrets of [[], ['whsec_short'], [NEWER, 'nonsense']])
      await expect(
        send(createRequest({ url: `http://127.0.0.1:${port}` }), { ...LOOPBACK, getSecrets: async () => secrets }),
      ).rejects.toThrow('secrets of webhooks are missing');
    expect(requests).toEqual([]);
  });

  test('a repeat of a webhook has the same id and a new timestamp, and another part another id (R80)', async () => {
    const { port, requests } = await startHttpServer(ok);
    let now = 1_700_000_000_000;
    const options = { ...LOOPBACK, now: () => now };
    const request = createRequest({ url: `http://127.0.0.1:${port}` }, { dispatchId: 'a.b' });
    await send(request, options);
    now += 60 * SECOND;
    await send(request, options);
    await send({ ...request, part: 1 }, options);
    expect(requests.map(({ headers }) => [headers['webhook-id'], headers['webhook-timestamp']])).toEqual([
      ['a_b', '1700000000'],
      ['a_b', '1700000060'],
      ['a_b-1', '1700000060'],
    ]);
  });

  test('a message cannot set the headers of its signature or of the protocol (R88)', async () => {
    const { port, requests } = await startHttpServer(ok);
    const headers = {
      'Webhook-Id': 'a',
      'webhook-signature': 'v1,a',
      Host: 'metadata',
      'Content-Length': '1',
      Connection: 'upgrade',
      'Transfer-Encoding': 'chunked',
      'Proxy-Authorization': 'a',
      Cookie: 'a=b',
      'User-Agent': 'shop',
    };
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}`, headers, body: 'hello' }))).toEqual({
      kind: 'sent',
    });
    const [received] = requests;
    expect(received).toMatchObject({
      body: 'hello',
      headers: {
        'webhook-id': 'dispatch_1-a',
        host: `127.0.0.1:${port}`,
        'content-length': '5',
        connection: 'close',
        cookie: 'a=b',
        'user-agent': 'shop',
        'content-type': 'text/plain; charset=utf-8',
      },
    });
    expect(received?.headers).not.toHaveProperty('transfer-encoding');
    expect(received?.headers).not.toHaveProperty('proxy-authorization');
  });

  test.each([
    ['bad-header', { headers: { 'X-A': 'a\r\nX-B: b' } }],
    ['bad-header', { headers: { 'X-A': 'ü' } }],
    ['bad-header', { headers: { 'X A': 'a' } }],
    ['bad-header', { headers: { 'X-A': 3 } }],
    ['bad-request', { method: 'CONNECT' }],
    ['bad-request', { body: {} }],
  ])('a webhook is refused as %s: %j', async (reason, message) => {
    const { port, requests } = await startHttpServer(ok);
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}`, ...message }))).toEqual({
      kind: 'refused',
      reason,
    });
    expect(requests).toEqual([]);
  });

  test('a webhook with GET has no body, and its signature is that of an empty one', async () => {
    const { port, requests } = await startHttpServer(ok);
    await send(createRequest({ url: `http://127.0.0.1:${port}`, method: 'GET', body: '{"a":1}' }));
    const [{ headers, body, method } = { headers: {}, body: 'none', method: '' }] = requests;
    expect([method, body]).toEqual(['GET', '']);
    expect(headers).not.toHaveProperty('content-type');
    expect(headers).not.toHaveProperty('content-length');
    expect(new Webhook(NEWER).verify('', textsOf(headers))).toBeUndefined();
  });

  test('a webhook without a method is posted', async () => {
    const { port, requests } = await startHttpServer(ok);
    await send(createRequest({ url: `http://127.0.0.1:${port}` }));
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'content-length': '0' } }]);
  });

  test('the target of a webhook is its host (R91)', () => {
    const sender = createWebhookSender(OPTIONS);
    const target = (url: unknown) => sender.findTarget({ channel: 'webhook', url }, undefined);
    expect(target('https://Hooks.example.com/a')).toEqual({ target: 'hooks.example.com' });
    expect(target('http://hooks.example.com/a')).toEqual({ refused: 'not-https' });
    expect(target(undefined)).toEqual({ refused: 'not-a-url' });
    expect(sender).toMatchObject({ channel: 'webhook', isContained: false, afterUnknown: 'repeat' });
  });
});

describe('the answer to a webhook', () => {
  test.each([
    [200, { kind: 'sent' }],
    [204, { kind: 'sent' }],
    [301, { kind: 'refused', reason: 'HTTP 301' }],
    [304, { kind: 'refused', reason: 'HTTP 304' }],
    [400, { kind: 'refused', reason: 'HTTP 400' }],
    [404, { kind: 'refused', reason: 'HTTP 404' }],
    [410, { kind: 'refused', reason: 'gone' }],
    [408, { kind: 'later', reason: 'HTTP 408' }],
    [409, { kind: 'later', reason: 'HTTP 409' }],
    [425, { kind: 'later', reason: 'HTTP 425' }],
    [429, { kind: 'later', reason: 'HTTP 429' }],
    [500, { kind: 'later', reason: 'HTTP 500' }],
    [503, { kind: 'later', reason: 'HTTP 503' }],
  ])('the status %i of a webhook is read (R87)', async (status, result) => {
    const { port } = await startHttpServer((response) =>
      response.writeHead(status).end(status === 304 ? '' : 'SECRET'),
    );
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}` }))).toEqual(result);
  });

  test.each([
    ['7', 7 * SECOND],
    ['0', SECOND],
    ['999999', HOUR],
    ['Tue, 14 Nov 2023 22:13:50 GMT', 30 * SECOND],
    ['Tue, 14 Nov 2023 22:13:00 GMT', SECOND],
    ['-5', undefined],
    ['soon', undefined],
    ['1e9', undefined],
  ])('the wait that a receiver asks for with Retry-After: %s is obeyed within an hour (R87)', async (value, after) => {
    const { port } = await startHttpServer((response) => response.writeHead(429, { 'retry-after': value }).end());
    const result = await send(createRequest({ url: `http://127.0.0.1:${port}` }), {
      ...LOOPBACK,
      now: () => 1_700_000_000_000,
    });
    expect(result).toEqual({ kind: 'later', reason: 'HTTP 429', ...(after === undefined ? {} : { after }) });
  });

  test('a redirect of a webhook is not followed (R88)', async () => {
    const metadata = await startHttpServer(ok);
    const { port, requests } = await startHttpServer((response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${metadata.port}/latest/meta-data` }).end(),
    );
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}` }))).toEqual({
      kind: 'refused',
      reason: 'HTTP 307',
    });
    expect(requests).toHaveLength(1);
    expect(metadata.requests).toEqual([]);
  });

  test('a webhook is sent when its status comes, though the answer never ends', async () => {
    const { port } = await startHttpServer((response) => {
      response.writeHead(200).write('a');
    });
    const begun = performance.now();
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}` }))).toEqual({ kind: 'sent' });
    expect(performance.now() - begun).toBeLessThan(900);
  });

  test('an endless answer to a webhook is cut off', async () => {
    let closed = () => {};
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve;
    });
    let written = 0;
    const { port } = await startHttpServer((response) => {
      response.on('close', closed).writeHead(200);
      const write = () => {
        written += 64 * 1024;
        if (!response.destroyed) response.write('a'.repeat(64 * 1024), () => setImmediate(write));
      };
      write();
    });
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}` }))).toEqual({ kind: 'sent' });
    await isClosed;
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a receiver that does not answer', () => {
  /** Starts a server that treats its connections as told. */
  async function startTcpServer(onConnection: (socket: Socket) => void) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      onTestFinished(() => void socket.destroy());
      onConnection(socket);
    });
    onTestFinished(() => void server.close());
    return listenOnLoopback(server);
  }

  test('a webhook is sent later if no server listens (R80)', async () => {
    const server = createServer();
    const port = await listenOnLoopback(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await send(createRequest({ url: `http://127.0.0.1:${port}` }))).toEqual({
      kind: 'later',
      reason: 'ECONNREFUSED',
    });
  });

  test('a webhook is sent later if its host has no address (R80)', async () => {
    const options = { ...OPTIONS, resolve: async () => [] };
    expect(await send(createRequest({ url: 'https://hooks.example.com' }), options)).toEqual({
      kind: 'later',
      reason: 'ENOTFOUND',
    });
  });

  test('a webhook is sent later if its connection cannot be secured, and the server is asked for its name (R88)', async () => {
    let hello = '';
    const port = await startTcpServer((socket) =>
      socket.once('data', (data) => {
        hello = data.toString('latin1');
        socket.end('HTTP/1.1 200 OK\r\n\r\n');
      }),
    );
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const options = { ...OPTIONS, allowedHosts: allow('hooks.example.com'), resolve };
    const result = await send(createRequest({ url: `https://hooks.example.com:${port}`, body: 'a' }), options);
    expect(result).toMatchObject({ kind: 'later' });
    expect(hello).toContain('hooks.example.com');
    expect(asked).toEqual(['hooks.example.com']);
  });

  test('a webhook is refused by a receiver that switches the protocol in place of an answer, and delays no other (R87)', async () => {
    const port = await startTcpServer((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
    const result = await send(createRequest({ url: `http://127.0.0.1:${port}/` }));
    expect(result).toEqual({ kind: 'refused', reason: 'HTTP 101' });
  });

  test('it is unknown if a webhook was sent where the receiver hangs or closes after the request (R80)', async () => {
    const hanging = await startTcpServer((socket) => socket.resume());
    const request = (port: number) => createRequest({ url: `http://127.0.0.1:${port}`, body: '{}' });
    expect(await send(request(hanging), { ...LOOPBACK, timeout: 200 })).toEqual({
      kind: 'unknown',
      reason: 'no answer in time',
    });
    const closing = await startTcpServer((socket) => socket.once('data', () => socket.destroy()));
    expect(await send(request(closing))).toMatchObject({ kind: 'unknown' });
  });

  test('it is unknown if a webhook was sent whose attempt is aborted after the request (R80)', async () => {
    const controller = new AbortController();
    const { port } = await startHttpServer(() => controller.abort());
    const result = await send(createRequest({ url: `http://127.0.0.1:${port}` }), LOOPBACK, controller.signal);
    expect(result).toEqual({ kind: 'unknown', reason: 'no answer in time' });
  });

  test('a webhook is sent later whose attempt is aborted before the request (R80)', async () => {
    const { port, requests } = await startHttpServer(ok);
    const result = await send(createRequest({ url: `http://127.0.0.1:${port}` }), LOOPBACK, AbortSignal.abort());
    expect(result).toEqual({ kind: 'later', reason: 'no answer in time' });
    expect(requests).toEqual([]);
  });

  test('a resolver that hangs ends with the time of the attempt (R87)', async () => {
    const options = { ...OPTIONS, resolve: () => new Promise<never>(() => undefined), timeout: 100 };
    expect(await send(createRequest({ url: 'https://hooks.example.com' }), options)).toMatchObject({ kind: 'later' });
  });
});

describe('the hosts that webhooks may call', () => {
  test.each(['10.0.0.1', '169.254.169.254', '::1', '::ffff:10.0.0.1', 'fd00:ec2::254'])(
    'a name with the address %s is not called, also beside a public one (R88)',
    async (address) => {
      const family = address.includes(':') ? 6 : 4;
      const resolve = async () => [
        { address: '93.184.215.14', family: 4 },
        { address, family },
      ];
      expect(await send(createRequest({ url: 'https://hooks.example.com' }), { ...OPTIONS, resolve })).toEqual({
        kind: 'refused',
        reason: 'private-address',
      });
    },
  );

  test('a name is resolved once, at the connection, so that another answer a moment later reaches nothing (R88)', async () => {
    const answers = ['127.0.0.1', '10.0.0.1'];
    let asked = 0;
    const resolve = async () => [{ address: answers[asked++] ?? '10.0.0.2', family: 4 }];
    const { port, requests } = await startHttpServer(ok);
    const url = `http://rebinding.example:${port}`;
    const options = { ...OPTIONS, allowedHosts: allow('rebinding.example'), resolve };
    expect(await send(createRequest({ url }), options)).toEqual({ kind: 'sent' });
    expect(asked).toBe(1);
    expect(requests).toMatchObject([{ headers: { host: `rebinding.example:${port}` } }]);
    asked = 0;
    answers[0] = '93.184.215.14';
    answers[1] = '127.0.0.1';
    const result = await send(createRequest({ url: 'https://rebinding.example' }), {
      ...OPTIONS,
      resolve,
      timeout: 300,
    });
    expect(result).toMatchObject({ kind: 'later' });
    expect(asked).toBe(1);
  });

  test('nothing but the allowed hosts is called where there is a list of them (R88)', async () => {
    const { port, requests } = await startHttpServer(ok);
    const only = (list: string) => ({ ...OPTIONS, allowedHosts: allow(list) });
    const url = `http://127.0.0.1:${port}`;
    const refused = { kind: 'refused', reason: 'host-not-allowed' };
    expect(await send(createRequest({ url }), only('localhost'))).toEqual(refused);
    expect(await send(createRequest({ url }), only(`127.0.0.1:${port + 1}`))).toEqual(refused);
    expect(await send(createRequest({ url: 'https://hooks.example.com' }), only('127.0.0.1'))).toEqual(refused);
    expect(requests).toEqual([]);
    expect(await send(createRequest({ url }), only(`hooks.example.com, 127.0.0.1:${port},`))).toEqual({ kind: 'sent' });
  });

  test.each([
    ['hooks.example.com', [{ host: 'hooks.example.com' }]],
    ['LOCALHOST:8080,', [{ host: 'localhost', port: 8080 }]],
    ['[::1]:80, 10.0.0.1', [{ host: '[::1]', port: 80 }, { host: '10.0.0.1' }]],
    ['münchen.example', [{ host: 'xn--mnchen-3ya.example' }]],
    ['', []],
  ])('the list of allowed hosts "%s" is read (R88)', (list, hosts) => {
    expect(parseAllowedHosts(list)).toEqual({ hosts });
  });

  test.each([
    'https://a.example',
    'a b',
    'a.example/b',
    'a:b',
    'a.example:0',
    'a.example:70000',
    'u@a.example',
    '::1',
    ',a',
  ])('the list of allowed hosts "%s" is wrong (R88)', (list) => {
    expect(parseAllowedHosts(list)).toHaveProperty('wrong');
  });
});

describe('the secrets of webhooks', () => {
  test('the secrets of webhooks are read in their order, from commas or lines (R88)', () => {
    expect(parseWebhookSecrets(`${NEWER}, ${OLDER},`)).toEqual({ secrets: [NEWER, OLDER] });
    expect(parseWebhookSecrets(`${NEWER}\r\n${OLDER}\n`)).toEqual({ secrets: [NEWER, OLDER] });
    expect(decodeWebhookSecret(NEWER)?.toString()).toBe('newer'.repeat(6));
  });

  test.each([
    ['', 0],
    [NEWER.slice('whsec_'.length), 1],
    [`${NEWER},whsec_!!!`, 2],
    [secretOf('a'.repeat(23)), 1],
    [secretOf('a'.repeat(65)), 1],
    [`${NEWER.slice(0, -1)}`, 1],
    [Array.from({ length: 6 }, () => NEWER).join(), 6],
  ])('a list of secrets is refused without its text', (text, wrong) => {
    const parsed = parseWebhookSecrets(text);
    expect(parsed).toEqual({ wrong, expected: expect.stringContaining('whsec_ and Base64') });
    expect(JSON.stringify(parsed)).not.toContain(NEWER.slice(8));
  });
});
