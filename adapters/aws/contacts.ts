import type { Contact } from '../../core/contact.ts';
import type { Contacts } from '../../core/ports.ts';
import { retryContendedWrite } from '../../core/retry.ts';
import { CONTACT } from '../../core/stored/contact-shape.ts';
import type { Backoff } from './backoff.ts';
import { encodeBody } from './encode-body.ts';
import { createContactKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Item, type Table } from './table.ts';

/** Creates the contacts of users over DynamoDB. */
export function createAwsContacts(contacts: Table, backoff: Backoff): Contacts {
  return {
    async get(userId, channel) {
      return parseContact(contacts, await contacts.get(createContactKey(userId, channel)));
    },
    async update(userId, channel, change) {
      const key = createContactKey(userId, channel);
      await retryContendedWrite({ what: 'contact', wait: backoff }, async () => {
        const changed = change(parseContact(contacts, await contacts.get(key)));
        if (changed === undefined) return true;
        const item = { ...key, rev: changed.rev, body: encodeBody(changed) };
        return (await contacts.put(item, createRevisionCondition(changed.rev))) || undefined;
      });
    },
    async remove(userId, channel, rev) {
      await contacts.delete(createContactKey(userId, channel), createRevisionCondition(rev + 1));
    },
  };
}

function parseContact(table: Table, item: Item | undefined): Contact | undefined {
  return item === undefined ? undefined : readBody({ table, item }, CONTACT);
}
