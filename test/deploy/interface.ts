import { setTimeout as pause } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import * as v from 'valibot';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { AnswerFault, checkAnswer } from '../harness/api/check-answer.ts';
import { isOfOtherServer } from '../harness/api/other-server.ts';
import type { Installation } from './deployed.ts';
import type { Keys } from './people.ts';
import { remember, WaitLimit } from './slowness.ts';

/** An answer of the HTTP interface. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A function that calls the HTTP interface, signed where it has keys. */
export type Call = (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) => Promise<Answer>;

/** The time for which a failed read is repeated on a free machine; it grows with the slowness of the machine. */
const READ_AGAIN: TimeSpan = 60 * SECOND;
/** The status of a call whose connection failed. */
const NO_ANSWER = 599;

/** The emulator's refusal of a wrong signature. Its type is left out before the check, because API Gateway gives the message alone. */
const emulatorRefusalSchema = v.strictObject({ __type: v.string(), message: v.string() });

/** The answer of API Gateway itself to a call that has no route. */
const gatewayRefusalSchema = v.object({
  status: v.literal(404),
  body: v.strictObject({ message: v.literal('Not Found') }),
});

/** Creates a function that calls the HTTP interface and signs with a key. Each answer is checked against the OpenAPI document. */
export function calledBy(
  keys: Keys | undefined,
  { api, region }: Pick<Installation, 'api' | 'region'>,
  headers: Record<string, string> = {},
): Call {
  const signer =
    keys && new SignatureV4({ service: 'execute-api', region, credentials: keys, sha256: Sha256, uriEscapePath: true });
  const callOnce: Call = async (method, path, body) => {
    const url = new URL(`${api}${path}`);
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const unsigned = {
      ...{ method, protocol: url.protocol, hostname: url.hostname, path: url.pathname },
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(text === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(text === undefined ? {} : { body: text }),
    };
    const { host: _, ...signed } = (signer === undefined ? unsigned : await signer.sign(unsigned)).headers;
    try {
      const response = await fetch(url, { method, headers: signed, ...(text === undefined ? {} : { body: text }) });
      const { status } = response;
      const answer = { status, body: read(await response.text()) };
      if (!isOfOtherServer(response) && !v.is(gatewayRefusalSchema, answer))
        await checkAnswer({ method, path, status, text: asOnAws(answer.body) });
      return answer;
    } catch (error) {
      if (error instanceof AnswerFault) throw error;
      return { status: NO_ANSWER, body: String(error) };
    }
  };
  return async (method, path, body) => {
    for (const maxWait = new WaitLimit(READ_AGAIN); ; await pause(SECOND)) {
      const begun = Date.now();
      const answer = await callOnce(method, path, body);
      if (method === 'GET' && answer.status === 200) remember(Date.now() - begun);
      if (answer.status < 500 || method !== 'GET' || maxWait.isOver()) return answer;
      console.log(`GET ${path} answered ${answer.status}: it is asked again`);
    }
  };
}

/** Returns the text of an answer as AWS would give it. */
function asOnAws(body: unknown): string {
  const { success, output } = v.safeParse(emulatorRefusalSchema, body);
  return JSON.stringify(success ? { message: output.message } : body);
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
