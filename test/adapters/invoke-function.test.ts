import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { createFunctionInvoker } from '../../adapters/aws/invoke-function.ts';
import { OTHER_SERVER } from '../harness/api/other-server.ts';
import { startHttpServer } from '../harness/channels/http-servers.ts';
import { signatureOf } from '../harness/cli/signature.ts';
import { freePort } from '../harness/processes.ts';

// How a Lambda function is invoked, over the wire.

const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const PATH = '/2015-03-31/functions/campaign-connector-Send-1A2b/invocations';

const invokerAt = (port: number) =>
  createFunctionInvoker({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: SECRET, sessionToken: 'session' },
  });

/** Invokes a function once, of a Lambda that answers as told. */
async function invoked(answer: (response: ServerResponse) => void, timeout = 5_000) {
  const { port, requests } = await startHttpServer((response) => answer(response.setHeader(OTHER_SERVER, 'Lambda')));
  const invocation = await invokerAt(port)(`https://lambda.eu-west-1.amazonaws.com${PATH}`, { test: 'ü' }, timeout);
  return { invocation, requests };
}

test('a function is invoked by a signed request that waits for its answer', async () => {
  const { invocation, requests } = await invoked((response) => response.end('{"kind":"sent"}'));
  expect(invocation).toEqual({ answer: '{"kind":"sent"}' });
  expect(requests).toMatchObject([
    {
      method: 'POST',
      url: PATH,
      body: '{"test":"ü"}',
      headers: {
        'x-amz-invocation-type': 'RequestResponse',
        'x-amz-security-token': 'session',
        // A connection that was kept could be dead, and then it would not be known whether the request arrived.
        connection: 'close',
      },
    },
  ]);
  const [{ method = '', url: target = '', headers, body } = { headers: {}, body: '' }] = requests;
  const signature = signatureOf({ method, target, headers, body: Buffer.from(body) }, SECRET);
  expect(signature?.found).toBe(signature?.expected);
  expect(signature?.scope).toMatch(/^\d{8}\/eu-west-1\/lambda\/aws4_request$/);
});

test('the error that a function threw is no answer, the function has run, and what its message quotes is not passed on', async () => {
  const { invocation } = await invoked((response) =>
    response
      .writeHead(200, { 'x-amz-function-error': 'Unhandled' })
      .end('{"errorType":"NotSentError","errorMessage":"ada@example.com","trace":[]}'),
  );
  expect(invocation).toEqual({
    failure: 'the function failed: NotSentError',
    mayHaveRun: true,
    isTimeout: false,
    errorName: 'NotSentError',
  });
});

test.each([
  [403, 'AccessDeniedException', false],
  [429, 'TooManyRequestsException', false],
  [500, 'ServiceException', true],
  [502, 'InvalidRuntimeException', true],
])(
  'an invocation that Lambda answers with %i is not made again, and may have run from 500 on',
  async (status, type, mayHaveRun) => {
    const { invocation, requests } = await invoked((response) =>
      response.writeHead(status, { 'x-amzn-errortype': type }).end('{"message":"no"}'),
    );
    expect(invocation).toEqual({ failure: `Lambda answered ${status} ${type}`, mayHaveRun, isTimeout: false });
    expect(requests).toHaveLength(1);
  },
);

test('an invocation that is not answered in time, or whose connection breaks, may have run, and is not made again', async () => {
  const late = await invoked(() => undefined, 200);
  expect(late.invocation).toMatchObject({ mayHaveRun: true, isTimeout: true });
  const broken = await invoked((response) => response.destroy());
  expect(broken.invocation).toMatchObject({ mayHaveRun: true, isTimeout: false });
  const cut = await invoked((response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"kind":', () => response.destroy());
  });
  expect(cut.invocation).toMatchObject({ mayHaveRun: true, isTimeout: false });
  expect([late, broken, cut].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
});

test('an invocation that finds no connection has not run', async () => {
  const invocation = await invokerAt(await freePort())(`https://lambda.eu-west-1.amazonaws.com${PATH}`, {}, 5_000);
  expect(invocation).toMatchObject({
    failure: expect.stringContaining('ECONNREFUSED'),
    mayHaveRun: false,
    isTimeout: false,
  });
});
