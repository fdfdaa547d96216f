import type { Server } from 'node:http';
import { CommandRefusedError } from '../terminal.ts';

/** Servers that listen on the loopback addresses of IPv4 and IPv6, on one port. */
export interface LoopbackServers {
  readonly port: number;
  close(): Promise<void>;
}

/** The maximum number of free ports that are tried until one is free on both addresses. */
const MAX_PORTS = 10;

/**
 * Listens on 127.0.0.1 and ::1, on a port or on any free one (0), and on no other address. A machine without IPv6 has the first only.
 * Throws `CommandRefusedError` if the port is in use on one of them: `localhost` may mean either.
 */
export async function listenOnLoopback(port: number, create: () => Server): Promise<LoopbackServers> {
  for (let attempt = 1; ; attempt++) {
    const first = create();
    const failure = await listen(first, port, '127.0.0.1');
    if (failure !== undefined) throw new CommandRefusedError(`port ${port}: ${describeFailure(failure)}`);
    const actual = readPort(first);
    const second = create();
    const missing = await listen(second, actual, '::1');
    if (missing === undefined) return { port: actual, close: () => closeServers([first, second]) };
    if (missing !== 'EADDRINUSE') return { port: actual, close: () => closeServers([first]) };
    await closeServers([first]);
    if (port !== 0 || attempt === MAX_PORTS)
      throw new CommandRefusedError(`port ${actual} of [::1]: ${describeFailure(missing)}`);
  }
}

/** Listens, and returns the code of the failure, or undefined. */
function listen(server: Server, port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error) => resolve('code' in error ? String(error.code) : String(error)));
    server.listen({ port, host, ipv6Only: host.includes(':') }, () => resolve(undefined));
  });
}

function readPort(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

function describeFailure(code: string): string {
  return code === 'EADDRINUSE' ? 'in use by another program' : code;
}

async function closeServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (each) =>
        new Promise<void>((resolve) => {
          each.close(() => resolve());
          each.closeAllConnections();
        }),
    ),
  );
}
