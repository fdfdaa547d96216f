import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { createSqliteDeadLetterQueues } from '../../adapters/sqlite/dead-letter-queues.ts';
import { HttpClient } from '../bench/http-client.ts';
import { calledBy } from '../deploy/interface.ts';
import { checkAnswer, type Exchange } from '../harness/api/check-answer.ts';
import { createCheckedApi } from '../harness/api/checked-app.ts';
import { API_DEPS, openApi, resend } from '../harness/api/open-api.ts';
import { send } from '../torture/fuzz/request.ts';

/** Checks an answer that a test made up. */
function check(call: string, status: number, body: unknown) {
  const [method = '', path = ''] = call.split(' ');
  const exchange: Exchange = { method, path, status, text: typeof body === 'string' ? body : JSON.stringify(body) };
  return checkAnswer(exchange);
}

const decision = {
  at: '2026-12-01T09:00:00.000Z',
  campaignId: 'resend-welcome',
  decision: 'withheld',
  reason: 'stale',
  eventId: 'e1',
  enrollmentId: 'x1',
  triggeredAt: '2026-12-01T09:00:00.000Z',
};

test('an answer as the document describes it is accepted', async () => {
  await check('GET /health', 200, { status: 'ok' });
  await check('GET /decisions?userId=ada', 200, { decisions: [decision] });
  await check('GET /users/ada/decisions', 200, { decisions: [], cursor: 'next' });
  await check('GET /nowhere', 404, { error: { code: 'unknown-path', message: 'nothing is at /nowhere' } });
});

test.each([
  ['an unlisted status', 'GET /health', 201, { status: 'ok' }, 'lists no 201'],
  ['an unknown field', 'GET /health', 200, { status: 'ok', since: 1 }, 'additional properties'],
  ['a missing field', 'GET /decisions', 200, { decisions: [{ ...decision, eventId: undefined }] }, "'eventId'"],
  ['another type', 'POST /campaigns/a/stop', 200, { at: decision.at, cancelled: '1' }, 'must be integer'],
  ['an unknown reason', 'GET /decisions', 200, { decisions: [{ ...decision, reason: 'bad-luck' }] }, 'allowed values'],
  ['an unknown field in a list', 'GET /decisions', 200, { decisions: [{ ...decision, wave: 'w' }] }, 'additional'],
  ['an instant without a zone', 'GET /clock', 200, { now: '2026-12-01T09:00:00' }, 'date-time'],
  ['an unknown problem', 'GET /campaigns/a', 404, { error: { code: 'gone', message: 'gone' } }, 'allowed values'],
  ['a definition that is no campaign', 'GET /campaigns', 200, { campaigns: [{ definition: {} }] }, 'definition'],
  ['a call that does not exist', 'GET /nowhere', 200, {}, 'no such call'],
  ['text that is not JSON', 'GET /health', 200, 'ok', 'must be object'],
])('an answer with %s fails the test that receives it', async (_, call, status, body, fault) => {
  await expect(check(call, status, body)).rejects.toThrow(fault);
});

test('a call of a test fails if the interface answers unlike the document', async () => {
  const { machine } = openApi();
  const { services } = machine;
  const deadLetterQueues = createSqliteDeadLetterQueues(services);
  const counts = { ...services.counts, getByCampaign: async () => ({ waiting: 0.5 }) };
  const app = createCheckedApi({ ...API_DEPS, services: { ...services, counts }, bus: machine.bus, deadLetterQueues });
  await app.request('/campaigns/resend-welcome', { method: 'PUT', body: JSON.stringify(resend) });
  await expect(app.request('/campaigns/resend-welcome')).rejects.toThrow('waiting must be integer');
});

test('a call of a test that goes over the network is checked too', async () => {
  await using server = await answering(200, { status: 'fine' });
  await expect(fetch(`http://127.0.0.1:${server.port}/health`)).rejects.toThrow('unlike openapi.json');
});

test.each([
  ['the deployment test', (url: string) => calledBy(undefined, { api: url, region: 'any' })('GET', '/health')],
  ['the fuzz part of the torture test', (url: string) => send(url, { method: 'GET', path: '/health' })],
  [
    'a benchmark, after what it measures',
    async (url: string) => {
      const client = new HttpClient(url);
      await client.call('GET', '/health');
      client.close();
      await client.checkSamples();
    },
  ],
])('an answer unlike the document fails %s', async (_, call) => {
  await using server = await answering(200, { status: 'fine' });
  // Only calls of 127.0.0.1 are checked by the fetch of the tests.
  await expect(call(`http://localhost:${server.port}`)).rejects.toThrow('unlike openapi.json');
});

test.each([
  ['API Gateway', { message: 'Forbidden' }],
  [
    'the emulator, which adds a type,',
    { __type: 'InvalidSignatureException', message: 'The signature does not match.' },
  ],
])('a refusal of %s is as the document describes it', async (_, body) => {
  await using server = await answering(403, body);
  const call = calledBy(undefined, { api: `http://localhost:${server.port}`, region: 'any' });
  expect(await call('GET', '/campaigns')).toEqual({ status: 403, body });
});

/** Starts a server that gives every call the same answer. */
async function answering(status: number, body: unknown) {
  const server = createServer((_, response) => response.writeHead(status).end(JSON.stringify(body)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
