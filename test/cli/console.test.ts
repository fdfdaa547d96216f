import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findConsoleCall } from '../../cli/console/console-calls.ts';
import { isProductionStage } from '../../cli/console/installation-session.ts';
import { type ServedConsole, serveConsole } from '../../cli/console/serve-console.ts';
import { MANAGEMENT_CALLS } from '../../core/contracts/calls.ts';
import { openFolder } from '../../server/console/console-source.ts';
import { OTHER_SERVER } from '../harness/api/other-server.ts';
import { command, startInstallation } from '../harness/cli/installation.ts';
import { type RecordingProxy, startRecordingProxy } from '../harness/cli/recording-proxy.ts';
import { freePort, listening } from '../harness/processes.ts';
import { BUILT, writeBuiltConsole } from '../harness/server/built-console.ts';
import { type RawAnswer, sendRaw } from '../harness/server/send-raw.ts';

const FOLDER = writeBuiltConsole();
const JSON_TYPE = 'Content-Type: application/json';

let installation: Awaited<ReturnType<typeof startInstallation>>;
let proxy: RecordingProxy;
let answered: number | undefined;
beforeAll(async () => {
  installation = await startInstallation();
  proxy = await startRecordingProxy(
    () => installation.endpoint,
    async () => answered,
  );
});
afterAll(async () => {
  await proxy.stop();
  await installation.stop();
});

let served: ServedConsole;
let lines: string[];
let port = 0;
let token = '';
const open = async (options: Partial<Parameters<typeof serveConsole>[0]> = {}): Promise<void> => {
  lines = [];
  served = await serveConsole({
    ...{ endpoint: proxy.endpoint, port: 0, wantsWrite: true, allowsProduction: false },
    source: openFolder(FOLDER),
    report: (line) => lines.push(line),
    ...options,
  });
  const address = new URL(served.address);
  port = Number(address.port);
  token = address.hash.slice('#t='.length);
};
beforeEach(() => open());
afterEach(() => served.stop());

const own = () => `Host: 127.0.0.1:${port}`;
const bearer = () => `Authorization: Bearer ${token}`;
const origin = () => `Origin: http://127.0.0.1:${port}`;
/** Sends a call as the page does, with other lines in the place of some. */
const send = (call: string, headers: readonly string[] = [own(), bearer()], body = ''): Promise<RawAnswer> => {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return sendRaw(port, [`${call} HTTP/1.1`, ...headers, ...length], body);
};
const write = (call: string, headers: readonly string[] = [origin(), JSON_TYPE], body = '{}') =>
  send(call, [own(), bearer(), ...headers], body);

/** Returns what came to the installation while a test did something. */
async function forwardedBy(act: () => Promise<unknown>): Promise<RecordingProxy['calls']> {
  const before = proxy.calls.length;
  await act();
  return proxy.calls.slice(before);
}

