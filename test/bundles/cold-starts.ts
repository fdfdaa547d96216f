import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as v from 'valibot';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { METRICS_NAMESPACE } from '../../core/contracts/metrics.ts';
import type { FunctionName } from '../../lib/connector-function.ts';
import { RESOURCE_NAMES } from '../doubles/aws.ts';
import { served } from '../doubles/over-http.ts';
import { type Around, straight } from '../doubles/tally.ts';
import { ended } from '../harness/processes.ts';
import type { Bundle } from './bundled.ts';
import { FIRST_CALLS } from './first-calls.ts';
import { someoneWaits } from './someone-waits.ts';
import { TOLD } from './told.ts';

/** How long a cold start took, in milliseconds. */
export interface ColdStart {
  readonly import: number;
  readonly call: number;
}

/** A message that is given back was not worked off, nor was a call that is refused: nothing was measured. */
const worked = v.optional(
  v.object({
    batchItemFailures: v.optional(v.strictTuple([])),
    statusCode: v.optional(v.pipe(v.number(), v.maxValue(299))),
  }),
);
const told = v.object({ import: v.number(), call: v.number(), answer: worked });

/** Starts a bundle cold, in a new process, and calls it once, where somebody waits. Throws where the call did not do its work. */
export async function coldStart({ functionName, file }: Bundle): Promise<ColdStart> {
  const { event, requests } = FIRST_CALLS[functionName];
  const where = await someoneWaits();
  const words = [functionName, file, JSON.stringify(await event(where))];
  const asked: string[] = [];
  const noting: Around = (request, perform) => {
    asked.push(request);
    return straight(request, perform);
  };
  const { url, close } = await served(where.installed.standIns.clients(noting));
  const options = { env: { ...process.env, ...environmentOf(functionName, url) }, silent: true };
  const child = fork(join(import.meta.dirname, 'cold-start.ts'), words, options);
  try {
    const { answer: _, ...start } = await toldBy(child);
    const left = requests.filter((each) => !asked.some((request) => request.startsWith(each)));
    if (left.length > 0)
      throw new Error(`${functionName}: expected to ask ${left.join(', ')}; it asked ${asked.join(', ')}`);
    return start;
  } finally {
    await ended(child, 1_000);
    close();
  }
}

/** What a process tells us of its first call. Throws what it said, where the call broke. */
async function toldBy(child: ChildProcess): Promise<v.InferOutput<typeof told>> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (said += data));
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  const read = v.safeParse(told, message);
  if (!read.success) throw new Error(`a first call broke: ${JSON.stringify(message)}\n${said}`);
  return read.output;
}

/** What Lambda would set, and what the template tells the Lambda of the door. */
function environmentOf(functionName: FunctionName, url: string): Readonly<Record<string, string>> {
  const resourceNames = Object.entries(resourceNamesAt(url)).filter(([variable]) =>
    TOLD[functionName].some((each) => each === variable),
  );
  return {
    ...Object.fromEntries(resourceNames),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
    POWERTOOLS_SERVICE_NAME: 'campaign-connector',
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}

function resourceNamesAt(url: string): Readonly<Record<string, string>> {
  const { connectors, publications, enrollments, profiles, refused } = RESOURCE_NAMES;
  return {
    [ENVIRONMENT.connectors]: connectors,
    [ENVIRONMENT.publications]: publications,
    [ENVIRONMENT.enrollments]: enrollments,
    [ENVIRONMENT.profiles]: profiles,
    [ENVIRONMENT.refused]: refused,
    [ENVIRONMENT.bus]: RESOURCE_NAMES.busName,
    [ENVIRONMENT.waveMachine]: RESOURCE_NAMES.waveMachineArn,
    [ENVIRONMENT.refusedQueue]: `${url}/${RESOURCE_NAMES.refusedQueueUrl}`,
    [ENVIRONMENT.cancelWaitsQueue]: `${url}/${RESOURCE_NAMES.cancelWaitsQueueUrl}`,
    [ENVIRONMENT.triggerQueue]: `${url}/${RESOURCE_NAMES.triggerQueueUrl}`,
    [ENVIRONMENT.currentsSecret]: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:currents',
  };
}
