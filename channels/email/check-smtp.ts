import { createTransport } from 'nodemailer';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { toOneLine } from '../../core/to-one-line.ts';
import { createPoolOptions } from './smtp.ts';
import type { SmtpServer } from './smtp-url.ts';

/** The time that a server has for each of its answers while it is checked. */
const TIMEOUT: TimeSpan = 10 * SECOND;

/** Connects to an SMTP server, begins TLS and logs in, and sends nothing. Returns why it takes no message; undefined if it would take one. */
export async function findSmtpFault(server: SmtpServer): Promise<string | undefined> {
  const limits = { maxConnections: 1, connectionTimeout: TIMEOUT, silenceTimeout: TIMEOUT, totalTimeout: TIMEOUT };
  const transport = createTransport(createPoolOptions(server, limits));
  try {
    await transport.verify();
    return undefined;
  } catch (error) {
    return toOneLine(error instanceof Error ? error.message : String(error));
  } finally {
    transport.close();
  }
}

/** Returns the URL of a server without its user and password. */
export function formatSmtpServer({ host, port, isSecure }: SmtpServer): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${isSecure ? 'smtps' : 'smtp'}://${name}${port === undefined ? '' : `:${port}`}`;
}
