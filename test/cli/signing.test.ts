import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createApiClient } from '../../cli/client.ts';
import { createSigner } from '../../cli/sign.ts';
import { command, startInstallation } from '../harness/cli/installation.ts';
import { signatureOf } from '../harness/cli/signature.ts';
import { openSignedApi } from '../harness/cli/signed-api.ts';

const CAMPAIGN = 'examples/campaigns/resend-welcome.yaml';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
/** An environment without the credentials and settings of this machine. */
const NO_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: undefined,
  AWS_DEFAULT_REGION: undefined,
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined,
  AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: SECRET,
  AWS_REGION: 'eu-west-1',
};

function setEnvironment(...settings: Readonly<Record<string, string | undefined>>[]): void {
  for (const each of [NO_CREDENTIALS, ...settings]) {
    for (const [name, value] of Object.entries(each)) vi.stubEnv(name, value);
  }
}

let installation: Awaited<ReturnType<typeof startInstallation>>;
let api: Awaited<ReturnType<typeof openSignedApi>>;
beforeEach(async () => {
  setEnvironment(CREDENTIALS);
  installation = await startInstallation();
  api = await openSignedApi({ secret: SECRET, installation: installation.endpoint });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  api.close();
  await installation.stop();
});

const signed = (...words: string[]) => command([...words, '--endpoint', api.endpoint, '--sign']);

describe('the verifier of signatures in these tests', () => {
  test('the verifier of signatures in these tests computes the signature of the example of AWS', () => {
    const headers = {
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
    };
    const request = { method: 'GET', target: '/', headers, body: Buffer.alloc(0) };
    const { expected, found } = signatureOf(request, SECRET) ?? {};
    expect(expected).toBe(found);
  });
});

describe('the option --sign', () => {
  test('the option --sign signs every kind of call with the credentials of the caller, for the region and execute-api', async () => {
    expect(await signed('save', CAMPAIGN)).toMatchObject({ code: 0, err: '' });
    expect(await signed('publish', 'resend-welcome')).toMatchObject({ code: 0, err: '' });
    expect((await signed('list')).out).toContain('published');
    expect(api.admitted.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /campaigns/resend-welcome',
      'PUT /campaigns/resend-welcome',
      'GET /campaigns/resend-welcome',
      'POST /campaigns/resend-welcome/publish',
      'GET /campaigns?view=summary',
    ]);
    for (const { scope, token } of api.admitted) {
      expect(scope).toMatch(/^\d{8}\/eu-west-1\/execute-api\/aws4_request$/);
      expect(token).toBeUndefined();
    }
  });

  test('the option --sign sends the token of temporary credentials', async () => {
    vi.stubEnv('AWS_SESSION_TOKEN', 'temporary');
    expect((await signed('list')).code).toBe(0);
    expect(api.admitted).toMatchObject([{ token: 'temporary' }]);
  });

  test.each(['a/b', 'ü ber', "it's (me)!*", '100%', 'a+b=c&d', '%2F', '@~:;,$', '日本'])(
    'the option --sign signs a call about a user with the id %s',
    async (user) => {
      expect(await signed('explain', user, '--campaign', user)).toMatchObject({ code: 0, err: '' });
      const query = new URLSearchParams(api.admitted[0]?.target.split('?')[1]);
      expect([query.get('userId'), query.get('campaignId')]).toEqual([user, user]);
      // A path is signed as it is sent, too: the answer is not that the signature is wrong.
      expect(await signed('show', user)).toMatchObject({ code: 1, err: expect.stringContaining('no campaign has') });
      expect(decodeURIComponent(api.admitted.at(-1)?.target.split('/')[2] ?? '')).toBe(user);
    },
  );

  test('the option --sign signs the cursors of further pages as they are sent', async () => {
    const client = createApiClient({ endpoint: api.endpoint, sign: true, timeout: '10 seconds' });
    const query = { cursor: 'eyJhIjo+Lz8=/ ~*', state: 'waiting' };
    await expect(client.call({ path: '/campaigns/none/enrollments', query }, v.unknown())).rejects.toThrow(
      'no campaign has the id "none"',
    );
    expect(new URLSearchParams(api.admitted[0]?.target.split('?')[1]).get('cursor')).toBe(query.cursor);
  });

  test('the option --sign signs every byte of a body', async () => {
    const client = createApiClient({ endpoint: api.endpoint, sign: true, timeout: '10 seconds' });
    const entries = Array.from({ length: 500 }, (_, index) => ({ Source: 'tëst', DetailType: '✉', Detail: { index } }));
    const answer = await client.call({ method: 'POST', path: '/events', body: { entries } }, v.looseObject({}));
    expect(answer['entries']).toHaveLength(500);
  });

  test('the option --sign is misused without a region', async () => {
    setEnvironment(CREDENTIALS, { AWS_REGION: undefined });
    expect(await signed('list')).toEqual({
      code: 2,
      out: '',
      err: '--sign: expected a region in AWS_REGION, as 127.0.0.1 names none',
      questions: [],
    });
  });

  test('the option --sign says what to do without credentials', async () => {
    setEnvironment({ AWS_REGION: 'eu-west-1' });
    const { code, err } = await signed('list');
    expect(code).toBe(1);
    expect(err).toMatch(/^The call must be signed with AWS credentials: .*\n {2}Sign in \(aws sso login\), choose a/);
  });

  test('the option --sign reports the identity that was denied, without a secret', async () => {
    setEnvironment(CREDENTIALS, { AWS_SECRET_ACCESS_KEY: 'another', AWS_SESSION_TOKEN: 'temporary' });
    const { code, err } = await signed('list');
    expect({ code, err }).toEqual({
      code: 1,
      err: '/campaigns: answered 403 {"message":"Forbidden"}\n  Signed with the access key that ends in MPLE, for eu-west-1: it must be allowed execute-api:Invoke on this API.',
    });
  });
});

