import type { Readable } from 'node:stream';
import { createTransport, type SMTPPoolOptions } from 'nodemailer';
import { refuseMessage, type Sender, type SendRequest, type SendResult } from '../../core/contracts/sender.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { findEmailTarget } from './address.ts';
import { classifySmtpError } from './classify-smtp-error.ts';
import { type ComposedEmail, type ComposeOptions, composeEmail } from './compose.ts';
import { parseAsciiMailbox } from './mailbox.ts';
import type { SmtpServer } from './smtp-url.ts';

/** The limits of the connections to a server. */
export interface SmtpLimits {
  readonly maxConnections: number;
  readonly connectionTimeout: TimeSpan;
  /** The time in which the server must say something. Some check a message for a minute before they answer. */
  readonly silenceTimeout: TimeSpan;
  /** The time that an attempt has from its begin, its wait for a connection included. */
  readonly totalTimeout: TimeSpan;
}

const DEFAULT_LIMITS: SmtpLimits = {
  maxConnections: 5,
  connectionTimeout: 10 * SECOND,
  silenceTimeout: 90 * SECOND,
  totalTimeout: 3 * MINUTE,
};

/** The time after which a message is sent once more whose answer did not come. SMTP has no events: a reader may get it twice. */
const ONCE_MORE_AFTER: TimeSpan = 15 * MINUTE;

/** Creates the sender of emails by an SMTP server. A wrong default sender throws, because no message could be sent. */
export function createSmtpSender(
  server: SmtpServer,
  options: ComposeOptions,
  limits: SmtpLimits = DEFAULT_LIMITS,
): Sender {
  if (parseAsciiMailbox(options.defaultFrom) === undefined)
    throw new Error('The default sender of emails is not an address.');
  const transport = createTransport(createPoolOptions(server, limits));
  const streams = new WeakMap<AbortSignal, Readable>();
  // Keeps the stream of each message by the signal of its attempt: only it tells how much of the message was written.
  transport.use('stream', ({ data, message }, done) => {
    const { signal } = data;
    message.processFunc((stream) => {
      if (signal !== undefined) streams.set(signal, stream);
      return stream;
    });
    done();
  });

  return {
    channel: 'email',
    isContained: server.isLoopback,
    timeout: limits.totalTimeout,
    afterUnknown: { onceMoreAfter: ONCE_MORE_AFTER },
    findTarget: (_, address) => findEmailTarget(address),
    close: () => transport.close(),
    async send(request, signal): Promise<SendResult> {
      const email = composeEmail(request, options);
      if ('refused' in email) return refuseMessage(email.refused);
      const attempt = AbortSignal.any([signal, AbortSignal.timeout(limits.totalTimeout)]);
      try {
        const { serverMessageId, messageId } = await transport.sendMail({
          ...toMail(email, request),
          signal: attempt,
        });
        return { kind: 'sent', providerId: serverMessageId ?? messageId };
      } catch (error) {
        return classifySmtpError(error, streams.get(attempt)?.readableEnded === true);
      }
    },
  };
}

/** Returns the options of a pool. On this machine, a certificate proves nothing. A password is never sent to another without TLS. */
export function createPoolOptions(server: SmtpServer, limits: SmtpLimits): SMTPPoolOptions & { pool: true } {
  const { host, port, isSecure, isLoopback, credentials } = server;
  return {
    pool: true,
    host,
    ...(port === undefined ? {} : { port }),
    secure: isSecure,
    requireTLS: credentials !== undefined && !isLoopback,
    tls: { rejectUnauthorized: !isLoopback, minVersion: 'TLSv1.2' },
    ...(credentials === undefined ? {} : { auth: { user: credentials.user, pass: credentials.password } }),
    maxConnections: limits.maxConnections,
    // An idle connection that the server closed meanwhile is replaced once.
    maxRequeues: 1,
    connectionTimeout: limits.connectionTimeout,
    greetingTimeout: limits.connectionTimeout,
    dnsTimeout: limits.connectionTimeout,
    socketTimeout: limits.silenceTimeout,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Returns an email in the fields of nodemailer. The envelope is given, so that no parser reads the addresses again. */
function toMail({ from, to, replyTo, subject, html, text, headers }: ComposedEmail, request: SendRequest) {
  return {
    envelope: { from: from.address, to: [to] },
    from: { name: from.name ?? '', address: from.address },
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo: { name: replyTo.name ?? '', address: replyTo.address } }),
    subject,
    ...(html === undefined ? {} : { html }),
    ...(text === undefined ? {} : { text }),
    headers: headers.map(({ name, value }) => ({ key: name, value: { prepared: true, value } })),
    messageId: createMessageId(request, from.address),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** Returns the Message-ID of a request. A repeat has the same, by which some servers recognize it. */
function createMessageId({ dispatchId, part }: SendRequest, from: string): string {
  const [, domain = ''] = from.split('@');
  return `<${dispatchId.replaceAll(/[^\w-]/g, '_')}.${part}@${domain}>`;
}
