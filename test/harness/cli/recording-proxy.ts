import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { OTHER_SERVER } from '../api/other-server.ts';

/** A call that came through the proxy. */
export interface RecordedCall {
  /** The method and the path, such as "POST /plan". */
  readonly name: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** The work of a test before the proxy passes a call on; if it returns a status, the call is answered with that instead. */
export type BeforeCall = (call: RecordedCall) => Promise<number | undefined>;

/** A server before an installation, which records each call and lets a test act before it is passed on. */
export interface RecordingProxy {
  readonly endpoint: string;
  readonly calls: readonly RecordedCall[];
  stop(): Promise<void>;
}

/** Starts a proxy of an installation on a free port. */
export async function startRecordingProxy(endpoint: () => string, beforeCall: BeforeCall): Promise<RecordingProxy> {
  const calls: RecordedCall[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/', headers } = request;
    const body = await text(request);
    const call = { name: `${method} ${url}`, headers, body };
    calls.push(call);
    const status = await beforeCall(call);
    if (status !== undefined) {
      response.writeHead(status, { [OTHER_SERVER]: 'proxy' }).end('{}');
      return;
    }
    const passed = await pass(`${endpoint()}${url}`, call, method);
    response.writeHead(passed.status, { 'content-type': 'application/json' }).end(passed.body);
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function pass(url: string, { headers, body }: RecordedCall, method: string) {
  const kept = ['content-type', 'if-match'].flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(kept),
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: response.status, body: await response.text() };
}
