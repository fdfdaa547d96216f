import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Host, parseHost } from '../../server/hosts.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { type RunningServer, startServer } from '../../server/server.ts';
import { checkAnswer } from '../harness/api/check-answer.ts';
import { bought, resend, START, silent } from '../harness/api/open-api.ts';

const servers: RunningServer[] = [];
let port = 0;
beforeAll(async () => {
  port = await open([]);
});
afterAll(() => Promise.all(servers.map((serving) => serving.stop())));

async function open(allowedHosts: readonly Host[]): Promise<number> {
  const machine = openRuntime({ directory: ':memory:', clockStart: START, log: silent });
  const serving = await startServer(machine, { port: 0, currentsToken: 'secret', allowedHosts, log: silent });
  servers.push(serving);
  return Number(new URL(serving.url).port);
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly code: string | undefined;
  readonly text: string;
}

/** Sends a request as it stands: no client adds a header, or leaves one out. The answer is checked against the document. */
async function send(to: number, lines: readonly string[], body = ''): Promise<Answer> {
  const answer = await exchange(to, lines, body);
  const [method = '', target = ''] = (lines[0] ?? '').split(' ');
  const path = target.startsWith('/') || !URL.canParse(target) ? target : new URL(target).pathname;
  // The body may be sent as a chunk, with its length before it.
  const text = answer.text.slice(answer.text.indexOf('{'), answer.text.lastIndexOf('}') + 1);
  if (method !== 'HEAD') await checkAnswer({ method, path, status: answer.status, text });
  return answer;
}

function exchange(to: number, [line, ...headers]: readonly string[], body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(to, '127.0.0.1');
    let all = '';
    socket.on('data', (chunk) => {
      all += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', text = ''] = all.split('\r\n\r\n');
      const status = Number(head.split(' ')[1]);
      resolve({ status, head: head.toLowerCase(), code: /"code":"([^"]+)"/.exec(text)?.[1], text });
    });
    socket.write([line, ...headers, 'Connection: close', '', body].join('\r\n'));
  });
}

const json = 'Content-Type: application/json';
const own = () => `Host: 127.0.0.1:${port}`;
const write = (path: string, headers: readonly string[], body = '') => {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return send(port, [`POST ${path} HTTP/1.1`, own(), ...length, ...headers], body);
};
const EVENTS = JSON.stringify({ entries: [bought('ada')] });

test('a page whose host name was bound to this machine can read no campaign, no user and no event', async () => {
  for (const host of ['evil.example', `evil.example:${port}`, `localhost.evil.example:${port}`, `127.0.0.2:${port}`])
    for (const path of ['/campaigns', '/health', '/refused', '/openapi.json', '/dispatches', '/nothing']) {
      const answer = await send(port, [`GET ${path} HTTP/1.1`, `Host: ${host}`]);
      expect([host, answer.status, answer.code]).toEqual([host, 421, 'unknown-host']);
      expect(answer.text).toContain(`expected one of 127.0.0.1:${port}, localhost:${port}`);
      expect(answer.text).toContain('ALLOWED_HOSTS');
    }
});

test('a request with one of the names of this machine as its host is answered, in any spelling', async () => {
  for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', 'localhost.', '[::1]'])
    for (const target of ['/health', `http://${host}:${port}/health`]) {
      const answer = await send(port, [`GET ${target} HTTP/1.1`, `Host: ${host}:${port}`]);
      expect([target, host, answer.status, answer.text]).toEqual([target, host, 200, '{"status":"ok"}']);
    }
});

test('a host with another port, or without one if the port is not 80, is refused as another server', async () => {
  for (const host of ['127.0.0.1', 'localhost', '[::1]', `localhost:${port + 1}`, 'localhost:80']) {
    const answer = await send(port, ['GET /health HTTP/1.1', `Host: ${host}`]);
    expect([host, answer.status, answer.code]).toEqual([host, 421, 'unknown-host']);
  }
});

test('a host that is missing, invalid or repeated is answered 400 with what was expected', async () => {
  const broken = [[], ['Host:'], ['Host: a b'], ['Host: localhost:'], ['Host: localhost:99999'], [own(), own()]];
  const evil = [own(), `Host: evil.example:${port}`];
  for (const version of ['1.0', '1.1'])
    for (const hosts of [
      ...broken,
      evil,
      evil.toReversed(),
      [`Host: x@localhost:${port}`],
      [`Host: ${'a'.repeat(99)}/`],
    ]) {
      const answer = await send(port, [`GET /campaigns HTTP/${version}`, ...hosts]);
      expect([hosts, answer.status, answer.code]).toEqual([hosts, 400, 'invalid-host']);
      expect(answer.text).toContain('"path":"host"');
    }
});