describe('calls to an endpoint', () => {
  test.each([
    ['https://a1b2c3.execute-api.eu-central-1.amazonaws.com'],
    ['https://a1b2c3.execute-api.eu-central-1.amazonaws.com/prod/'],
    ['https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn'],
  ])('calls to an endpoint such as %s are signed', async (endpoint) => {
    setEnvironment();
    expect((await command(['list', '--endpoint', endpoint])).err).toMatch(/^The call must be signed/);
  });

  test('calls to an endpoint of AWS are signed for the region of the host, whatever the region of the environment', async () => {
    const signer = createSigner(new URL('https://a1b2c3.execute-api.eu-central-1.amazonaws.com'), false);
    expect(await signer?.describeIdentity()).toBe('the access key that ends in MPLE, for eu-central-1');
  });

  test.each([
    'http://127.0.0.1:8787',
    'https://connector.example.com',
    'https://execute-api.eu-west-1.amazonaws.com.example.com',
  ])('calls to an endpoint such as %s are not signed', (endpoint) => {
    expect(createSigner(new URL(endpoint), false)).toBeUndefined();
  });

  test('calls that are denied without a signature are reported with how to sign', async () => {
    const { code, err } = await command(['list', '--endpoint', api.endpoint]);
    expect({ code, err }).toEqual({
      code: 1,
      err: '/campaigns: answered 403 {"message":"Forbidden"}\n  Not signed: --sign signs with your AWS credentials.',
    });
  });

  test('calls to this machine load no module of AWS', () => {
    const watch = `import { registerHooks } from 'node:module';
      registerHooks({ resolve(name, context, next) {
        if (/^@(aws|smithy)/.test(name)) { console.error('loads ' + name); process.exit(77); }
        return next(name, context);
      } });`;
    const run = (...words: string[]) =>
      spawnSync(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(watch)}`, 'bin/campaign-connector.ts', ...words],
        { encoding: 'utf8' },
      );
    expect(run('list', '--endpoint', 'http://127.0.0.1:1')).toMatchObject({ status: 1 });
    expect(run('list', '--endpoint', 'http://127.0.0.1:1', '--sign')).toMatchObject({ status: 77 });
  });
});

describe('the option --timeout', () => {
  test('the option --timeout gives up a call without an answer, and says that it may have been done', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const { code, err } = await command(['list', '--endpoint', `http://127.0.0.1:${port}`, '--timeout', '1 second']);
    silent.close();
    expect({ code, err }).toEqual({
      code: 1,
      err: `http://127.0.0.1:${port}: no answer within 1 second. The call may have been done all the same: check before you repeat it.`,
    });
  });

  test.each(['soon', '0 seconds', '6 minutes'])('the option --timeout is misused with %s', async (span) => {
    expect(await command(['list', '--timeout', span])).toMatchObject({
      code: 2,
      err: `--timeout: expected "1 second" to "5 minutes", found ${span}`,
    });
  });
});
