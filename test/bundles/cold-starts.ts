import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Bundle } from './bundled.ts';
import { FIRST_CALLS } from './first-calls.ts';

/** How long a cold start took, in milliseconds. */
export interface ColdStart {
  readonly import: number;
  readonly call: number;
}

/** A message that is given back was not worked off: nothing was measured. */
const worked = v.optional(v.object({ batchItemFailures: v.optional(v.strictTuple([])) }));
const told = v.object({ import: v.number(), call: v.number(), answer: worked });

/** Starts a bundle cold, each time in a new process; whatever it asks of AWS, it is answered on loopback that there is nothing. */
export async function coldStarts({ door, file }: Bundle, times: number): Promise<readonly ColdStart[]> {
  const { server, url } = await nothing();
  const words = [door, file, JSON.stringify(FIRST_CALLS[door])];
  const options = { env: { ...process.env, ...ENVIRONMENT, AWS_ENDPOINT_URL: url }, silent: true };
  try {
    const starts: ColdStart[] = [];
    for (let time = 0; time < times; time++) {
      const child = fork(join(import.meta.dirname, 'cold-start.ts'), words, options);
      const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
      starts.push(v.parse(told, message));
      await ended(child);
    }
    return starts;
  } finally {
    server.close();
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}

/** What Lambda would set. */
const ENVIRONMENT = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
  POWERTOOLS_SERVICE_NAME: 'campaign-connector',
  POWERTOOLS_METRICS_NAMESPACE: 'CampaignConnector',
  POWERTOOLS_LOG_LEVEL: 'INFO',
};

/** A service of AWS that holds nothing: a query finds no items, and every write is taken. */
async function nothing(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(isQuery(request) ? '{"Items":[],"Count":0,"ScannedCount":0}' : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('loopback: expected a port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

const isQuery = ({ headers }: IncomingMessage): boolean => String(headers['x-amz-target']).endsWith('.Query');
