import type { Exchange } from './check-answer.ts';

const { fetch } = globalThis;

/** The header with which a server of a test says that it stands for something else than the Campaign Connector. */
const OTHER_SERVER = 'x-test-server';

/**
 * Checks each answer of a server on this machine against the OpenAPI document. Vitest runs this file before the tests of each file,
 * so that no test can leave the check out.
 */
globalThis.fetch = async (input, init) => {
  const response = await fetch(input, init);
  const { pathname, hostname } = new URL(input instanceof Request ? input.url : input);
  const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
  if (hostname === '127.0.0.1' && method !== 'HEAD' && !response.headers.has(OTHER_SERVER))
    await check({ method, path: pathname, status: response.status, text: await response.clone().text() });
  return response;
};

/** Checks an answer. The document is loaded with the first one, because most files of tests call no server. */
async function check(exchange: Exchange): Promise<void> {
  const { checkAnswer } = await import('./check-answer.ts');
  await checkAnswer(exchange);
}
