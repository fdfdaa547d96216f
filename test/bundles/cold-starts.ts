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
import { SENDER_ENVIRONMENT } from '../harness/lib/sender-environment.ts';
import { ended } from '../harness/processes.ts';
import type { Bundle } from './bundled.ts';
import { FIRST_CALLS } from './first-calls.ts';
import { RESOURCE_VARIABLES } from './resource-variables.ts';
import { createWaitingUser } from './waiting-user.ts';

/** The duration of a cold start, in milliseconds. */
export interface ColdStart {
  readonly import: number;
  readonly call: number;
}

/** The answer of a call that processed its event: no message returned to the queue, and no HTTP error. */
const successAnswer = v.optional(
  v.object({
    batchItemFailures: v.optional(v.strictTuple([])),
    statusCode: v.optional(v.pipe(v.number(), v.maxValue(299))),
  }),
);
const firstCallReport = v.object({ import: v.number(), call: v.number(), answer: successAnswer });

/** Starts a bundle in a new process, and calls it once, in an installation in which a user waits. Throws if the call did not process its event. */
export async function coldStart({ functionName, file }: Bundle): Promise<ColdStart> {
  const { event, requests } = FIRST_CALLS[functionName];
  const where = await createWaitingUser();
  const made: string[] = [];
  const recording: Around = (request, perform) => {
    made.push(request);
    return straight(request, perform);
  };
  const { url, close } = await served(where.installed.standIns.clients(recording));
  const words = [functionName, file, JSON.stringify(await event({ ...where, url }))];
  const options = { env: { ...process.env, ...environmentOf(functionName, url) }, silent: true };
  const child = fork(join(import.meta.dirname, 'cold-start.ts'), words, options);
  try {
    const { answer: _, ...start } = await receiveReport(child);
    const missing = requests.filter((each) => !made.some((request) => request.startsWith(each)));
    if (missing.length > 0)
      throw new Error(`${functionName}: expected the requests ${missing.join(', ')}; found ${made.join(', ')}`);
    return start;
  } finally {
    await ended(child, 1_000);
    close();
  }
}

/** Returns the report of a process on its first call. Throws an error with the output of the process if the call failed. */
async function receiveReport(child: ChildProcess): Promise<v.InferOutput<typeof firstCallReport>> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (output += data));
  // A process is 'closed' once its messages and its output are read; of many that end at once, some have exited before that.
  const [message] = await Promise.race([once(child, 'message'), once(child, 'close')]);
  const read = v.safeParse(firstCallReport, message);
  if (!read.success) throw new Error(`a first call failed: ${JSON.stringify(message)}\n${output}`);
  return read.output;
}

/** Returns the environment that Lambda and the template would give a function. */
function environmentOf(functionName: FunctionName, url: string): Readonly<Record<string, string>> {
  const resourceNames = Object.entries(resourceNamesAt(url)).filter(([variable]) =>
    RESOURCE_VARIABLES[functionName].some((each) => each === variable),
  );
  return {
    ...Object.fromEntries(resourceNames),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    POWERTOOLS_SERVICE_NAME: 'campaign-connector',
    POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
}

function resourceNamesAt(url: string): Readonly<Record<string, string>> {
  const { connectors, publications, enrollments, profiles, contacts, refused, deliveries } = RESOURCE_NAMES;
  return {
    ...SENDER_ENVIRONMENT,
    [ENVIRONMENT.webhookAllowHosts]: new URL(url).host,
    [ENVIRONMENT.connectors]: connectors,
    [ENVIRONMENT.publications]: publications,
    [ENVIRONMENT.enrollments]: enrollments,
    [ENVIRONMENT.profiles]: profiles,
    [ENVIRONMENT.contacts]: contacts,
    [ENVIRONMENT.refused]: refused,
    [ENVIRONMENT.deliveries]: deliveries,
    [ENVIRONMENT.bus]: RESOURCE_NAMES.busName,
    [ENVIRONMENT.waveMachine]: RESOURCE_NAMES.waveMachineArn,
    [ENVIRONMENT.refusedQueue]: `${url}/${RESOURCE_NAMES.refusedQueueUrl}`,
    [ENVIRONMENT.cancelWaitsQueue]: `${url}/${RESOURCE_NAMES.cancelWaitsQueueUrl}`,
    [ENVIRONMENT.triggerQueue]: `${url}/${RESOURCE_NAMES.triggerQueueUrl}`,
    [ENVIRONMENT.erasureQueue]: `${url}/${RESOURCE_NAMES.erasureQueueUrl}`,
    [ENVIRONMENT.inputQueue]: `${url}/${RESOURCE_NAMES.inputQueueUrl}`,
    [ENVIRONMENT.eventsQueue]: `${url}/${RESOURCE_NAMES.eventsQueueUrl}`,
    [ENVIRONMENT.unsentQueue]: `${url}/${RESOURCE_NAMES.unsentQueueUrl}`,
    [ENVIRONMENT.profilesQueue]: `${url}/${RESOURCE_NAMES.profilesQueueUrl}`,
    [ENVIRONMENT.currentsSecret]: 'arn:aws:secretsmanager:eu-west-1:000000000000:secret:currents',
  };
}
