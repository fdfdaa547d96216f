import type { Channel } from '../../../core/contracts/definition.ts';
import type { TestEvent } from '../../../core/contracts/test-send.ts';
import { MINUTE, SECOND } from '../../../core/contracts/time-span.ts';
import { changeSettings } from '../../../engine/change-settings.ts';
import { createHandler as answerPublic } from '../../../functions/public.ts';
import type { HttpEvent } from '../../../functions/runtime/http-event.ts';
import { createHandler as sendEmail } from '../../../functions/send-email.ts';
import { createHandler as sendInbox } from '../../../functions/send-inbox.ts';
import { createHandler as sendWebhook } from '../../../functions/send-webhook.ts';
import { createHandler as sesEvents } from '../../../functions/ses-events.ts';
import { createHandler as updateProfile } from '../../../functions/update-profile.ts';
import type { SenderFunctionName } from '../../../lib/connector-function.ts';
import { parseKeyRing } from '../../../tokens/key-ring.ts';
import { createTokens, type Tokens } from '../../../tokens/tokens.ts';
import { type Around, straight } from '../../doubles/tally.ts';
import { aMail, anEvent } from '../../sources/ses/recorded-events.ts';
import { followUpOfTarget, NOON } from '../adapters/sample.ts';
import { pendingDelivery } from '../adapters/sample-deliveries.ts';
import { startHttpServer } from '../channels/http-servers.ts';
import { handed, lasting, onTheBus, record } from '../functions/in-container.ts';
import { called } from '../functions/opened.ts';
import { dispatched } from './dispatched-message.ts';
import { GENERATED_KEY_RING, SENDER_ENVIRONMENT } from './sender-environment.ts';
import { stubEnvironment, stubSecrets, stubSes } from './stubbed-clients.ts';
import type { WatchedInstallation } from './watched-installation.ts';

/** The campaigns of the stories have statistics. */
const STATISTICS = { day: '2026-12-01', epoch: 0 };
const email = (userId: string) =>
  dispatched(userId, NOON, { channel: 'email', subject: 'Hello', body: 'Hello' }, STATISTICS);
const contentCard = (userId: string) =>
  dispatched(userId, NOON, { channel: 'content_card', title: 'Hello', body: 'Hello' }, STATISTICS);
/** Creates the event of a test on a channel. */
const testOn = (channel: Channel, to: string): TestEvent => {
  const message = { channel, subject: 'Hello', title: 'Hello', body: 'Hello' };
  const test = { message, to, part: 0, campaignId: 'test', version: 0, isTransactional: true, unique: 'one' };
  return { test };
};
const notAMessage = record({ source: 'shop' });

/** Takes a profile update with the address of a user. */
async function knows(installed: WatchedInstallation, userId: string): Promise<void> {
  const detail = { userId, attributes: {}, email: `${userId}@example.com` };
  await handed(updateProfile(installed.lambda()), [
    record(onTheBus(detail, { 'detail-type': 'User Profile Updated' })),
  ]);
}

const rejected = () => Object.assign(new Error('Address is on the suppression list'), { name: 'MessageRejected' });

/** Prepares what a Lambda function of a channel finds in its environment. */
function prepare(around: Around, more: Readonly<Record<string, string>> = {}): void {
  stubEnvironment({ ...SENDER_ENVIRONMENT, ...more });
  stubSecrets(around);
}

/** Creates a request as the public API passes it on. */
function publicCall(method: string, path: string, more: Parameters<typeof called>[2] & { readonly route: string }) {
  const { route, ...content } = more;
  const health = called('GET', '/health', { by: '', ...content });
  if (health === undefined) throw new Error('health: expected a route');
  const { requestContext } = health.event;
  const routeKey = `${method} ${route}`;
  const event: HttpEvent = {
    ...health.event,
    routeKey,
    rawPath: path,
    requestContext: { ...requestContext, routeKey, http: { ...requestContext.http, method, path } },
  };
  return event;
}

/** Returns the tokens of the installation, with the keys of its secret. */
function createInstallationTokens(): Tokens {
  const keys = parseKeyRing(GENERATED_KEY_RING);
  if (keys === undefined) throw new Error('keys: expected a key ring');
  return createTokens(keys, SENDER_ENVIRONMENT['INSTALLATION_ID'] ?? '');
}

type Story = (installed: WatchedInstallation) => Promise<unknown>;

