import { createInboxMessageId, INBOX_LIFETIME, type InboxMessage } from '../../../core/inbox.ts';
import { NOON } from './sample.ts';

/** Creates an in-app message with two buttons in the inbox of a user, as it is after its dispatch. */
export function inboxMessage(userId: string, more: Partial<InboxMessage> = {}): InboxMessage {
  const { dispatchId = 'dispatch-1', channel = 'in_app_message', part = 0, createdAt = NOON } = more;
  const key = { dispatchId, channel, part, createdAt };
  return {
    ...key,
    rev: 1,
    id: createInboxMessageId(key),
    userId,
    campaignId: 'reminder',
    content: {
      title: 'Hello',
      body: 'Your cart waits',
      buttons: [
        { id: 'yes', label: 'Show it' },
        { id: 'no', label: 'Not now' },
      ],
    },
    expiresAt: createdAt + INBOX_LIFETIME,
    ...more,
  };
}
