import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import {
  countInboxPage,
  formatInboxCursor,
  type InboxMessage,
  isInboxMessageId,
  isInInbox,
  parseInboxCursor,
} from '../../core/inbox.ts';
import type { Clock, InboxMessages } from '../../core/ports.ts';
import { INBOX_MESSAGE } from '../../core/stored/inbox-message-shape.ts';
import { encodeBody } from './encode-body.ts';
import { createInboxMessageKey, createInboxPartition, getItemKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, ITEM_IS_ABSENT, type Item, type Table, toExpirySeconds } from './table.ts';

/** Creates the messages in inboxes over DynamoDB. Those of a user are in one partition, in which more than a hundred may lie until they expire. */
export function createAwsInboxMessages(deliveries: Table, clock: Clock): InboxMessages {
  const parse = (item: Item) => readBody({ table: deliveries, item }, INBOX_MESSAGE);
  return {
    async put(message) {
      await deliveries.put(createInboxItem(message), ITEM_IS_ABSENT);
    },
    async get(userId, id) {
      const item = isInboxMessageId(id) ? await deliveries.get(createInboxMessageKey(userId, id)) : undefined;
      return item === undefined ? undefined : parse(item);
    },
    async list(userId, cursor) {
      const position = parseInboxCursor(cursor);
      const { items, cursor: after } = await deliveries.queryPage({
        partition: createInboxPartition(userId),
        after: position?.after,
        limit: countInboxPage(position),
        isNewestFirst: true,
      });
      const seen = items.map(parse).filter((message) => isInInbox(message, clock.now()));
      const count = (position?.count ?? 0) + items.length;
      const next = after === undefined ? undefined : formatInboxCursor({ count, after });
      return { items: seen, ...(next === undefined ? {} : { cursor: next }) };
    },
    write(message) {
      return deliveries.put(createInboxItem(message), createRevisionCondition(message.rev));
    },
    async removeByUser(userId, until) {
      const items = await deliveries.queryAll({ partition: createInboxPartition(userId) });
      const removed = items.filter((item) => parse(item).createdAt <= until);
      await Promise.all(removed.map((item) => deliveries.delete(getItemKey(item))));
    },
  };
}

function createInboxItem(message: InboxMessage): Item {
  const { userId, id, rev, expiresAt } = message;
  return {
    ...createInboxMessageKey(userId, id),
    rev,
    body: encodeBody(message),
    [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(expiresAt),
  };
}
