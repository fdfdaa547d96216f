import type { Exchange } from './check-answer.ts';
import { isOfOtherServer } from './other-server.ts';

const { fetch } = globalThis;

/**
 * Checks each answer of a server on this machine against the OpenAPI document. Vitest runs this file before the tests of each file,
 * so that no test can leave the check out. The torture test loads it too.
 */
async function fetchChecked(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(input, init);
  const { pathname, hostname } = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  if (hostname === '127.0.0.1' && method !== 'HEAD' && !isOfOtherServer(response))
    await check({ method, path: pathname, status: response.status, text: await response.clone().text() });
  return response;
}

// In a process that several files of tests share, the fetch is there already.
if (fetch.name !== fetchChecked.name) globalThis.fetch = fetchChecked;

/** Checks an answer. The document is loaded with the first one, because most files of tests call no server. */
async function check(exchange: Exchange): Promise<void> {
  const { checkAnswer } = await import('./check-answer.ts');
  await checkAnswer(exchange);
}
