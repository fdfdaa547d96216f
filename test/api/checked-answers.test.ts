import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { checkAnswer, type Exchange } from '../harness/api/check-answer.ts';
import { createCheckedApi } from '../harness/api/checked-app.ts';
import { API_DEPS, openApi, resend } from '../harness/api/open-api.ts';

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
  const counts = { ...services.counts, getByCampaign: async () => ({ waiting: 0.5 }) };
  const app = createCheckedApi({ ...API_DEPS, services: { ...services, counts }, bus: machine.bus });
  await app.request('/campaigns/resend-welcome', { method: 'PUT', body: JSON.stringify(resend) });
  await expect(app.request('/campaigns/resend-welcome')).rejects.toThrow('waiting must be integer');
});

test('a call of a test that goes over the network is checked too', async () => {
  const server = createServer((_, response) => response.end('{"status":"fine"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await expect(fetch(`http://127.0.0.1:${port}/health`)).rejects.toThrow('unlike openapi.json');
  server.close();
});
