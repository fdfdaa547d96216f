import { createServer, type RequestListener, type Server } from 'node:http';
import { userInfo } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { createTaskQueue } from '../adapters/sqlite/task-queue.ts';
import { createApi } from '../api/app.ts';
import { SECOND } from '../core/contracts/time-span.ts';
import type { Bus, Log } from '../core/ports.ts';
import { cancelAllWaits } from '../engine/cancel-waits.ts';
import { drainLocally } from '../engine/drain-locally.ts';
import { checkCrossSite, respondCrossSiteRefusal } from './check-cross-site.ts';
import type { Host } from './hosts.ts';
import { LOCAL_ROUTES } from './local-routes.ts';
import type { LocalRuntime } from './local-runtime.ts';
import { registerLocalRoutes } from './routes.ts';
import { startSweeper } from './sweeper.ts';
import { startTimer, type Timer } from './timer.ts';

const HOST = '127.0.0.1';
/** The time that open requests have to finish when the server stops. */
const STOP_GRACE_MS = 5 * SECOND;

/** The settings of a server. */
export interface ServerOptions {
  /** The port to listen on; 0 is any free one. */
  readonly port: number;
  readonly currentsToken: string | undefined;
  /** The hosts that the server answers for besides loopback. */
  readonly allowedHosts?: readonly Host[];
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Finishes the open requests, then closes the store. */
  stop(): Promise<void>;
}

/** Serves a runtime over HTTP on loopback, and processes what falls due. Rejects if the port is in use. */
export async function startServer(
  runtime: LocalRuntime,
  { port, currentsToken, allowedHosts, log }: ServerOptions,
): Promise<RunningServer> {
  const timer = runtime.manualClock === undefined ? startTimer(runtime, log) : noTimer;
  const sweeper = startSweeper(runtime, log);
  const queue = createTaskQueue();
  const bus: Bus = {
    put: (entries) => queue.runShared(() => runtime.bus.put(entries)).finally(timer.wake),
  };
  const { services } = runtime;
  const user = getLocalUser();
  const app = createApi({
    services,
    bus,
    getCurrentsToken: async () => currentsToken,
    getActor: () => user,
    getRawPath: ({ env }) => env.incoming?.url,
    cancelWaits: (request) => cancelAllWaits(request, services),
    drainWaves: () => drainLocally(services),
    publishLeadTime: 0,
    otherRoutes: LOCAL_ROUTES,
    async checkHealth() {
      const failure = await runtime.findStoreFailure();
      return failure === undefined ? timer.isHealthy() : { reason: `nothing can be written to the store: ${failure}` };
    },
  });
  registerLocalRoutes(app, { runtime, bus, runExclusive: queue.runExclusive });
  // Node drains the unread rest of a request; hono would close the connection before the client sees the 413.
  const handleRequest = getRequestListener(app.fetch, { autoCleanupIncoming: false });
  const server = createServer({ requireHostHeader: false }, guardRequests(handleRequest, allowedHosts));
  const stopWork = (): Promise<unknown> => Promise.all([timer.stop(), sweeper.stop()]);
  const stop = async (): Promise<void> => {
    await closeServer(server);
    await stopWork();
    await runtime.close();
  };
  try {
    return { url: await listen(server, port), stop };
  } catch (error) {
    await stopWork();
    throw error;
  }
}

/** Refuses requests that a page of another site may have sent. A request without a Host header gets an answer with the reason, too. */
function guardRequests(
  handleRequest: ReturnType<typeof getRequestListener>,
  allowed: readonly Host[] = [],
): RequestListener {
  return (request, response) => {
    const refusal = checkCrossSite(request, { port: request.socket.localPort ?? 0, allowed });
    if (refusal === undefined) return handleRequest(request, response);
    return respondCrossSiteRefusal(response, refusal);
  };
}

/** A timer that does nothing: a manual clock processes what is due when it moves. */
const noTimer: Timer = { wake: () => {}, isHealthy: () => true, stop: async () => {} };

function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${HOST}:${actual}`);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const forceClose = setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS);
    server.close(() => {
      clearTimeout(forceClose);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function getLocalUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}
