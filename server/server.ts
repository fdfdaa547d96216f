import { createServer, type RequestListener, type Server } from 'node:http';
import { userInfo } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { createSqliteDeadLetterQueues } from '../adapters/sqlite/dead-letter-queues.ts';
import { createTaskQueue } from '../adapters/sqlite/task-queue.ts';
import { loadAuthoringCalls } from '../api/authoring-routes.ts';
import type { PublicDeps } from '../api/public/deps.ts';
import { createPublicApi, isPublicTarget } from '../api/public/public.ts';
import { createApi } from '../api/whole-api.ts';
import { SECOND } from '../core/contracts/time-span.ts';
import { UNREACHABLE_LOCALLY } from '../core/contracts/user-report.ts';
import type { DeadLetterQueues } from '../core/dead-letters.ts';
import type { Bus, Log } from '../core/ports.ts';
import { cancelAllWaits } from '../engine/cancel-waits.ts';
import { drainLocally } from '../engine/drain-locally.ts';
import { sendTest } from '../engine/send-test.ts';
import { checkCrossSite, respondCrossSiteRefusal } from './check-cross-site.ts';
import type { ConsoleSource } from './console/console-build.ts';
import { type ConsoleHandler, createConsoleHandler } from './console/console-handler.ts';
import { DATA_HEADERS } from './console/page-headers.ts';
import type { Host } from './hosts.ts';
import { LOCAL_ROUTES } from './local-routes.ts';
import type { LocalRuntime } from './local-runtime.ts';
import { createPublicDeps } from './public-deps.ts';
import { registerLocalRoutes } from './routes.ts';
import { LOOPBACK_HOST, type PublicServerSettings } from './sending-settings.ts';
import { startSweeper } from './sweeper.ts';
import { startTimer, type Timer } from './timer.ts';

/** The time that open requests have to finish when the server stops. */
const STOP_GRACE_MS = 5 * SECOND;

/** The settings of a server. */
export interface ServerOptions {
  /** The port to listen on; 0 is any free one. */
  readonly port: number;
  readonly currentsToken: string | undefined;
  /** The hosts that the server answers for besides loopback. */
  readonly allowedHosts?: readonly Host[];
  /** The settings of the public calls. */
  readonly publicServer?: PublicServerSettings | undefined;
  /** The console that is served at `/`. Absent, there is none, and nothing is built. */
  readonly console?: ConsoleSource | undefined;
  readonly log: Log;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** The address that links in messages begin with; absent if there are no senders. */
  readonly publicUrl?: string;
  /** Finishes the open requests, then closes the store. */
  stop(): Promise<void>;
}

/** Serves a runtime over HTTP on loopback, and processes what falls due. Rejects if the port is in use. */
export async function startServer(
  runtime: LocalRuntime,
  { port, currentsToken, allowedHosts, publicServer, console: consoleSource, log }: ServerOptions,
): Promise<RunningServer> {
  await loadAuthoringCalls();
  // Nothing leaves before the server listens: its address is in the links of messages.
  let timer = noTimer;
  const sweeper = startSweeper(runtime, log);
  const queue = createTaskQueue();
  const bus: Bus = {
    put: (entries) => queue.runShared(() => runtime.bus.put(entries)).finally(() => timer.wake()),
  };
  const { services } = runtime;
  const user = getLocalUser();
  const { links } = runtime;
  let publicUrl: string | undefined;
  const { senders, policy } = runtime.sending;
  const sending = {
    policy,
    senders: runtime.senderFacts,
    getPublicUrl: () => publicUrl,
    origins: publicServer?.origins ?? [],
  };
  const publicDeps = links && createPublicDeps(runtime, { links, bus, origins: publicServer?.origins ?? [] });
  const app = createApi({
    ...(publicDeps && { publicDeps }),
    ...(links && { tokens: links.tokens }),
    services,
    bus,
    deadLetterQueues: wakeAfterRetry(createSqliteDeadLetterQueues(services), () => timer.wake()),
    getCurrentsToken: async () => currentsToken,
    getActor: () => user,
    getRawPath: ({ env }) => env.incoming?.url,
    cancelWaits: (request) => cancelAllWaits(request, services),
    drainWaves: () => drainLocally(services),
    continueRecount: () => runtime.recount(),
    getLogId: (userId) => userId,
    publishLeadTime: 0,
    sending,
    async sendTest(test) {
      const sender = senders.find(({ channel }) => channel === test.message.channel);
      if (sender === undefined) throw new Error(`${test.message.channel}: expected a channel with a sender`);
      return sendTest(test, { sender, policy, now: services.clock.now() });
    },
    beyondReach: UNREACHABLE_LOCALLY,
    otherRoutes: LOCAL_ROUTES,
    async checkHealth() {
      const failure = await runtime.findStoreFailure();
      return failure === undefined ? timer.isHealthy() : { reason: `nothing can be written to the store: ${failure}` };
    },
  });
  registerLocalRoutes(app, { runtime, bus, runExclusive: queue.runExclusive });
  // Node drains the unread rest of a request; hono would close the connection before the client sees the 413.
  const handleRequest = getRequestListener(app.fetch, { autoCleanupIncoming: false });
  let managementUrl = '';
  const consoleHandler =
    consoleSource &&
    createConsoleHandler({
      source: consoleSource,
      readSession: async () => ({ kind: 'local', endpoint: managementUrl, canWrite: true }),
    });
  const server = createServer(
    { requireHostHeader: false },
    guardRequests(handleRequest, { allowed: allowedHosts, hasPublicCalls: publicDeps !== undefined, consoleHandler }),
  );
  const answering = publicDeps && publicServer?.port !== undefined ? createPublicServer(publicDeps) : undefined;
  const stopWork = (): Promise<unknown> => Promise.all([timer.stop(), sweeper.stop()]);
  const stop = async (): Promise<void> => {
    consoleSource?.stop();
    await Promise.all([server, answering].map((each) => each && closeServer(each)));
    await stopWork();
    await runtime.close();
  };
  try {
    const url = await listen(server, { port, host: LOOPBACK_HOST });
    managementUrl = url;
    const publicServerUrl =
      answering &&
      (await listen(answering, { port: publicServer?.port ?? 0, host: publicServer?.host ?? LOOPBACK_HOST }));
    const linkUrl = publicServer?.url ?? publicServerUrl ?? url;
    links?.setBaseUrl(linkUrl);
    if (links !== undefined) publicUrl = linkUrl;
    if (runtime.manualClock === undefined) timer = startTimers(runtime, log);
    return { url, ...(links && { publicUrl: linkUrl }), stop };
  } catch (error) {
    await stopWork();
    throw error;
  }
}

