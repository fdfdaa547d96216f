import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import type { ConsoleSource } from '../../server/console/console-build.ts';
import { createConsoleHandler } from '../../server/console/console-handler.ts';
import { respondConsoleProblem } from '../../server/console/console-problems.ts';
import type { ConsoleSession } from '../../server/console/session.ts';
import { checkConsoleHost, checkSamePage, checkToken } from './check-request.ts';
import { connectInstallation, type InstallationOptions } from './connect-installation.ts';
import { listenOnLoopback } from './listen-on-loopback.ts';
import { refuseRequest } from './refuse-request.ts';

/** The settings of a console for an installation. */
export interface ConsoleOptions extends InstallationOptions {
  /** The port to listen on; 0 is any free one. */
  readonly port: number;
  readonly source: ConsoleSource;
  /** The time without a call after which the server ends. */
  readonly idleTime?: TimeSpan;
}

/** A console that is served. */
export interface ServedConsole {
  /** The address of the page, with the token of this start in its fragment, which browsers send to no server. */
  readonly address: string;
  readonly session: ConsoleSession;
  /** Resolves when the server has ended, and tells why. */
  readonly ended: Promise<'idle' | 'stopped'>;
  stop(): Promise<void>;
}

const TOKEN_BYTES = 32;
const IDLE_TIME: TimeSpan = 30 * MINUTE;
/** The time that a browser has to send a request. */
const REQUEST_TIME: TimeSpan = 30 * SECOND;

/**
 * Serves the console of an installation on loopback, and signs its calls with the AWS credentials of the caller. Throws
 * `CommandRefusedError` if the port is taken or there are no credentials.
 */
export async function serveConsole(options: ConsoleOptions): Promise<ServedConsole> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const installation = connectInstallation(options);
  const session = await installation.readSession();
  const handler = createConsoleHandler({ source: options.source, readSession: installation.findSession });
  let port = 0;
  let idle: NodeJS.Timeout | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = checkConsoleHost(request, port);
    if (refusal !== undefined) return refuseRequest(request, response, refusal);
    if (handler.isOpen(request)) return handler.respond(request, response);
    const denial = checkToken(request, token) ?? checkSamePage(request);
    if (denial !== undefined) return refuseRequest(request, response, denial);
    idle?.refresh();
    if (handler.handles(request)) return handler.respond(request, response);
    return installation.answerCall(request, response);
  };
  const servers = await listenOnLoopback(options.port, () => createLimitedServer(answer));
  port = servers.port;
  const { promise: ended, resolve: end } = Promise.withResolvers<'idle' | 'stopped'>();
  const stop = async (why: 'idle' | 'stopped'): Promise<void> => {
    clearTimeout(idle);
    options.source.stop();
    await servers.close();
    end(why);
  };
  idle = setTimeout(() => void stop('idle'), options.idleTime ?? IDLE_TIME);
  return { address: `http://127.0.0.1:${port}/#t=${token}`, session, ended, stop: () => stop('stopped') };
}

function createLimitedServer(answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Server {
  const limits = { requireHostHeader: false, requestTimeout: REQUEST_TIME, headersTimeout: REQUEST_TIME };
  const failure = { status: 500, code: 'console-failure', message: 'the console failed' } as const;
  const server = createServer(limits, (request, response) => {
    answer(request, response).catch(() =>
      response.headersSent ? response.destroy() : respondConsoleProblem(response, failure),
    );
  });
  server.on('connect', (_, socket) => socket.destroy());
  return server;
}