test('a request target that names another host is refused, whatever the Host header is', async () => {
  const foreign = [`http://evil.example:${port}/campaigns`, 'http://evil.example/campaigns', `HTTPS://evil.example/`];
  for (const target of foreign) {
    const answer = await send(port, [`GET ${target} HTTP/1.1`, own()]);
    expect([target, answer.status, answer.code]).toEqual([target, 421, 'unknown-host']);
  }
  for (const target of [`http://127.0.0.1:${port}@evil.example/`, 'ftp://127.0.0.1/', '*']) {
    const answer = await send(port, [`OPTIONS ${target} HTTP/1.1`, own()]);
    expect([target, answer.status]).toEqual([target, 400]);
  }
  const answer = await send(port, [`GET http://127.0.0.1:${port}/campaigns HTTP/1.1`, 'Host: evil.example']);
  expect([answer.status, answer.code]).toEqual([421, 'unknown-host']);
});

test('a page of another site can archive no campaign and put no event, in whatever way it posts', async () => {
  await send(
    port,
    ['PUT /campaigns/resend-welcome HTTP/1.1', own(), json, `Content-Length: ${JSON.stringify(resend).length}`],
    JSON.stringify(resend),
  );
  const origins = [
    'https://evil.example',
    `http://evil.example:${port}`,
    `http://localhost:${port + 1}`,
    'http://localhost',
    'null',
    '',
  ];
  const strange = [
    `http://localhost:${port}.evil.example`,
    `http://x@localhost:${port}`,
    `ftp://localhost:${port}`,
    `localhost:${port}`,
  ];
  const sites = ['cross-site', 'same-site', 'Same-Origin', 'same-origin, cross-site'];
  const headers = [
    ...[...origins, ...strange].map((origin) => `Origin: ${origin}`),
    ...sites.map((site) => `Sec-Fetch-Site: ${site}`),
  ];
  for (const header of headers)
    for (const [path, body] of [
      ['/campaigns/resend-welcome/archive', ''],
      ['/campaigns/resend-welcome/publish', ''],
      ['/events', EVENTS],
      ['/clock', '{"advance":"1 day"}'],
      ['/', '{"Entries":[]}'],
      ['/nothing', ''],
    ] as const) {
      const answer = await write(path, [json, header], body);
      expect([header, path, answer.status, answer.code]).toEqual([header, path, 403, 'foreign-origin']);
      expect(answer.text).toContain(header.startsWith('Origin') ? '"path":"origin"' : '"path":"sec-fetch-site"');
    }
  const both = await write(
    '/clock',
    [json, `Origin: http://localhost:${port}`, 'Origin: https://evil.example'],
    '{"advance":"1 day"}',
  );
  expect(both.code).toBe('foreign-origin');
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const answer = await send(port, [
      `${method} /campaigns/resend-welcome HTTP/1.1`,
      own(),
      'Origin: https://evil.example',
      'Access-Control-Request-Method: PUT',
    ]);
    expect([method, answer.status, answer.head.includes('access-control')]).toEqual([method, 403, false]);
  }
  const { text } = await send(port, ['GET /campaigns/resend-welcome HTTP/1.1', own()]);
  expect(JSON.parse(text)).toMatchObject({ status: 'draft', version: 1 });
  expect((await send(port, ['GET /clock HTTP/1.1', own()])).text).toBe('{"now":"2026-12-01T09:00:00.000Z"}');
});

test('a form or a script of another site cannot send JSON, because other content types are answered 415', async () => {
  for (const type of [
    'Content-Type: text/plain',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Type: multipart/form-data; boundary=a',
    'Content-Type: text/plain; a=application/json',
    'Content-Type: application/jsonp',
    'Content-Type:',
    'X-None: 1',
  ]) {
    const answer = await write('/events', [type], EVENTS);
    expect([type, answer.status, answer.code]).toEqual([type, 415, 'unsupported-media-type']);
    expect(answer.text).toContain('content-type: expected application/json');
    const chunked = await write('/events', [type, 'Transfer-Encoding: chunked'], '').catch(() => undefined);
    expect([type, chunked?.status]).toEqual([type, 415]);
  }
});