describe('the console of another installation', () => {
  test('the console of another installation shows its page, and calls the installation for it', async () => {
    expect(await send('GET /', [own()])).toMatchObject({ status: 200, body: BUILT.page });
    expect(await send('GET /console/assets/main-1a2b.js', [own()])).toMatchObject({ status: 200, body: BUILT.script });
    const health = await send('GET /health');
    expect([health.status, health.body, health.headers['content-type']]).toEqual([
      200,
      '{"status":"ok"}',
      'application/json',
    ]);
    expect(health.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    const session = await send('GET /console/session');
    expect(JSON.parse(session.body)).toEqual({ kind: 'local', endpoint: proxy.endpoint, canWrite: true });
    expect(await write('POST /campaigns/none/publish')).toMatchObject({ status: 404, code: 'unknown-campaign' });
  });

  test('the console of another installation passes on method, path, query and body as they are', async () => {
    const body = '{ "id" : "ü" }';
    const calls = await forwardedBy(() =>
      write('PUT /campaigns/a-b_c~d?x=a%20b&y=%C3%A9%26', [origin(), JSON_TYPE, 'If-Match: "3"'], body),
    );
    expect(calls).toMatchObject([
      { name: 'PUT /campaigns/a-b_c~d?x=a%20b&y=%C3%A9%26', body, headers: { 'if-match': '"3"' } },
    ]);
    const [yaml] = await forwardedBy(() =>
      write('PUT /campaigns/a', [origin(), 'Content-Type: application/yaml; charset=utf-8'], 'id: a'),
    );
    expect([yaml?.body, yaml?.headers['content-type']]).toEqual(['id: a', 'application/yaml; charset=utf-8']);
    expect(await send('GET /decisions?userId=a&userId=b')).toMatchObject({ status: 400, code: 'invalid-query' });
  });

  test('the console of another installation listens on loopback only', async () => {
    const refused = (host: string) =>
      new Promise((resolve) => {
        const socket = connect({ port, host, timeout: 2_000 });
        socket.on('connect', () => resolve(socket.destroy() && false));
        for (const event of ['error', 'timeout']) socket.on(event, () => resolve(socket.destroy() && true));
      });
    expect(await refused('127.0.0.1')).toBe(false);
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, internal } of others)
      if (!internal) expect([address, await refused(address)]).toEqual([address, true]);
    if (others.some(({ address }) => address === '::1')) expect(await refused('::1')).toBe(false);
  });

  test('the console of another installation does not start on a port that is in use', async () => {
    const other = createServer();
    const taken = await listening(other);
    await expect(open({ port: taken })).rejects.toThrow(`port ${taken}: in use by another program`);
    other.close();
  });
});

describe('a page whose name was bound to this machine', () => {
  test('a page whose name was bound to this machine is refused with every method, for files, previews and calls, before anything else', async () => {
    const hosts = () => [
      'evil.example',
      `evil.example:${port}`,
      `localhost.evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `127.0.0.2:${port}`,
      `localhost.:${port}`,
      `LOCALHOST:${port}`,
      `127.0.0.1:${port}.`,
      `0.0.0.0:${port}`,
      '127.0.0.1',
      `localhost:${port + 1}`,
      `localhost: ${port}`,
      '',
    ];
    for (const host of hosts())
      for (const call of [
        'GET /',
        'HEAD /',
        'GET /console/assets/main-1a2b.js',
        'GET /health',
        'OPTIONS /health',
        'POST /pause',
      ])
        expect([host, call, (await send(call, [`Host: ${host}`, bearer(), origin(), JSON_TYPE])).status]).toEqual([
          host,
          call,
          403,
        ]);
    expect(await send('GET /health', [own(), 'Host: evil.example', bearer()])).toMatchObject({ code: 'unknown-host' });
    expect(await send(`GET http://127.0.0.1:${port}/health`)).toMatchObject({ code: 'unknown-host' });
  });

  test('a page whose name was bound to this machine gains nothing by HTTP/1.0 without a Host', async () => {
    for (const headers of [[], [bearer()]])
      expect(await sendRaw(port, ['GET /health HTTP/1.0', ...headers])).toMatchObject({
        status: 403,
        code: 'unknown-host',
      });
  });

  test('a page that is opened by each of the three names of this machine is answered', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      expect(await send('GET /health', [`Host: ${name}:${port}`, bearer()])).toMatchObject({ status: 200 });
      const headers = [`Host: ${name}:${port}`, bearer(), `Origin: http://${name}:${port}`, JSON_TYPE];
      expect(await send('POST /plan', headers, '{}')).toMatchObject({ status: 422 });
    }
  });
});

