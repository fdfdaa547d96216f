import * as v from 'valibot';
import type { InboxChannel } from '../../core/contracts/inbox-channels.ts';
import { parseInstant } from '../../core/contracts/instant.ts';
import { refuseMessage, type Sender } from '../../core/contracts/sender.ts';
import { SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { createInboxMessageId, INBOX_LIFETIME } from '../../core/inbox.ts';
import type { InboxMessages } from '../../core/ports.ts';
import { inboxContentSchema } from '../../core/stored/inbox-message-shape.ts';

/** The longest time of an attempt: the inbox is in the store of the installation. */
const TIMEOUT: TimeSpan = 10 * SECOND;

/** Creates the sender of a channel whose messages lie in the inbox of the installation. The target is the id of the user (R89). */
export function createInboxSender(channel: InboxChannel, messages: Pick<InboxMessages, 'put'>): Sender {
  return {
    channel,
    isContained: true,
    timeout: TIMEOUT,
    afterUnknown: 'repeat',
    findTarget: (_, userId) => (userId === undefined ? { refused: 'no user' } : { target: userId }),
    async send({ dispatchId, campaignId, variant, userId, message, part, dispatchedAt }) {
      const content = v.safeParse(inboxContentSchema, message);
      const createdAt = parseInstant(dispatchedAt);
      if (!content.success || createdAt === undefined) return refuseMessage('malformed-message');
      const key = { dispatchId, channel, part, createdAt };
      const id = createInboxMessageId(key);
      const expiresAt = createdAt + INBOX_LIFETIME;
      const receiver = { userId, campaignId, ...(variant !== undefined && { variant }) };
      await messages.put({ ...key, ...receiver, rev: 1, id, content: content.output, expiresAt });
      return { kind: 'sent', providerId: id };
    },
  };
}
