import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { serveConsole } from '../../cli/console/serve-console.ts';
import { openFolder } from '../../server/console/console-source.ts';
import { OTHER_SERVER } from '../harness/api/other-server.ts';
import { type ReceivedRequest, startHttpServer } from '../harness/channels/http-servers.ts';
import { command, startInstallation } from '../harness/cli/installation.ts';
import { signatureOf } from '../harness/cli/signature.ts';
import { openSignedApi } from '../harness/cli/signed-api.ts';
import { BUILT, writeBuiltConsole } from '../harness/server/built-console.ts';
import { sendRaw } from '../harness/server/send-raw.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const PRINCIPAL = 'arn:aws:sts::111122223333:assumed-role/marketing/ada';
const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${PRINCIPAL}</Arn><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const EXPIRED =
  '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>';

type Answer = readonly [status: number, body: string];
const answerWith = (response: ServerResponse, [status, body]: Answer) =>
  response.writeHead(status, { [OTHER_SERVER]: 'aws', 'content-type': 'application/json' }).end(body);

/** Starts a server that stands for STS, and answers as the test says. */
async function startSts(
  answer: (request: ReceivedRequest) => Answer = () => [200, IDENTITY],
  variable = 'AWS_ENDPOINT_URL_STS',
) {
  const sts = await startHttpServer((response, request) => answerWith(response, answer(request)));
  vi.stubEnv(variable, `http://127.0.0.1:${sts.port}`);
  return sts;
}

/** Starts a server that stands for an installation on AWS. */
async function startInstallationOnAws(answer: (request: ReceivedRequest) => Answer) {
  const api = await startHttpServer((response, request) => answerWith(response, answer(request)));
  return { endpoint: `http://127.0.0.1:${api.port}`, requests: api.requests };
}

const healthy = (stage: string): Answer => [200, JSON.stringify({ status: 'ok', stage })];

async function open(endpoint: string, wants: { write?: boolean; production?: boolean } = {}) {
  const lines: string[] = [];
  const { address, session, stop } = await serveConsole({
    ...{ endpoint, sign: true, port: 0, source: openFolder(writeBuiltConsole()) },
    ...{ wantsWrite: wants.write ?? false, allowsProduction: wants.production ?? false },
    report: (line) => lines.push(line),
  });
  onTestFinished(stop);
  const { port, host, hash, origin } = new URL(address);
  const headers = [`Host: ${host}`, `Authorization: Bearer ${hash.slice('#t='.length)}`, `Origin: ${origin}`];
  return {
    session,
    lines,
    read: (path: string) => sendRaw(Number(port), [`GET ${path} HTTP/1.1`, ...headers]),
    write: (call: string, body = '{}') =>
      sendRaw(
        Number(port),
        [`${call} HTTP/1.1`, ...headers, 'Content-Type: application/json', `Content-Length: ${body.length}`],
        body,
      ),
  };
}