/** The settings of the guard before all calls. */
interface GuardOptions {
  readonly allowed?: readonly Host[] | undefined;
  readonly hasPublicCalls: boolean;
  readonly consoleHandler: ConsoleHandler | undefined;
}

/**
 * Refuses requests that a page of another site may have sent, but for public calls. A request without a Host header gets an answer with
 * the reason, too. What comes through is answered by the console, or by the HTTP interface.
 */
function guardRequests(
  handleRequest: ReturnType<typeof getRequestListener>,
  { allowed = [], hasPublicCalls, consoleHandler }: GuardOptions,
): RequestListener {
  return (request, response) => {
    if (hasPublicCalls && isPublicTarget(request.url ?? '')) return handleRequest(request, response);
    const refusal = checkCrossSite(request, { port: request.socket.localPort ?? 0, allowed });
    if (refusal === undefined && consoleHandler?.handles(request)) return consoleHandler.respond(request, response);
    for (const [name, value] of Object.entries(DATA_HEADERS)) response.setHeader(name, value);
    return refusal === undefined ? handleRequest(request, response) : respondCrossSiteRefusal(response, refusal);
  };
}

/** Starts the loops of waves and events, and one of each sender, so that a slow provider delays nothing else (R87). */
function startTimers(runtime: LocalRuntime, log: Log): Timer {
  const { services, sending } = runtime;
  const { clock } = services;
  const timer = startTimer({ clock, runDue: () => runtime.runDue(), nextDueAt: () => runtime.nextDueAt() }, log);
  const senderTimers = sending.senders.map((sender) =>
    startTimer(
      { clock, runDue: () => sending.sendDue(sender), nextDueAt: () => sending.nextDueAt(sender.channel) },
      log,
    ),
  );
  return {
    wake: timer.wake,
    isHealthy: timer.isHealthy,
    async stop() {
      await Promise.all([timer, ...senderTimers].map((each) => each.stop()));
    },
  };
}

/** A timer that does nothing: a manual clock processes what is due when it moves. */
const noTimer: Timer = { wake: () => {}, isHealthy: () => true, stop: async () => {} };

/** Creates the server of the port that only answers the public calls. Users and their mailbox providers reach it. */
function createPublicServer(deps: PublicDeps): Server {
  let rawPath: string | undefined;
  const handle = getRequestListener(createPublicApi(deps, () => rawPath).fetch, { autoCleanupIncoming: false });
  return createServer((request, response) => {
    rawPath = request.url;
    return handle(request, response);
  });
}

function listen(server: Server, { port, host }: { readonly port: number; readonly host: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`);
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

/** Returns the dead-letter queues of the store, whose entries are tried at once after they were made due. */
function wakeAfterRetry(queues: DeadLetterQueues, wake: () => void): DeadLetterQueues {
  return { ...queues, retry: (name) => queues.retry(name).finally(wake) };
}

function getLocalUser(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}
