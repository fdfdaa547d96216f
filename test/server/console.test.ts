import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBuilder } from '../../server/console/builder.ts';
import type { ConsoleSource } from '../../server/console/console-build.ts';
import { CONSOLE_PROBLEM_CODES } from '../../server/console/console-problems.ts';
import { openConsoleSource, openFolder } from '../../server/console/console-source.ts';
import { BUNDLED_FOLDERS, hashSources } from '../../server/console/hash-sources.ts';
import { createPreviews } from '../../server/console/previews.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { type RunningServer, startServer } from '../../server/server.ts';
import { parseSettings } from '../../server/settings.ts';
import { START, silent } from '../harness/api/open-api.ts';
import { codesIn, DocumentationPage } from '../harness/docs/page.ts';
import { BUILT, writeBuiltConsole } from '../harness/server/built-console.ts';
import { sendRaw } from '../harness/server/send-raw.ts';

const servers: RunningServer[] = [];
let port = 0;
beforeAll(async () => {
  port = await serve(openFolder(writeBuiltConsole()));
});
afterAll(() => Promise.all(servers.map((each) => each.stop())));

async function serve(console?: ConsoleSource): Promise<number> {
  const machine = openRuntime({ directory: ':memory:', clockStart: START, log: silent });
  const serving = await startServer(machine, { port: 0, currentsToken: undefined, console, log: silent });
  servers.push(serving);
  return Number(new URL(serving.url).port);
}

const own = (to = port) => `Host: 127.0.0.1:${to}`;
const get = (path: string, headers: readonly string[] = [], method = 'GET') =>
  sendRaw(port, [`${method} ${path} HTTP/1.1`, own(), ...headers]);
const visit = (to: number) => sendRaw(to, ['GET / HTTP/1.1', own(to)]);
const preview = (body: string, headers: readonly string[] = ['Content-Type: application/json']) =>
  sendRaw(
    port,
    ['POST /console/previews HTTP/1.1', own(), `Content-Length: ${Buffer.byteLength(body)}`, ...headers],
    body,
  );

