import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** A message that a server of a test has taken. */
export interface TakenMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
  readonly isSecure: boolean;
}

/** Returns the error that a server of a test answers with. */
export function answerWith(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Starts an SMTP server on loopback until the test ends. Returns its URL, the messages it takes, and its connections. */
export async function startSmtpServer(options: SMTPServerOptions = {}) {
  const taken: TakenMessage[] = [];
  const connections: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect: ({ id }, done) => {
      connections.push(id);
      done();
    },
    async onData(stream, { envelope, secure }, done) {
      const message = await text(stream);
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      taken.push({ from, to: envelope.rcptTo.map(({ address }) => address), text: message, isSecure: secure });
      done(null, 'queued as 4711');
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { url: urlOf(server.server), taken, connections };
}

/**
 * Starts a server that answers each line of SMTP as told until the test ends, and closes the connection where the answer is `close`. It
 * says nothing where there is none. Returns its URL and the lines it has read.
 */
export async function startScriptedServer(answer: (line: string) => string | 'close' | undefined) {
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    const reply = (line: string) => {
      const replied = answer(line);
      if (replied === 'close') socket.destroy();
      else if (replied !== undefined) socket.write(`${replied}\r\n`);
    };
    let rest = '';
    socket.on('data', (data) => {
      const read = (rest + data.toString('utf8')).split('\r\n');
      rest = read.pop() ?? '';
      for (const line of read) {
        lines.push(line);
        reply(line);
      }
    });
    reply('connect');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: urlOf(server), lines };
}

function urlOf(server: Pick<Server, 'address'>): string {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? `smtp://127.0.0.1:${address.port}` : '';
}
