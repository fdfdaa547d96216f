import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Returns a free port of the loopback interface. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await listening(probe);
  probe.close();
  return port;
}

/** Makes a server listen on the loopback interface; returns its port. */
export async function listening(server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('port: expected a free one');
  return address.port;
}

/** Ends a child process that we started, by its process id; kills it where that takes longer than so many milliseconds. */
export async function ended(child: ChildProcess, maxWait: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), maxWait);
  await exit;
  clearTimeout(timer);
}