beforeEach(() => {
  for (const [name, value] of Object.entries({
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: 'temporary',
    AWS_REGION: 'eu-west-1',
    AWS_PROFILE: undefined,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  }))
    vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

describe('the console of an installation on AWS', () => {
  test.each(['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'])(
    'the console of an installation on AWS asks STS at the endpoint in %s who signs its calls',
    async (variable) => {
      const sts = await startSts(undefined, variable);
      const { endpoint } = await startInstallationOnAws(() => healthy('testing'));
      const { session } = await open(endpoint);
      expect(session).toMatchObject({ account: '111122223333', principal: PRINCIPAL });
      expect(sts.requests).toHaveLength(1);
    },
  );

  test('the console of an installation on AWS signs every call with the credentials of its user, which the browser never sees', async () => {
    const sts = await startSts();
    const installation = await startInstallation();
    const api = await openSignedApi({ secret: SECRET, installation: installation.endpoint });
    onTestFinished(async () => {
      api.close();
      await installation.stop();
    });
    const { session, read, write, lines } = await open(api.endpoint, { write: true, production: true });
    expect(session).toEqual({
      ...{ kind: 'aws', endpoint: api.endpoint, region: 'eu-west-1', account: '111122223333', principal: PRINCIPAL },
      // An installation that does not name its stage counts as one of production.
      ...{ isProduction: true, canWrite: true },
    });
    const answers = [
      await read('/campaigns?cursor='),
      await read("/decisions?userId=ada%20%2F%20'b'%20(c)*!~"),
      await read('/campaigns/%C3%BC~(a)'),
      await write('POST /plan', '{ "definitions" : [] }'),
      await write('POST /pause'),
    ];
    expect(answers.map(({ status }) => status)).not.toContain(403);
    expect(api.admitted.map(({ target }) => target)).toEqual([
      ...['/health', '/campaigns?cursor=', '/decisions?userId=ada%20%2F%20%27b%27%20%28c%29%2A%21~'],
      ...['/campaigns/%C3%BC~%28a%29', '/plan', '/pause'],
    ]);
    for (const { scope, token } of api.admitted)
      expect([scope.slice(8), token]).toEqual(['/eu-west-1/execute-api/aws4_request', 'temporary']);
    const page = await read('/');
    expect(page.body).toBe(BUILT.page);
    for (const text of [JSON.stringify(answers), JSON.stringify(await read('/console/session')), lines.join()])
      expect(text).not.toMatch(/wJalrX|temporary|AKIA/);
    expect(lines.at(-1)).toMatch(/^\S+Z arn:aws:sts::111122223333:assumed-role\/marketing\/ada POST \/pause 200$/);
    // STS was asked once, by a signed call.
    const [asked, ...further] = sts.requests;
    expect([asked?.body, further]).toEqual(['Action=GetCallerIdentity&Version=2011-06-15', []]);
    const received = {
      method: 'POST',
      target: '/',
      headers: asked?.headers ?? {},
      body: Buffer.from(asked?.body ?? ''),
    };
    const { expected, found, scope } = signatureOf(received, SECRET) ?? {};
    expect([scope?.slice(8), expected]).toEqual(['/eu-west-1/sts/aws4_request', found]);
  });

  test('the console of an installation on AWS opens without an account and a principal if STS fails twice', async () => {
    const sts = await startSts(() => [500, 'down']);
    const api = await startInstallationOnAws(() => healthy('dev'));
    const { session } = await open(api.endpoint, { write: true });
    expect(session).toEqual({
      ...{ kind: 'aws', endpoint: api.endpoint, region: 'eu-west-1' },
      ...{ stage: 'dev', isProduction: false, canWrite: true },
    });
    expect(sts.requests.length).toBe(2);
  });

  test('the console of an installation on AWS changes one of production only with --production', async () => {
    await startSts();
    const writes: string[] = [];
    const api = await startInstallationOnAws(({ method, url }) => {
      if (method !== 'GET') writes.push(`${method} ${url}`);
      return healthy('prod-eu');
    });
    for (const [wants, canWrite] of [
      [{}, false],
      [{ write: true }, false],
      [{ production: true }, false],
      [{ write: true, production: true }, true],
    ] as const) {
      const { session, write } = await open(api.endpoint, wants);
      expect([wants, session.stage, session.isProduction, session.canWrite]).toEqual([
        wants,
        'prod-eu',
        true,
        canWrite,
      ]);
      const answer = await write('POST /pause');
      expect([answer.status, answer.code]).toEqual(canWrite ? [200, undefined] : [403, 'read-only']);
    }
    expect(writes).toEqual(['POST /pause']);
    const { code, err } = await command(['console', '--endpoint', api.endpoint, '--sign', '--write', '--no-open']);
    expect({ code, err }).toEqual({
      code: 2,
      err: '--write: expected --production, too, as the stage of the installation is prod-eu',
    });
  });

  test('the console of an installation on AWS that does not name its stage yet learns it as soon as it answers', async () => {
    await startSts();
    let health: Answer = [503, '{"error":{"code":"unhealthy","message":"nothing can be written"}}'];
    const api = await startInstallationOnAws(() => health);
    const { session, read, write } = await open(api.endpoint, { write: true });
    expect([session.stage, session.canWrite]).toEqual([undefined, false]);
    expect((await write('POST /pause')).code).toBe('read-only');
    health = healthy('dev');
    expect((await write('POST /pause')).status).toBe(200);
    expect(JSON.parse((await read('/console/session')).body)).toMatchObject({ stage: 'dev', canWrite: true });
  });
});

describe('credentials that expire while the console is open', () => {
  test('credentials that expire while the console is open are answered as expired, and no call is repeated, until their user signs in again', async () => {
    let isExpired = false;
    const names = ['ada', 'grace'];
    const isOld = ({ headers }: ReceivedRequest) => isExpired && headers['x-amz-security-token'] === 'temporary';
    const sts = await startSts((request) =>
      isOld(request) ? [403, EXPIRED] : [200, IDENTITY.replace('ada', names.shift() ?? '')],
    );
    const api = await startInstallationOnAws((request) =>
      isOld(request) ? [403, '{"message":"Forbidden"}'] : healthy('dev'),
    );
    const { read, write, lines } = await open(api.endpoint, { write: true });
    isExpired = true;
    const before = api.requests.length;
    for (const answer of [await read('/campaigns'), await write('POST /pause')])
      expect([answer.status, answer.code]).toEqual([401, 'credentials-expired']);
    expect(api.requests.slice(before).map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET /campaigns',
      'GET /health',
    ]);
    expect(sts.requests.length).toBe(3);
    vi.stubEnv('AWS_SESSION_TOKEN', 'after the next sign-in');
    expect((await read('/campaigns')).status).toBe(200);
    expect((await write('POST /pause')).status).toBe(200);
    // Another user may have signed in.
    expect(lines.at(-1)).toMatch(/assumed-role\/marketing\/grace POST \/pause 200$/);
  });

  test('credentials that are gone while the console is open are answered as expired, and without any the console does not open', async () => {
    await startSts();
    const api = await startInstallationOnAws(() => [
      403,
      '{"message":"The security token included in the request is expired"}',
    ]);
    const { read } = await open(api.endpoint);
    expect((await read('/campaigns')).code).toBe('credentials-expired');
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    expect((await read('/campaigns')).code).toBe('credentials-expired');
    expect(await read('/console/session')).toMatchObject({ status: 401, code: 'credentials-expired' });
    const { code, err } = await command(['console', '--endpoint', api.endpoint, '--sign', '--no-open']);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('Sign in (aws sso login)') });
  });

  test('credentials that are valid but may not make a call are answered with the denial, and STS is asked once in half a minute', async () => {
    const sts = await startSts();
    const api = await startInstallationOnAws(({ url }) =>
      url === '/health' ? healthy('dev') : [403, '{"message":"Forbidden"}'],
    );
    const { read } = await open(api.endpoint);
    for (let each = 0; each < 5; each++)
      expect(await read('/profile?userId=ada')).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    expect(sts.requests.length).toBe(2);
  });
});
