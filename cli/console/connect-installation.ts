import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatInstant } from '../../core/contracts/instant.ts';
import { formatTimeSpan, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { ConsoleProblem } from '../../server/console/console-problems.ts';
import { DATA_HEADERS } from '../../server/console/page-headers.ts';
import { readLimitedBody } from '../../server/console/read-limited-body.ts';
import type { ConsoleSession } from '../../server/console/session.ts';
import { type ApiCall, type ApiResponse, type ConnectionOptions, createSender } from '../send.ts';
import { findSigningRegion, NO_CREDENTIALS } from '../sign.ts';
import { CommandRefusedError } from '../terminal.ts';
import { getCallerIdentity } from './call-sts.ts';
import { type ConsoleCall, findConsoleCall } from './console-calls.ts';
import { CREDENTIALS_EXPIRED, FORWARDED_HEADERS, forwardCall } from './forward-call.ts';
import { readInstallationSession } from './installation-session.ts';
import { refuseRequest } from './refuse-request.ts';

/** The installation of a console, and what its user may do. */
export interface InstallationOptions extends Pick<ConnectionOptions, 'endpoint' | 'sign'> {
  readonly wantsWrite: boolean;
  readonly allowsProduction: boolean;
  /** Prints a line about each call: when, who, which, and with which result. */
  readonly report: (line: string) => void;
  /** The time that a call has for its answer. */
  readonly callTime?: TimeSpan;
}

/** The installation of a console. */
export interface Installation {
  /** Returns what is known of the installation. While its stage is not known, it is asked again. Throws `CommandRefusedError` if there are no credentials. */
  readSession(): Promise<ConsoleSession>;
  /** Returns the same, or the problem of missing or expired credentials. */
  findSession(): Promise<ConsoleSession | ConsoleProblem>;
  /** Answers a call of the page if it is on the list, and reports it without anything that its user wrote. */
  answerCall(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

const CALL_TIME: TimeSpan = 30 * SECOND;
/** The maximum size of a body: that of the HTTP interface. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;
/** The maximum size of an answer: that of API Gateway. */
const MAX_ANSWER_BYTES = 10 * 1024 * 1024;
/** The time for which it is remembered if the credentials are expired. */
const EXPIRY_CHECK_TIME: TimeSpan = 30 * SECOND;
const NOT_ON_THE_LIST: ConsoleProblem = {
  status: 404,
  code: 'not-on-the-list',
  message: 'the console makes no such call',
};

/** Creates the part of the server that calls the installation: for the page, and to read the session. */
export function connectInstallation(options: InstallationOptions): Installation {
  const { endpoint, sign = false, report, callTime = CALL_TIME } = options;
  const connect = () =>
    createSender(
      { endpoint, sign, timeout: formatTimeSpan(callTime) },
      { maxAnswerBytes: MAX_ANSWER_BYTES, redirect: 'manual' },
    );
  let sender = connect();
  const region = findSigningRegion(new URL(endpoint), sign);
  const send = (call: ApiCall): Promise<ApiResponse> => sender(call);
  let session: ConsoleSession | undefined;
  const readSession = async (): Promise<ConsoleSession> => {
    // While the stage is not known, nothing can be changed: it is asked for again.
    const isFinal = session?.kind === 'local' || session?.stage !== undefined || session?.canWrite;
    if (session === undefined || !isFinal) session = await readInstallationSession({ ...options, region, send });
    return session;
  };
  const findSession = (): Promise<ConsoleSession | ConsoleProblem> => readSession().catch(toCredentialsProblem);
  let expiry: { readonly at: number; readonly isExpired: Promise<boolean> } | undefined;
  const isExpired = (): Promise<boolean> => {
    if (region === undefined) return Promise.resolve(false);
    if (expiry === undefined || Date.now() - expiry.at > EXPIRY_CHECK_TIME)
      expiry = { at: Date.now(), isExpired: areExpired(region) };
    return expiry.isExpired;
  };
  return {
    readSession,
    findSession,
    async answerCall(request, response) {
      const { method, url = '' } = request;
      const [path = ''] = url.split('?', 1);
      const call = findConsoleCall(method, path);
      if (call === undefined) {
        refuseRequest(request, response, NOT_ON_THE_LIST);
        return;
      }
      const prepared = await prepareCall(call, request, findSession);
      const answer = 'code' in prepared ? prepared : await forwardCall(prepared, send, isExpired);
      if ('code' in answer) refuseRequest(request, response, answer);
      else response.writeHead(answer.status, { ...DATA_HEADERS, ...answer.headers }).end(answer.text);
      // The next call reads the credentials again: their user may have signed in meanwhile, as another one, too.
      if (answer === CREDENTIALS_EXPIRED) [sender, expiry, session] = [connect(), undefined, undefined];
      else if (session === undefined) await findSession();
      const principal = session?.principal ?? (region === undefined ? 'unsigned' : 'unknown principal');
      report(`${formatInstant(Date.now())} ${principal} ${call.name} ${answer.status}`);
    },
  };
}

/** Checks a call, reads its query and its body, and returns it as it is sent to the installation, or why it is not. */
async function prepareCall(
  call: ConsoleCall,
  request: IncomingMessage,
  findSession: () => Promise<ConsoleSession | ConsoleProblem>,
): Promise<ApiCall | ConsoleProblem> {
  const refusal = call.isWrite ? checkMayWrite(await findSession()) : undefined;
  if (refusal !== undefined) return refusal;
  const [path = '', search = ''] = (request.url ?? '').split('?', 2);
  const pairs = [...new URLSearchParams(search)];
  const query = Object.fromEntries(pairs);
  if (Object.keys(query).length < pairs.length)
    return { status: 400, code: 'invalid-query', message: 'expected each parameter once' };
  const text = call.method === 'GET' ? '' : await readLimitedBody(request, MAX_BODY_BYTES);
  if (text === undefined)
    return { status: 413, code: 'body-too-large', message: 'body: expected at most 4 MiB (4,194,304 bytes)' };
  const headers = FORWARDED_HEADERS.flatMap((name) => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...{ method: call.method, path, query, headers: Object.fromEntries(headers) },
    ...(text !== '' && { text }),
  };
}

function checkMayWrite(session: ConsoleSession | ConsoleProblem): ConsoleProblem | undefined {
  if ('code' in session) return session;
  if (session.canWrite) return undefined;
  const option = session.isProduction ? '--write and --production' : '--write';
  const message = `this console changes nothing: start it with ${option} to change something`;
  return { status: 403, code: 'read-only', message };
}

/** Returns the problem of missing or expired credentials. Throws every other error. */
function toCredentialsProblem(error: unknown): ConsoleProblem {
  if (error instanceof CommandRefusedError && error.code === NO_CREDENTIALS) return CREDENTIALS_EXPIRED;
  throw error;
}

/** Returns whether STS says that the credentials are expired, or there are none any more. */
function areExpired(region: string): Promise<boolean> {
  return getCallerIdentity(region).then(
    (identity) => identity === 'expired',
    () => true,
  );
}
