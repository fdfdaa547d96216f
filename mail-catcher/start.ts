import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createCaughtEmails } from './caught-emails.ts';
import type { MailCatcherPorts } from './ports.ts';
import { createSmtpCatcher } from './smtp.ts';
import { createWebPages } from './web.ts';

const LOOPBACK_HOST = '127.0.0.1';

/** A mail catcher that listens on loopback. */
export interface MailCatcher {
  readonly smtpUrl: string;
  readonly webUrl: string;
  stop(): Promise<void>;
}

/** Starts a mail catcher: it takes every email by SMTP, shows it on a web page, and sends it nowhere. Rejects if a port is in use. */
export async function startMailCatcher(ports: MailCatcherPorts): Promise<MailCatcher> {
  const emails = createCaughtEmails();
  const smtp = createSmtpCatcher(emails);
  const web = createServer(getRequestListener(createWebPages(emails).fetch));
  // A connection that breaks ends by itself; the rest goes on. A port in use rejects below.
  smtp.on('error', () => undefined);
  smtp.server.listen(ports.smtp, LOOPBACK_HOST);
  await once(smtp.server, 'listening');
  web.listen(ports.web, LOOPBACK_HOST);
  await once(web, 'listening').catch((error: unknown) => {
    smtp.close();
    throw error;
  });
  return {
    smtpUrl: `smtp://${LOOPBACK_HOST}:${portOf(smtp.server)}`,
    webUrl: `http://${LOOPBACK_HOST}:${portOf(web)}`,
    async stop() {
      web.closeAllConnections();
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise((resolve) => web.close(resolve)),
      ]);
    },
  };
}

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