test('pages of this server, programs and the command line can make changes', async () => {
  for (const type of [
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON ;x=y',
    'application/x-amz-json-1.1',
    'application/yaml',
    'Application/YAML; charset=utf-8',
  ])
    for (const from of [
      'X-None: 1',
      `Origin: http://127.0.0.1:${port}`,
      `Origin: http://localhost:${port}`,
      `Origin: HTTP://[::1]:${port}`,
      'Sec-Fetch-Site: same-origin',
      'Sec-Fetch-Site: none',
    ]) {
      const answer = await write('/events', [`Content-Type: ${type}`, from], EVENTS);
      expect([type, from, answer.status]).toEqual([type, from, 200]);
    }
  const ours = ['User-Agent: curl/8.14.1', 'Accept: */*'];
  expect((await write('/campaigns/resend-welcome/publish', ours)).status).toBe(200);
  expect((await write('/campaigns/resend-welcome/publish', [...ours, 'Content-Length: 0'])).status).toBe(200);
  const form = 'Content-Type: application/x-www-form-urlencoded';
  expect((await write('/campaigns/resend-welcome/stop', [...ours, form, 'Content-Length: 0'])).status).toBe(200);
});

test('the requests of the AWS command line and of Braze Currents are accepted', async () => {
  const entry = { ...bought('ada'), Detail: JSON.stringify(bought('ada').Detail) };
  const amz = [
    'X-Amz-Target: AWSEvents.PutEvents',
    'Content-Type: application/x-amz-json-1.1',
    'Authorization: AWS4-HMAC-SHA256 any',
  ];
  const put = await write('/', amz, JSON.stringify({ Entries: [entry] }));
  expect([put.status, JSON.parse(put.text)]).toMatchObject([200, { FailedEntryCount: 0 }]);
  const currents = await write(
    '/ingest/currents',
    ['Content-Type: application/json', 'Authorization: Bearer secret'],
    '{"events":[]}',
  );
  expect([currents.status, currents.text]).toEqual([200, '{"accepted":0,"skipped":0,"rejected":[]}']);
});

test('a page of another site may send a read request, but no answer allows its browser to show the content', async () => {
  for (const method of ['GET', 'HEAD'])
    for (const path of ['/campaigns', '/decisions?userId=ada', '/openapi.json']) {
      const answer = await send(port, [
        `${method} ${path} HTTP/1.1`,
        own(),
        'Origin: https://evil.example',
        'Sec-Fetch-Site: cross-site',
      ]);
      expect([path, answer.status, answer.head.includes('access-control')]).toEqual([path, 200, false]);
    }
});

test('a host of ALLOWED_HOSTS is answered: with its port, with any port if none is named, without one if it is 80 or 443', async () => {
  const hosts = ['Console.Example', 'proxy.example:8443', 'tls.example:443', '[fd00::1]'].map(parseHost);
  const to = await open(hosts.filter((host) => host !== undefined));
  const health = async (host: string) => (await send(to, ['GET /health HTTP/1.1', `Host: ${host}`])).status;
  const allowed = [
    'console.example',
    'CONSOLE.EXAMPLE.:1234',
    'proxy.example:8443',
    'tls.example',
    'tls.example:443',
    '[FD00::1]:1',
  ];
  for (const host of [...allowed, `localhost:${to}`]) expect([host, await health(host)]).toEqual([host, 200]);
  for (const host of ['proxy.example', 'proxy.example:8444', 'tls.example:80', 'a.console.example', 'localhost:8443'])
    expect([host, await health(host)]).toEqual([host, 421]);
  const publish = async (origin: string) => {
    const answer = await send(to, [
      'POST /campaigns/none/publish HTTP/1.1',
      `Host: localhost:${to}`,
      `Origin: ${origin}`,
    ]);
    return answer.code;
  };
  expect(await publish('https://console.example')).toBe('unknown-campaign');
  expect(await publish('https://tls.example')).toBe('unknown-campaign');
  expect(await publish('https://other.example')).toBe('foreign-origin');
});

test('a path with dot segments is refused, and does not answer about another user (R70)', async () => {
  for (const path of [
    '/users/../decisions',
    '/users/./decisions',
    '/users/%2e%2E/decisions',
    '/users/a/../b/decisions',
    '/..',
    '/campaigns/x/..?a=b',
  ]) {
    const answer = await send(port, [`GET ${path} HTTP/1.1`, own()]);
    expect([path, answer.status, answer.code]).toEqual([path, 400, 'dot-segments']);
  }
  for (const path of [
    '/users/.../decisions',
    '/users/a%2F..%2Fb/decisions',
    '/decisions?userId=..',
    '/decisions?userId=a/../b',
  ])
    expect([path, (await send(port, [`GET ${path} HTTP/1.1`, own()])).status]).toEqual([path, 200]);
});
