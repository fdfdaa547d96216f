import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { CaughtEmails } from './caught-emails.ts';
import { parseEmail } from './parse-email.ts';

/** The largest email that is taken. */
const MAX_BYTES = 10_000_000;

/** Creates an SMTP server that takes every email for any recipient, and relays none. It takes any login and offers no TLS: only this machine reaches it. */
export function createSmtpCatcher(emails: CaughtEmails): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username }, _, done) => done(null, { user: username }),
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_BYTES,
    onData(stream, { envelope }, done) {
      const { mailFrom, rcptTo } = envelope;
      buffer(stream)
        .then(async (source) => {
          // The limit is announced, and a client may send more all the same.
          if (stream.sizeExceeded) throw Object.assign(new Error('Message too large'), { responseCode: 552 });
          emails.add({
            caughtAt: new Date().toISOString(),
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            ...(await parseEmail(source)),
          });
          done(null, 'caught');
        })
        .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error))));
    },
  });
}