describe('the console of one machine', () => {
  test('the console of one machine is at the root, and its assets are kept by browsers because their names change', async () => {
    const page = await get('/');
    expect([page.status, page.body, page.headers['cache-control']]).toEqual([200, BUILT.page, 'no-store']);
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect((await get('/?from=bookmark')).body).toBe(BUILT.page);
    const script = await get('/console/assets/main-1a2b.js');
    expect([script.status, script.body, script.headers['content-type']]).toEqual([
      200,
      BUILT.script,
      'text/javascript; charset=utf-8',
    ]);
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/console/assets/chunks/style-3c4d.css')).body).toBe(BUILT.style);
    for (const path of ['/', '/console/assets/main-1a2b.js']) {
      const [whole, head] = [await get(path), await get(path, [], 'HEAD')];
      expect([head.status, head.body, head.headers['content-length']]).toEqual([
        200,
        '',
        whole.headers['content-length'],
      ]);
    }
  });

  test('the console of one machine runs scripts of its own only, and can be framed by no site', async () => {
    for (const path of ['/', '/console/assets/main-1a2b.js']) {
      const { headers } = await get(path);
      expect(headers['content-security-policy']?.split('; ')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self' data:",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "frame-src 'self'",
        "require-trusted-types-for 'script'",
        'trusted-types rehearsal-worker',
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  test('the console of one machine serves no file but its page and its assets, however a path is written', async () => {
    const paths = [
      '/console',
      '/console/',
      '/console/index.html',
      '/index.html',
      '/console/bundled-packages.json',
      '/console/assets',
      '/console/assets/',
      '/console/assets/chunks',
      '/console/assets/link.txt',
      '/console/assets/../bundled-packages.json',
      '/console/assets/../../secret.txt',
      '/console/assets/%2e%2e/bundled-packages.json',
      '/console/assets/..%2fbundled-packages.json',
      '/console/assets/..%5cbundled-packages.json',
      '/console/assets/..\\bundled-packages.json',
      '/console/assets/chunks/../main-1a2b.js',
      '/console/assets/./main-1a2b.js',
      '/console/assets//main-1a2b.js',
      '/console/assets/main-1a2b.js%00',
      '/console/assets/main-1a2b.js/',
      '/console/assets/main-1a2b%2ejs',
      '/console/assets/MAIN-1a2b.js',
      '//console/assets/main-1a2b.js',
      '/./console/assets/main-1a2b.js',
      '/console/assets/__proto__',
    ];
    for (const path of paths) {
      const { status, body } = await get(path);
      expect([path, [400, 404].includes(status)]).toEqual([path, true]);
      expect(body).not.toContain(BUILT.secret);
      expect(body).not.toContain(BUILT.script);
    }
    // A path with a NUL is no request at all.
    expect((await get('/console/assets/main-1a2b.js\0')).status).toBe(400);
  });

  test('the console of one machine is shown to no page whose host name was bound to this machine', async () => {
    for (const path of ['/', '/console/assets/main-1a2b.js', '/console/session', '/console/previews/any'])
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
        const answer = await sendRaw(port, [`${method} ${path} HTTP/1.1`, `Host: evil.example:${port}`]);
        expect([path, method, answer.status]).toEqual([path, method, 421]);
        expect((await sendRaw(port, [`${method} ${path} HTTP/1.0`])).status).toBe(400);
      }
  });

  test('the console of one machine upgrades no connection to a web socket', async () => {
    const answer = await get('/', [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]);
    expect([answer.status, answer.headers['upgrade']]).toEqual([200, undefined]);
  });

  test('the console of one machine learns where it is, and that it may change everything', async () => {
    const answer = await get('/console/session');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      { kind: 'local', endpoint: `http://127.0.0.1:${port}`, canWrite: true },
    ]);
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'content-type': 'application/json' });
    expect((await get('/console/session', [], 'DELETE')).code).toBe('wrong-method');
  });

  test('the console of one machine leaves the calls of the HTTP interface as they are, and their answers are not stored', async () => {
    const health = await get('/health');
    expect([health.status, health.body]).toEqual([200, '{"status":"ok"}']);
    const problem = await get('/campaigns/none');
    expect(problem.code).toBe('unknown-campaign');
    const refused = await sendRaw(port, ['GET /health HTTP/1.1', 'Host: evil.example']);
    for (const { headers } of [health, problem, refused])
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'content-type': expect.stringContaining('application/json'),
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
      });
    const put = await sendRaw(
      port,
      [
        'POST / HTTP/1.1',
        own(),
        'X-Amz-Target: AWSEvents.PutEvents',
        'Content-Type: application/x-amz-json-1.1',
        'Content-Length: 14',
      ],
      '{"Entries":[]}',
    );
    expect(put.headers['content-type']).toContain('application/x-amz-json-1.1');
  });

  test('a server without a console does not answer its paths, and with CONSOLE=off there is none', async () => {
    const to = await serve();
    for (const path of ['/console/session', '/console/assets/main-1a2b.js'])
      expect((await sendRaw(to, [`GET ${path} HTTP/1.1`, own(to)])).code).toBe('unknown-path');
    expect((await visit(to)).code).toBe('wrong-method');
    expect(parseSettings([], { CONSOLE: 'off' }, 0)).toMatchObject({ hasConsole: false });
    for (const text of [undefined, '', 'on'])
      expect(parseSettings([], { CONSOLE: text }, 0)).toMatchObject({ hasConsole: true });
    expect(parseSettings([], { CONSOLE: 'no' }, 0)).toEqual({ fault: 'CONSOLE: expected on or off, found "no"' });
  });
});

