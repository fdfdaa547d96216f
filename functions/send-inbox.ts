import { createInboxSender } from '../channels/inbox/inbox.ts';
import { INBOX_CHANNELS } from '../core/contracts/inbox-channels.ts';
import { container } from './runtime/background-container.ts';
import { defineSenderHandler } from './sending/define-sender-handler.ts';

/** The handler of the queue of in-app messages and content cards, which it puts into the inboxes of their users. */
export const createHandler = defineSenderHandler(async ({ services: { inboxMessages } }) => ({
  senders: INBOX_CHANNELS.map((channel) => createInboxSender(channel, inboxMessages)),
  getLimits: async () => undefined,
}));

export const handler = createHandler(container);
