import { createServer, type RequestListener, type Server } from 'node:http';
import { userInfo } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { newQueue } from '../adapters/sqlite/turns.ts';
import { apiOf } from '../api/app.ts';
import { SECOND } from '../core/contracts/span.ts';
import type { Bus, Log } from '../core/ports.ts';
import { endWholePublication } from '../engine/end-waits.ts';
import type { Host } from './hosts.ts';
import type { Machine } from './machine.ts';
import { answerForeign, refuseForeign } from './refuse-foreign.ts';
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
  /** Answered for beside loopback. */
  readonly allowedHosts?: readonly Host[];
  readonly log: Log;
}

/** A server that listens. */
export interface Serving {
  readonly url: string;
  /** Finishes the requests under way, then closes the store. */
  stop(): Promise<void>;
}

/** Serves a machine over HTTP on this machine only, and does what falls due. Rejects where the port is taken. */
export async function serve(
  machine: Machine,
  { port, currentsToken, allowedHosts, log }: ServeOptions,
): Promise<Serving> {
  const timer = machine.manualClock === undefined ? startTimer(machine, log) : stillTimer;
  const sweeper = startSweeper(machine, log);
  const queue = newQueue();
  const bus: Bus = {
    put: (entries) => queue.beside(() => machine.bus.put(entries)).finally(timer.wake),
  };
  const { services } = machine;
  const actor = localUser();
  const app = apiOf({
    services,
    bus,
    currentsToken: async () => currentsToken,
    actor: () => actor,
    pathAsked: ({ env }) => env.incoming?.url,
    endWaits: (stopping) => endWholePublication(stopping, services),
    publishAhead: 0,
    async isHealthy() {
      const failure = await machine.storeFailure();
      return failure === undefined ? timer.isHealthy() : { reason: `nothing can be written to the store: ${failure}` };
    },
  });
  localRoutes(app, { machine, bus, inTurn: queue.alone });
  // Node drains what nobody reads of a request; hono would cut the line before the 413 is seen.
  const answer = getRequestListener(app.fetch, { autoCleanupIncoming: false });
  const server = createServer({ requireHostHeader: false }, letIn(answer, allowedHosts));
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

/** Lets a request in unless a page of another site may have sent it; one without a Host, too, is told why it is not. */
function letIn(answer: ReturnType<typeof getRequestListener>, allowed: readonly Host[] = []): RequestListener {
  return (request, response) => {
    const foreign = refuseForeign(request, { port: request.socket.localPort ?? 0, allowed });
    if (foreign === undefined) return answer(request, response);
    return answerForeign(response, foreign);
  };
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