describe('a preview of an email', () => {
  test('a preview of an email is shown once, in a sandbox without scripts and without anything from other servers', async () => {
    const html = '<style>p { color: red }</style><p>Olá</p><script>alert(1)</script>';
    const made = await preview(JSON.stringify({ html }));
    const { path } = JSON.parse(made.body);
    expect([made.status, path]).toEqual([200, expect.stringMatching(/^\/console\/previews\/[\w-]{43}$/)]);
    const shown = await get(path);
    expect([shown.status, shown.body]).toEqual([200, html]);
    expect(shown.headers['content-security-policy']?.split('; ')).toEqual([
      'sandbox',
      "default-src 'none'",
      "style-src 'unsafe-inline'",
      'img-src data:',
      "frame-ancestors 'self'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(shown.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(shown.headers['x-frame-options']).toBeUndefined();
    expect((await get(path)).status).toBe(404);
  });

  test('a preview of an email loads pictures of other servers only if that was asked for', async () => {
    const { path } = JSON.parse((await preview('{"html":"<p>","remoteImages":true}')).body);
    expect((await get(path)).headers['content-security-policy']).toContain('; img-src data: https:; ');
    const without = JSON.parse((await preview('{"html":"<p>","remoteImages":false}')).body);
    expect((await get(without.path)).headers['content-security-policy']).toContain('; img-src data:; ');
  });

  test('a preview of an email that is no JSON, has other fields or is too long is refused with what was expected', async () => {
    for (const [body, status, code] of [
      ['<p>', 400, 'invalid-json'],
      ['{}', 422, 'invalid-preview'],
      ['{"html":1}', 422, 'invalid-preview'],
      ['{"html":"","other":1}', 422, 'invalid-preview'],
      [JSON.stringify({ html: 'é'.repeat(512 * 1024 + 1) }), 413, 'body-too-large'],
      [JSON.stringify({ html: 'a'.repeat(7 * 1024 * 1024) }), 413, 'body-too-large'],
    ] as const) {
      const answer = await preview(body);
      expect([answer.status, answer.code]).toEqual([status, code]);
    }
    expect((await preview(JSON.stringify({ html: 'a'.repeat(1024 * 1024) }))).status).toBe(200);
    expect((await get('/console/previews')).code).toBe('wrong-method');
    expect((await get('/console/previews/unknown')).code).toBe('unknown-path');
  });

  test('a preview of an email can be put by no page of another site', async () => {
    for (const header of ['Origin: https://evil.example', 'Origin: null', 'Sec-Fetch-Site: cross-site']) {
      const answer = await preview('{"html":"<p>"}', ['Content-Type: application/json', header]);
      expect([header, answer.code]).toEqual([header, 'foreign-origin']);
    }
    for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
      expect((await preview('{"html":"<p>"}', [`Content-Type: ${type}`])).code).toBe('unsupported-media-type');
  });

  test('a preview of an email is kept for a minute, and fifty are at most', () => {
    let now = 0;
    const previews = createPreviews(() => now);
    const first = previews.add({ html: 'first', remoteImages: false });
    const ids = Array.from({ length: 50 }, (_, index) => previews.add({ html: `${index}`, remoteImages: false }));
    expect(previews.take(first)).toBeUndefined();
    now = 59_999;
    expect(previews.take(ids[0] ?? '')).toEqual({ html: '0', remoteImages: false });
    now = 60_000;
    expect(previews.take(ids[1] ?? '')).toBeUndefined();
  });
});

describe('the console in a checkout of the repository', () => {
  const folder = () => mkdtempSync(join(tmpdir(), 'campaign-connector-build-'));
  /** Creates a source whose build is a script, which is given the folder to fill. */
  const buildBy = (script: string, { cache = folder(), hash = 'a1' } = {}) => {
    const file = join(folder(), 'build.cjs');
    const log = join(cache, '..', `${hash}.log`);
    const lines = [
      "const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');",
      "const output = process.argv[process.argv.indexOf('--outDir') + 1];",
      `appendFileSync(${JSON.stringify(log)}, 'x');`,
      script,
    ];
    writeFileSync(file, lines.join('\n'));
    const source = createBuilder({
      ...{ cacheFolder: cache, command: [file], workingFolder: cache },
      hashSources: async () => hash,
    });
    return { source, cache };
  };
  const writes =
    "mkdirSync(output + '/assets'); writeFileSync(output + '/index.html', 'built at nice ' + require('node:os').getPriority());";

  test('the console in a checkout of the repository is built when it is asked for first, and its page reloads itself meanwhile', async () => {
    const { source } = buildBy(writes);
    const to = await serve(source);
    const waiting = await visit(to);
    expect(waiting.status).toBe(200);
    expect(waiting.body).toContain('<script>setTimeout(() => location.reload(), 2000);</script>');
    expect(waiting.headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; require-trusted-types-for 'script'; trusted-types 'none'; frame-/,
    );
    expect((await sendRaw(to, ['GET /console/assets/a.js HTTP/1.1', own(to)])).status).toBe(404);
    await expect.poll(async () => (await visit(to)).body, { timeout: 20_000 }).toMatch(/^built at nice 1\d$/);
  });

  test('the console in a checkout of the repository is built once for the same sources, also by servers that start later', async () => {
    const first = buildBy(writes);
    expect(first.source.read().state).toBe('building');
    await expect.poll(() => first.source.read().state, { timeout: 20_000 }).toBe('ready');
    const again = buildBy("throw new Error('built again');", { cache: first.cache });
    expect(again.source.read().state).toBe('building');
    await expect.poll(() => again.source.read().state).toBe('ready');
    expect(readdirSync(first.cache)).toEqual(['a1']);
    const changed = buildBy(writes, { cache: first.cache, hash: 'b2' });
    changed.source.read();
    await expect.poll(() => changed.source.read().state, { timeout: 20_000 }).toBe('ready');
    expect(readdirSync(first.cache)).toEqual(['a1', 'b2']);
  });

  test('the console in a checkout of the repository says why its build failed, and builds again when its page is loaded again', async () => {
    const { source, cache } = buildBy(
      "if (require('node:fs').readFileSync(process.argv[1] + '/../a', { flag: 'a+' }).length === 0) { writeFileSync(process.argv[1] + '/../a', 'x'); throw new Error('no <such> module'); }"
        .replaceAll("process.argv[1] + '/../a'", "__dirname + '/tried'")
        .concat(writes),
    );
    const to = await serve(source);
    await expect.poll(async () => (await visit(to)).status, { timeout: 20_000 }).toBe(500);
    const again = await visit(to);
    expect(again.body).toContain('being built');
    await expect.poll(async () => (await visit(to)).body, { timeout: 20_000 }).toMatch(/^built/);
    expect(readdirSync(cache)).toEqual(['a1']);
  });

  test('the console in a checkout of the repository shows what its build printed, and runs nothing of it', async () => {
    const { source } = buildBy("console.error('no <img src=x> module'); process.exit(3);");
    const to = await serve(source);
    let page = await visit(to);
    await expect
      .poll(
        async () => {
          page = await visit(to);
          return page.status;
        },
        { timeout: 20_000 },
      )
      .toBe(500);
    expect(page.body).toContain('no &lt;img src=x&gt; module');
    expect(page.body).toContain('ended with 3');
    expect(page.body).not.toContain('<script');
  });

  test('the console in a checkout of the repository ends its build with the server', async () => {
    const { source, cache } = buildBy('setInterval(() => {}, 1000);');
    source.read();
    await expect.poll(() => existsSync(join(cache, '..', 'a1.log')), { timeout: 20_000 }).toBe(true);
    source.stop();
    await expect
      .poll(() => source.read())
      .toMatchObject({ state: 'failed', reason: expect.stringContaining('SIGTERM') });
  });

  test('the console in a checkout of the repository is built again when anything changes that it may contain', async () => {
    const rules = readFileSync(resolve(import.meta.dirname, '../../.dependency-cruiser.cjs'), 'utf8');
    const [, allowed = ''] = /folder\(\s*'console',\s*\[([^\]]+)\]/.exec(rules) ?? [];
    const names = [...allowed.matchAll(/'([^']+)'/g)].map(([, name = '']) => name);
    expect([...names, 'console'].toSorted()).toEqual([...BUNDLED_FOLDERS]);
    const root = folder();
    const hashes = [await hashSources(root)];
    for (const [name, text] of [
      ['package-lock.json', '{}'],
      ['package-lock.json', '{ }'],
      ['tsconfig.json', '{}'],
    ] as const) {
      writeFileSync(join(root, name), text);
      hashes.push(await hashSources(root));
    }
    expect(new Set(hashes).size).toBe(4);
    expect(await hashSources(root)).toBe(hashes.at(-1));
    expect(hashes[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  test('the console in a checkout of the repository is not built before it is asked for', () => {
    expect(openConsoleSource().stop()).toBeUndefined();
  });
});

test('the page about the console explains every code of a problem that its servers answer', () => {
  const listed = new DocumentationPage('operating/console.md').table('Problems').map(([cell = '']) => codesIn(cell)[0]);
  expect(listed.toSorted()).toEqual([...CONSOLE_PROBLEM_CODES].toSorted());
});
