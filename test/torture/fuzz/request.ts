import { Agent, request as begin } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { checkAnswer } from '../../harness/api/check-answer.ts';
import type { Answer } from '../call.ts';

/** A request with its body unchanged. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An agent that opens a connection for each request, because an idle one would be closed while other inputs keep the thread busy. */
const agent = new Agent({ keepAlive: false });

/** Sends a request to a server on the loopback interface. Its answer is checked against the OpenAPI document. */
export async function send(url: string, sent: Sent): Promise<Answer> {
  const { status, text } = await exchange(url, sent);
  // The client resolves dot segments before it sends a path.
  const { pathname } = new URL(`${url}${sent.path}`);
  await checkAnswer({ method: sent.method, path: pathname, status, text });
  return { status, body: parsed(text) };
}

function exchange(url: string, { method, path, body, headers = {} }: Sent): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = begin(`${url}${path}`, { method, agent, headers }, (response) => {
      buffer(response).then((bytes) => resolve({ status: response.statusCode ?? 0, text: bytes.toString() }), reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