/** Stories in which each Lambda function of a channel makes every kind of request to AWS that it can make. */
export const SENDER_STORIES: Readonly<Record<SenderFunctionName, Story>> = {
  async 'send-email'(installed) {
    prepare(installed.watching, { SENDING_ALLOW: 'ann@example.com' });
    stubSes(installed.watching, (to) => {
      if (to.startsWith('bob')) throw rejected();
      return { MessageId: `id of ${to}` };
    });
    for (const userId of ['ann', 'bob']) await knows(installed, userId);
    const handler = sendEmail(installed.watched);
    await handler(testOn('email', 'ann@example.com'), lasting(MINUTE));
    await handed(handler, [email('ann'), email('bob'), notAMessage]);
    await handed(sendEmail(installed.failing('Get deliveries')), [email('ann')]);
  },

  async 'send-webhook'(installed) {
    const { port } = await startHttpServer((response, { url }) => {
      response.writeHead(url === '/later' ? 503 : 200).end();
    });
    prepare(installed.watching, { WEBHOOK_ALLOW_HOSTS: `127.0.0.1:${port}`, SENDING_ALLOW: '127.0.0.1' });
    const call = (userId: string, path: string) =>
      dispatched(userId, NOON, { channel: 'webhook', url: `http://127.0.0.1:${port}${path}`, body: '{}' }, STATISTICS);
    const handler = sendWebhook(installed.watched);
    await handler(testOn('webhook', `http://127.0.0.1:${port}/now`), lasting(MINUTE));
    await handed(handler, [call('ann', '/now'), call('bob', '/later'), notAMessage]);
  },

  async 'send-inbox'(installed) {
    prepare(installed.watching, { SENDING_ALLOW: 'user:ann' });
    const handler = sendInbox(installed.watched);
    await handler(testOn('content_card', 'ann'), lasting(MINUTE));
    await handed(handler, [contentCard('ann'), notAMessage]);
    await handed(sendInbox(installed.failing('Get deliveries')), [contentCard('bob')]);
  },

  async 'ses-events'(installed) {
    prepare(straight);
    stubSes(straight, () => ({ MessageId: 'p1' }));
    await knows(installed, 'ann');
    await handed(sendEmail(installed.lambda()), [email('ann')]);
    const tags = {
      cc_installation: [SENDER_ENVIRONMENT['INSTALLATION_ID']],
      cc_campaign: ['reminder'],
      cc_dispatch: ['dispatch-ann'],
    };
    const mail = aMail(tags, { messageId: 'p1', destination: ['ann@example.com'] });
    const events = (['Open', 'Bounce', 'Complaint'] as const).map((type) => record(anEvent(type, mail)));
    await handed(sesEvents(process.env)(installed.watched), [...events, record({ mail: {} })]);
    await handed(sesEvents(process.env)(installed.failing('Get deliveries')), events.slice(0, 1));
    const { profiles, contacts } = installed.services;
    await profiles.update('ann', () => ({ fields: {}, deletedUntil: installed.now }));
    await contacts.update('ann', 'email', (contact) => ({ rev: (contact?.rev ?? 0) + 1 }));
    await handed(sesEvents(process.env)(installed.watched), events);
  },

  async public(installed) {
    prepare(installed.watching);
    await knows(installed, 'ann');
    await installed.publishes(followUpOfTarget('reminder', 'welcome'));
    await handed(sendInbox(installed.lambda()), [contentCard('ann')]);
    const tracking = { opens: true, clicks: true };
    await changeSettings({ tracking }, { by: 'olga', services: installed.services });
    const sent = { dispatchId: 'dispatch-ann', userId: 'ann', campaignId: 'reminder', part: 0 };
    await installed.services.deliveries.write(pendingDelivery(sent.dispatchId, { statistics: STATISTICS }));
    const tokens = createInstallationTokens();
    const handler = answerPublic(installed.watched);
    const call = async (...request: Parameters<typeof publicCall>) =>
      handler(publicCall(...request), lasting(29 * SECOND));
    const inbox = tokens.create('inbox', { userId: 'ann', expiresAt: installed.now + MINUTE });
    const headers = { authorization: `Bearer ${inbox}` };
    const list = await call('GET', '/inbox', { route: '/inbox', headers });
    const [message] = JSON.parse(list.body ?? '').messages;
    await call('POST', `/inbox/${message.id}/clicked`, { route: '/inbox/{id}/clicked', headers });
    const link = tokens.create('link', { ...sent, url: 'https://shop.example/cart' });
    await call('GET', `/l/${link}`, { route: '/l/{token}' });
    const token = tokens.create('unsubscribe', { userId: 'ann', channel: 'email', campaignId: 'reminder' });
    const form = { bytes: Buffer.from('List-Unsubscribe=One-Click') };
    const answer = await call('POST', `/unsubscribe/${token}`, {
      route: '/unsubscribe/{token}',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      ...form,
    });
    if (answer.statusCode !== 200) throw new Error(`unsubscribe: expected 200, found ${answer.statusCode}`);
  },
};
