import { setTimeout as pause } from 'node:timers/promises';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Deployed } from './deployed.ts';
import type { Keys } from './people.ts';

/** An answer of the HTTP interface. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** A call of the HTTP interface by somebody, or by nobody: then it is not signed. */
export type Call = (method: 'GET' | 'PUT' | 'POST', path: string, body?: unknown) => Promise<Answer>;

/** How often something is read where this machine is too slow for the Lambda that answers. */
const MOST_ATTEMPTS = 5;

/** Calls the HTTP interface, signing with somebody's key. */
export function calledBy(
  keys: Keys | undefined,
  { api, region }: Deployed,
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
    const response = await fetch(url, { method, headers: signed, ...(text === undefined ? {} : { body: text }) });
    return { status: response.status, body: read(await response.text()) };
  };
  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await callOnce(method, path, body);
      if (answer.status < 500 || method !== 'GET' || attempt === MOST_ATTEMPTS) return answer;
      console.log(`GET ${path} answered ${answer.status}: it is asked again`);
      await pause(1_000);
    }
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
