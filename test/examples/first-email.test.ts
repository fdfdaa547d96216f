import { expect, onTestFinished, test } from 'vitest';
import { startMailCatcher } from '../../mail-catcher/start.ts';
import { createSenderSetup } from '../../server/create-senders.ts';
import { openRuntime } from '../../server/local-runtime.ts';
import { parseSendingSettings } from '../../server/sending-settings.ts';
import { startServer } from '../../server/server.ts';
import { START, silent } from '../harness/api/open-api.ts';
import { command } from '../harness/cli/installation.ts';
import { openEmail } from '../harness/mail-catcher/open-email.ts';
import { readPage } from '../harness/mail-catcher/read-page.ts';

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Applies the folder to an installation with a manual clock, whose emails a mail catcher takes. */
async function applyFolder() {
  const catcher = await startMailCatcher({ smtp: 0, web: 0 });
  onTestFinished(() => catcher.stop());
  const sending = parseSendingSettings({ SMTP_URL: catcher.smtpUrl, EMAIL_FROM: 'Shop <hello@shop.example>' });
  if ('fault' in sending) throw new Error(sending.fault);
  const senderSetup = createSenderSetup(sending);
  const runtime = openRuntime({ directory: ':memory:', clockStart: START, senderSetup, log: silent });
  const server = await startServer(runtime, { port: 0, currentsToken: undefined, log: silent });
  onTestFinished(() => server.stop());
  const call = async (path: string, body: object) =>
    (await fetch(`${server.url}${path}`, { method: 'POST', body: JSON.stringify(body), headers: JSON_HEADERS })).json();
  const { code } = await command(['apply', 'examples/first-email', '--yes', '--endpoint', server.url]);
  expect(code).toBe(0);
  return {
    webUrl: catcher.webUrl,
    call,
    advance: (by: string) => call('/clock', { advance: by }),
    /** Begins a session of a user with an address, who may be tracked unless the profile says otherwise. */
    begin: (userId: string, profile: object = {}) => {
      const known = { userId, email: `${userId}@example.com`, attributes: {}, ...profile };
      return call('/events', {
        entries: [
          { Source: 'shop', DetailType: 'User Profile Updated', Detail: known },
          { Source: 'shop', DetailType: 'User Behavior', Detail: { userId, behavior: 'session.started' } },
        ],
      });
    },
    caught: async (): Promise<string[]> => {
      const { messages } = JSON.parse((await readPage(`${catcher.webUrl}/messages`)).body);
      const toLine = ({ to, subject }: { readonly to: readonly string[]; readonly subject: string }) =>
        `${to}: ${subject}`;
      return messages.map(toLine).toReversed();
    },
  };
}

test('the user who did not open the first email of the example is sent the second one, and the one who did is not (R32, R94)', async () => {
  const { webUrl, begin, advance, caught } = await applyFolder();
  await begin('ada', { attributes: { first_name: 'Ada' } });
  await begin('ben');
  await advance('20 seconds');
  const first = await caught();
  expect(first.toSorted()).toEqual(['ada@example.com: Hello Ada', 'ben@example.com: Hello there']);
  const { images, links } = await openEmail(webUrl, first.findIndex((line) => line.startsWith('ada')) + 1);
  expect(images).toEqual([200]);
  expect(links).toHaveLength(2);
  await advance('2 minutes');
  expect((await caught()).slice(2)).toEqual(['ben@example.com: Did you see this?']);
});

test('a user who denies tracking gets the emails of the example without the image, and the second one, too (R94)', async () => {
  const { webUrl, begin, advance, caught } = await applyFolder();
  await begin('ada', { consent: { tracking: 'denied' } });
  await advance('20 seconds');
  expect((await openEmail(webUrl, 1)).images).toEqual([]);
  await advance('2 minutes');
  expect(await caught()).toEqual(['ada@example.com: Hello there', 'ada@example.com: Did you see this?']);
});

test('a link of an email of the example leads to the shop, and the other one to unsubscribing (R85, R94)', async () => {
  const { webUrl, begin, advance } = await applyFolder();
  await begin('ada');
  await advance('20 seconds');
  const [clicked = '', unsubscribe = ''] = (await openEmail(webUrl, 1)).links;
  const click = await readPage(clicked);
  expect([click.status, click.headers.location]).toEqual([302, 'https://shop.example/new']);
  expect((await readPage(unsubscribe)).status).toBe(200);
});
