import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type Received, signatureOf } from './signature.ts';

/** A call with a valid signature. */
export interface Admitted {
  readonly method: string;
  readonly target: string;
  readonly scope: string;
  readonly token: unknown;
}

/** Starts a server before an installation that answers 403 to calls with a wrong signature, as API Gateway does. */
export async function openSignedApi({ secret, installation }: { secret: string; installation: string }) {
  const admitted: Admitted[] = [];
  const server = createServer(async (incoming, response) => {
    const request = await receive(incoming);
    const { method, target, headers, body } = request;
    const signature = signatureOf(request, secret);
    if (signature === undefined || signature.expected !== signature.found) {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"Forbidden"}');
      return;
    }
    admitted.push({ method, target, scope: signature.scope, token: headers['x-amz-security-token'] });
    const type = String(headers['content-type'] ?? 'application/json');
    const content = method === 'GET' ? {} : { body: new Uint8Array(body), headers: { 'content-type': type } };
    const answer = await fetch(`${installation}${target}`, { method, ...content });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { endpoint: `http://127.0.0.1:${port}`, admitted, close: () => server.close() };
}

async function receive(incoming: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method = '', url: target = '', headers } = incoming;
  return { method, target, headers, body: Buffer.concat(chunks) };
}
