import { createServer, type Server } from 'node:http';
import { userInfo } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { newTurns } from '../adapters/local/turns.ts';
import { apiOf } from '../api/app.ts';
import { SECOND } from '../core/contracts/span.ts';
import type { Bus, Log } from '../core/ports.ts';
import { endWholePublication } from '../functions/end-waits.ts';
import type { Machine } from './machine.ts';
import { localRoutes } from './routes.ts';
import { startSweeper } from './sweeper.ts';
import { startTimer, type Timer } from './timer.ts';

const HOST = '127.0.0.1';
/** Requests under way at a stop have this long to finish. */
const GRACE = 5 * SECOND;

/** How a machine is served. */
export interface ServeOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly currentsToken: string | undefined;
  readonly log: Log;
}

/** A server that listens. */
export interface Serving {
  readonly url: string;
  /** Finishes the requests under way, then closes the store. */
  stop(): Promise<void>;
}

/** Serves a machine over HTTP on this machine only, and does what falls due. Rejects where the port is taken. */
export async function serve(machine: Machine, { port, currentsToken, log }: ServeOptions): Promise<Serving> {
  const timer = machine.manualClock === undefined ? startTimer(machine, log) : stillTimer;
  const sweeper = startSweeper(machine, log);
  const inTurn = newTurns();
  const bus: Bus = {
    put: (entries) => inTurn(() => machine.bus.put(entries)).finally(timer.wake),
  };
  const { services } = machine;
  const actor = localUser();
  const app = apiOf({
    services,
    bus,
    currentsToken: async () => currentsToken,
    actor: () => actor,
    endWaits: (stopping) => endWholePublication(stopping, services),
    publishAhead: 0,
    async isHealthy() {
      const failure = await machine.storeFailure();
      return failure === undefined ? timer.isHealthy() : { reason: `nothing can be written to the store: ${failure}` };
    },
  });
  localRoutes(app, { machine, bus, inTurn });
  // Node drains what nobody reads of a request; hono would cut the line before the 413 is seen.
  const server = createServer(getRequestListener(app.fetch, { autoCleanupIncoming: false }));
  const stopWork = (): Promise<unknown> => Promise.all([timer.stop(), sweeper.stop()]);
  const stop = async (): Promise<void> => {
    await closed(server);
    await stopWork();
    await machine.close();
  };
  try {
    return { url: await listening(server, port), stop };
  } catch (error) {
    await stopWork();
    throw error;
  }
}

/** A manual clock moves what is due along itself. */
const stillTimer: Timer = { wake: () => {}, isHealthy: () => true, stop: async () => {} };

function listening(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${HOST}:${actual}`);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.closeAllConnections(), GRACE);
    server.close(() => {
      clearTimeout(impatient);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}