describe('the token of a start', () => {
  test('the token of a start has 256 bits, is in the fragment of the address, and differs with each start', async () => {
    expect(served.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/);
    const first = served;
    await open();
    expect(served.address.split('#')[1]).not.toBe(first.address.split('#')[1]);
    await first.stop();
  });

  test('the token of a start is needed for every call, and counts in its header only', async () => {
    const without = [
      [own()],
      [own(), 'Authorization: Bearer '],
      [own(), `Authorization: Bearer ${token.slice(1)}`],
      [own(), `Authorization: Bearer ${token}a`],
      [own(), `Authorization: Bearer ${token.toLowerCase()}!`],
      [own(), `Authorization: Basic ${token}`],
      [own(), `Authorization: ${token}`],
      [own(), `Cookie: token=${token}; t=${token}`],
      [own(), `X-Token: ${token}`],
    ];
    const calls = await forwardedBy(async () => {
      for (const headers of without)
        for (const call of [
          'GET /health',
          'GET /console/session',
          'POST /console/previews',
          'POST /pause',
          'GET /nothing',
        ]) {
          const answer = await send(call, [...headers, origin()]);
          expect([headers, call, answer.status, answer.code]).toEqual([headers, call, 401, 'unauthorized']);
        }
      for (const query of [`?t=${token}`, `?token=${token}`, `?access_token=${token}&authorization=Bearer%20${token}`])
        expect((await send(`GET /health${query}`, [own()])).code).toBe('unauthorized');
    });
    expect(calls).toEqual([]);
  });

  test('the token of a start is never sent to the installation, in no answer, and in no cookie', async () => {
    const answers: RawAnswer[] = [];
    const calls = await forwardedBy(async () => {
      for (const call of ['GET /', 'GET /health', 'GET /console/session', 'GET /campaigns/none'])
        answers.push(await send(call));
    });
    expect(calls.length).toBe(2);
    for (const text of [JSON.stringify(calls), JSON.stringify(answers), lines.join()])
      expect(text).not.toContain(token);
    for (const { headers } of answers) expect(headers['set-cookie']).toBeUndefined();
  });
});

