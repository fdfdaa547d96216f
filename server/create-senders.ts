import { addTracking } from '../channels/email/add-tracking.ts';
import { findSmtpFault, formatSmtpServer } from '../channels/email/check-smtp.ts';
import { inlineCss } from '../channels/email/inline-css.ts';
import { createSmtpSender } from '../channels/email/smtp.ts';
import { createInboxSender } from '../channels/inbox/inbox.ts';
import { createWebhookSender } from '../channels/webhook/https.ts';
import { INBOX_CHANNELS } from '../core/contracts/inbox-channels.ts';
import type { Sender, SendRequest } from '../core/contracts/sender.ts';
import type { InboxMessages } from '../core/ports.ts';
import type { SenderFacts } from '../core/sending-facts.ts';
import type { SenderDeps, SenderSetup } from './local-runtime.ts';
import type { SendingSettings } from './sending-settings.ts';

/** Creates the senders of one machine by its settings. A channel without settings has no sender (R81). */
export function createSenderSetup(settings: SendingSettings): SenderSetup {
  const facts = listSenderFacts(settings);
  return {
    policy: settings.policy,
    channels: new Set(facts.map(({ channel }) => channel)),
    facts,
    ...(settings.email !== undefined && { prepareHtml: inlineCss }),
    createSenders: (deps) => createSenders(settings, deps),
  };
}

function listSenderFacts({ email, webhook, publicServer }: SendingSettings): readonly SenderFacts[] {
  const facts: SenderFacts[] = [];
  if (email !== undefined) {
    const { server, from } = email;
    facts.push({
      channel: 'email',
      provider: 'smtp',
      isContained: server.isLoopback,
      server: formatSmtpServer(server),
      from,
      findServerFault: () => findSmtpFault(server),
    });
  }
  if (webhook !== undefined) facts.push({ channel: 'webhook', provider: 'https', isContained: false });
  if (publicServer !== undefined)
    facts.push(...INBOX_CHANNELS.map((channel) => ({ channel, provider: 'inbox', isContained: true }) as const));
  return facts;
}

function createSenders(
  { email, webhook, publicServer }: SendingSettings,
  { services, links }: SenderDeps,
): readonly Sender[] {
  const { clock, inboxMessages, transaction } = services;
  const senders: Sender[] = [];
  if (email !== undefined) {
    const options = {
      defaultFrom: email.from,
      createUnsubscribeUrl: (request: SendRequest) => links.get().createUnsubscribeUrl(request),
      addTracking: (html: string, request: SendRequest) => addTracking(html, request, links.get()),
    };
    senders.push(createSmtpSender(email.server, options));
  }
  if (webhook !== undefined) {
    const { secrets, ...hosts } = webhook;
    senders.push(createWebhookSender({ getSecrets: async () => secrets, now: () => clock.now(), ...hosts }));
  }
  if (publicServer !== undefined) {
    const put: InboxMessages['put'] = (message) => transaction(() => inboxMessages.put(message));
    senders.push(...INBOX_CHANNELS.map((channel) => createInboxSender(channel, { put })));
  }
  return senders;
}
