import { formatInstant, type Instant } from '../../../core/contracts/instant.ts';
import { DAY } from '../../../core/contracts/time-span.ts';
import { openRuntime } from '../../../server/local-runtime.ts';
import { startServer } from '../../../server/server.ts';
import { silent } from '../../harness/api/open-api.ts';
import { dispatchesOf, sentTwice } from '../audit.ts';
import { type Answer, type Call, writeAnswer } from '../call.ts';
import { type Sent, send } from './request.ts';
import { FUZZ_START } from './samples.ts';

const TOKEN = 'a secret of the fuzz';
const GOOD_CAMPAIGN = {
  id: 'good',
  name: 'A good campaign',
  triggers: [{ interaction: 'email.received', campaign: 'good-target' }],
  reeligibility: 'immediately',
  messages: [{ channel: 'push', body: 'Hello' }],
};

/** A server that is fuzzed over HTTP, with a valid follow-up whose triggers are sent along. */
export interface Served {
  /** Sends a request with any body, and with the headers that it needs. */
  send(request: Sent): Promise<Answer>;
  /** Returns a valid entry, which must lead to a message. */
  goodEntry(): object;
  /** Returns everything that is wrong at the end, and ends the server. */
  finish(): Promise<string[]>;
}

/** Starts a server without a durable store on the loopback interface, and publishes the valid follow-up. */
export async function startServed(): Promise<Served> {
  const machine = openRuntime({ directory: ':memory:', clockStart: FUZZ_START, log: silent });
  const serving = await startServer(machine, { port: 0, currentsToken: TOKEN, log: silent });
  const call: Call = (method, path, body) =>
    send(serving.url, {
      method,
      path,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: String(JSON.stringify(body)) }),
    });
  await expectOk(call, 'PUT', '/campaigns/good', GOOD_CAMPAIGN);
  await expectOk(call, 'POST', '/campaigns/good/publish');
  let good = 0;
  return {
    send(request) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}`, ...request.headers };
      return send(serving.url, { ...request, headers });
    },
    goodEntry() {
      good += 1;
      return goodEntry(good, FUZZ_START);
    },
    async finish() {
      try {
        return await judged(call, good);
      } finally {
        await serving.stop();
      }
    },
  };
}

function goodEntry(number: number, at: Instant): object {
  const detail = { id: `good-${number}`, userId: `good-${number}`, interaction: 'email.received' };
  const occurredAt = formatInstant(at);
  const Detail = { ...detail, campaignId: 'good-target', occurredAt };
  return { Source: 'good', DetailType: 'Campaign Interaction', Detail };
}

async function judged(call: Call, good: number): Promise<string[]> {
  const to = formatInstant(FUZZ_START + 20 * DAY);
  await expectOk(call, 'POST', '/clock', { to });
  await expectOk(call, 'GET', '/health');
  await expectOk(call, 'POST', '/events', { entries: [goodEntry(good + 1, FUZZ_START + 20 * DAY)] });
  const dispatches = await dispatchesOf(call);
  const left = new Set(dispatches.filter(({ campaignId }) => campaignId === 'good').map(({ userId }) => userId));
  const missing = Array.from({ length: good + 1 }, (_, index) => `good-${index + 1}`).filter((user) => !left.has(user));
  return [
    ...sentTwice(dispatches),
    ...missing.slice(0, 5).map((user) => `${user}: a good entry beside a bad one led to no message (R61)`),
  ];
}

async function expectOk(call: Call, method: string, path: string, body?: unknown): Promise<void> {
  const answer = await call(method, path, body);
  if (answer.status !== 200) throw new Error(`${method} ${path}: expected 200, found ${writeAnswer(answer)}`);
}