describe('a call that a page of another site sends', () => {
  test('a call that a page of another site sends is refused without exactly the own origin, even with the token', async () => {
    const foreign = () => [
      [],
      ['Origin: null'],
      ['Origin: https://evil.example'],
      [`Origin: http://evil.example:${port}`],
      [`Origin: https://127.0.0.1:${port}`],
      [`Origin: http://localhost:${port}`],
      [`Origin: http://127.0.0.1:${port + 1}`],
      [`Origin: http://127.0.0.1:${port}/`],
      [origin(), 'Origin: https://evil.example'],
      [origin(), 'Sec-Fetch-Site: cross-site'],
      [origin(), 'Sec-Fetch-Site: same-site'],
      [origin(), 'Sec-Fetch-Site: none'],
    ];
    const calls = await forwardedBy(async () => {
      for (const headers of foreign())
        for (const call of [
          'POST /pause',
          'PUT /settings',
          'POST /plan',
          'POST /console/previews',
          'DELETE /campaigns/a',
        ]) {
          const answer = await write(call, [...headers, JSON_TYPE]);
          expect([headers, call, answer.status, answer.code]).toEqual([headers, call, 403, 'foreign-origin']);
        }
    });
    expect(calls).toEqual([]);
    expect((await write('POST /plan', [origin(), JSON_TYPE, 'Sec-Fetch-Site: same-origin'])).status).toBe(422);
  });

  test('a call that a page of another site sends by a form, or as plain text, is refused', async () => {
    for (const type of [
      ['Content-Type: text/plain'],
      ['Content-Type: application/x-www-form-urlencoded'],
      ['Content-Type: multipart/form-data; boundary=a'],
      ['Content-Type: text/plain; a=application/json'],
      [],
    ])
      expect(await write('POST /pause', [origin(), ...type])).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
      });
    // Without a body, a call needs no type, and may have none of a form.
    expect((await write('POST /campaigns/none/pause', [origin()], '')).status).toBe(404);
    expect((await write('POST /pause', [origin(), 'Content-Type: text/plain'], '')).status).toBe(415);
  });

  test('a call that a page of another site asks for by OPTIONS is never allowed, and no answer has CORS headers', async () => {
    const ask = [
      'Origin: https://evil.example',
      'Access-Control-Request-Method: PUT',
      'Access-Control-Request-Headers: authorization',
    ];
    for (const path of ['/', '/health', '/campaigns/a', '/console/session', '/console/previews', '*'])
      for (const headers of [
        [own(), ...ask],
        [own(), bearer(), ...ask],
        [own(), bearer(), origin(), JSON_TYPE],
      ]) {
        const answer = await send(`OPTIONS ${path}`, headers);
        expect([path, answer.status >= 400]).toEqual([path, true]);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    const read = await send('GET /health', [own(), bearer(), 'Origin: https://evil.example']);
    expect(Object.keys(read.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('the list of calls', () => {
  test('the list of calls has all of the management of campaigns but the end of everything that waits', () => {
    const listed = MANAGEMENT_CALLS.filter((name) => {
      const [method, path = ''] = name.split(' ');
      return findConsoleCall(method, path.replaceAll(/\{\w+\}/g, 'a'))?.name === name;
    });
    expect(MANAGEMENT_CALLS.filter((name) => !listed.includes(name))).toEqual(['POST /drain']);
  });

  test('the list of calls has nothing else, so that the console is no way to other paths or hosts', async () => {
    const calls = await forwardedBy(async () => {
      for (const call of [
        'POST /drain',
        'POST /ingest/currents',
        'POST /clock',
        'GET /dispatches',
        'GET /inbox',
        'DELETE /campaigns/a',
        'PATCH /settings',
        'HEAD /health',
        'TRACE /health',
        'GET /campaigns/',
        'GET //campaigns',
        'GET /Campaigns',
        'GET /health/',
        'GET /campaigns/a/b/c',
        'GET /campaigns/..',
        'GET /campaigns/../health',
        'GET /campaigns/%2e%2e/messages',
        'GET /campaigns/a%2fb',
        'GET /campaigns/a%5Cb',
        'GET /campaigns/a\\b',
        'GET /campaigns/a%00',
        'GET /campaigns/%zz',
        'GET /campaigns/%E9',
        'GET /http://evil.example/health',
        'GET /@evil.example/health',
        'GET /.evil.example/health',
      ]) {
        const answer = await write(call, [origin(), JSON_TYPE], '');
        expect([call, answer.status, answer.code ?? 'not-on-the-list']).toEqual([call, 404, 'not-on-the-list']);
      }
    });
    expect(calls).toEqual([]);
  });

  test('the list of calls goes on without headers of the connection, of the browser and of the console, both ways', async () => {
    const calls = await forwardedBy(() =>
      send('GET /health', [
        own(),
        bearer(),
        'Accept: application/json',
        'Cookie: a=b',
        'Keep-Alive: timeout=5',
        'Proxy-Authorization: Basic YTpi',
        'TE: trailers',
        'X-Amz-Security-Token: other',
        'X-Amz-Date: 20200101T000000Z',
        'X-Forwarded-For: 1.2.3.4',
        'X-Forwarded-Host: evil.example',
        'Referer: http://127.0.0.1/',
      ]),
    );
    const { host: _, ...headers } = calls[0]?.headers ?? {};
    expect(headers).toEqual({
      accept: 'application/json',
      // fetch adds these.
      ...{
        connection: 'keep-alive',
        'accept-encoding': 'gzip, deflate',
        'accept-language': '*',
        'sec-fetch-mode': 'cors',
        'user-agent': 'node',
      },
    });
    const other = createServer((_request, response) => {
      response.writeHead(200, {
        ...{ 'content-type': 'application/json', etag: '"7"', 'set-cookie': 'a=b', 'keep-alive': 'timeout=9' },
        ...{ 'access-control-allow-origin': '*', server: 'other', 'content-security-policy': 'default-src *' },
        [OTHER_SERVER]: 'headers',
      });
      response.end('{}');
    });
    const first = served;
    await open({ endpoint: `http://127.0.0.1:${await listening(other)}` });
    const answer = await send('GET /health');
    await first.stop();
    other.close();
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', etag: '"7"' });
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    for (const name of ['set-cookie', 'access-control-allow-origin', 'server', OTHER_SERVER])
      expect([name, answer.headers[name]]).toEqual([name, undefined]);
  });

  test('the list of calls follows no answer that leads to another server', async () => {
    let asked = 0;
    const elsewhere = createServer((_, response) => {
      asked += 1;
      response.end('{}');
    });
    const location = `http://127.0.0.1:${await listening(elsewhere)}/health`;
    const other = createServer((_, response) =>
      response.writeHead(307, { location, [OTHER_SERVER]: 'redirect' }).end(),
    );
    const first = served;
    await open({ endpoint: `http://127.0.0.1:${await listening(other)}` });
    const answer = await send('GET /health');
    await first.stop();
    other.close();
    elsewhere.close();
    expect([answer.status, answer.code, asked, answer.headers['location']]).toEqual([502, 'no-answer', 0, undefined]);
  });
});

describe('a connection to the console', () => {
  test('a connection to the console is not upgraded to a web socket, with the token or without', async () => {
    const upgrade = ['Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='];
    for (const path of ['/', '/health', '/console/session'])
      expect(await send(`GET ${path}`, [own(), bearer(), origin(), ...upgrade])).toMatchObject({
        status: 400,
        code: 'upgrade-refused',
      });
    expect((await sendRaw(port, ['CONNECT evil.example:443 HTTP/1.1', own()])).status).toBeNaN();
  });

  test('a connection to the console carries at most 4 MiB', async () => {
    const limit = 4 * 1024 * 1024;
    const calls = await forwardedBy(async () => {
      const body = `"${'a'.repeat(limit - 1)}"`;
      expect(await write('POST /plan', [origin(), JSON_TYPE], body)).toMatchObject({
        status: 413,
        code: 'body-too-large',
      });
      const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
      const headers = [own(), bearer(), origin(), JSON_TYPE, 'Transfer-Encoding: chunked'];
      expect(await sendRaw(port, ['POST /plan HTTP/1.1', ...headers], chunk)).toMatchObject({ status: 413 });
      const preview = JSON.stringify({ html: 'a'.repeat(1024 * 1024 + 1) });
      expect(await write('POST /console/previews', undefined, preview)).toMatchObject({ code: 'body-too-large' });
    });
    expect(calls).toEqual([]);
    expect(await write('POST /plan', undefined, `"${'a'.repeat(limit - 2)}"`)).toMatchObject({ status: 422 });
  });

  test('a connection to the console ends when the installation takes too long, or is not there', async () => {
    const silent = createServer();
    const first = served;
    await open({ endpoint: `http://127.0.0.1:${await listening(silent)}`, callTime: 1_000 });
    expect(await send('GET /health')).toMatchObject({ status: 504, code: 'too-late' });
    await first.stop();
    silent.closeAllConnections();
    silent.close();
    const second = served;
    await open({ endpoint: `http://127.0.0.1:${await freePort()}` });
    await second.stop();
    expect(await send('GET /health')).toMatchObject({ status: 502, code: 'no-answer' });
  });
});

describe('a preview in the console of another installation', () => {
  test('a preview in the console of another installation needs the token to be put, and none to be shown once', async () => {
    const body = '{"html":"<b>Hi</b>"}';
    expect((await send('POST /console/previews', [own(), origin(), JSON_TYPE], body)).code).toBe('unauthorized');
    const { path } = JSON.parse((await write('POST /console/previews', undefined, body)).body);
    expect((await send(`GET ${path}`, ['Host: evil.example'])).code).toBe('unknown-host');
    const shown = await send(`GET ${path}`, [own()]);
    expect([shown.status, shown.body]).toEqual([200, '<b>Hi</b>']);
    expect(shown.headers['content-security-policy']).toMatch(
      /^sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
    );
    expect((await send(`GET ${path}`, [own()])).status).toBe(404);
  });
});

describe('a console without --write', () => {
  test('a console without --write lets no call through that may change something, and plans and previews', async () => {
    const first = served;
    await open({ wantsWrite: false });
    await first.stop();
    const calls = await forwardedBy(async () => {
      for (const name of MANAGEMENT_CALLS) {
        const call = name.replaceAll(/\{\w+\}/g, 'none');
        if (name === 'POST /drain') continue;
        const answer = call.startsWith('GET') ? await send(call) : await write(call);
        const isRead = call.startsWith('GET') || ['POST /plan', 'POST /preview'].includes(call);
        expect([call, answer.code === 'read-only', answer.status === 403]).toEqual([call, !isRead, !isRead]);
      }
      expect((await write('POST /console/previews', undefined, '{"html":""}')).status).toBe(200);
    });
    expect(calls.every(({ name }) => /^GET|^POST \/(plan|preview)$/.test(name))).toBe(true);
    expect(JSON.parse((await send('GET /console/session')).body)).toMatchObject({ canWrite: false });
    expect((await write('PUT /settings')).body).toContain('start it with --write');
  });

  test('a console counts as one of production where a part of the stage says so', () => {
    const stages = [
      'prod',
      'production',
      'live',
      'prod-eu',
      'eu-prod',
      'shop-live-2',
      'prd',
      'prod2',
      'Prod_EU',
      'main',
    ];
    expect(stages.filter(isProductionStage)).toEqual(stages);
    expect(['dev', 'product', 'preprod', 'delivery', 'test-liver', 'nonprod', ''].filter(isProductionStage)).toEqual(
      [],
    );
  });
});

describe('the log of the console', () => {
  test('the log of the console names the time, the caller, the call and the result, and no id, query, token or body', async () => {
    await send('GET /users/ada-secret/decisions?campaignId=secret');
    await write('PUT /campaigns/secret', undefined, '{"id":"secret"}');
    await send('GET /secret');
    expect(lines.map((line) => line.replace(/^\S+Z /, ''))).toEqual([
      'unsigned GET /users/{id}/decisions 200',
      'unsigned PUT /campaigns/{id} 422',
    ]);
  });
});

describe('the command console', () => {
  test('the command console ends by itself when no call comes, and each call begins the time again', async () => {
    const first = served;
    await open({ idleTime: 600 });
    await first.stop();
    const started = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await send('GET /health')).status).toBe(200);
    // What needs no token, or has none, keeps no console open, however often it comes.
    const knocking = setInterval(() => {
      for (const path of ['/', '/health']) send(`GET ${path}`, [own()]).catch(() => undefined);
    }, 50);
    expect(await served.ended).toBe('idle');
    clearInterval(knocking);
    expect(Date.now() - started).toBeGreaterThan(950);
    await expect(send('GET /health')).rejects.toThrow();
  });

  test('the command console prints the address, serves it until it is ended, and then ends at once', async () => {
    const words = ['bin/campaign-connector.ts', 'console', '--endpoint', proxy.endpoint, '--no-open', '--json'];
    const child = spawn(process.execPath, words);
    const [printed] = await once(child.stdout, 'data');
    const { address, ...session } = JSON.parse(String(printed));
    expect(session).toEqual({ kind: 'local', endpoint: proxy.endpoint, canWrite: false });
    const url = new URL(address);
    const headers = [`Host: ${url.host}`, `Authorization: Bearer ${url.hash.slice(3)}`];
    expect((await sendRaw(Number(url.port), ['GET /health HTTP/1.1', ...headers])).status).toBe(200);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('the command console is misused with a port that is none', async () => {
    expect(await command(['console', '--port', '70000'])).toMatchObject({
      code: 2,
      err: '--port: expected a number of 0 to 65535, found 70000',
    });
    expect(await command(['console', '--endpoint', 'nowhere'])).toMatchObject({ code: 2 });
  });
});
