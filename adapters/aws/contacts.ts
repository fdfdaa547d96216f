import type { Contact } from '../../core/contact.ts';
import type { Contacts } from '../../core/ports.ts';
import { retry } from '../../core/retry.ts';
import { CONTACT } from '../../core/stored/contact-shape.ts';
import { backoff } from './backoff.ts';
import { encodeBody } from './encode-body.ts';
import { createContactKey } from './keys.ts';
import { readBody } from './read-item.ts';
import { createRevisionCondition, type Item, type Table } from './table.ts';

/** The maximum number of attempts to change a contact that other writers change at the same time. */
const MAX_WRITE_ATTEMPTS = 20;

/** Creates the contacts of users over DynamoDB. */
export function createAwsContacts(contacts: Table): Contacts {
  return {
    async get(userId, channel) {
      return parseContact(contacts, await contacts.get(createContactKey(userId, channel)));
    },
    async update(userId, channel, change) {
      const key = createContactKey(userId, channel);
      const isDone = await retry({ maxAttempts: MAX_WRITE_ATTEMPTS, wait: backoff }, async () => {
        const changed = change(parseContact(contacts, await contacts.get(key)));
        if (changed === undefined) return true;
        const item = { ...key, rev: changed.rev, body: encodeBody(changed) };
        return (await contacts.put(item, createRevisionCondition(changed.rev))) || undefined;
      });
      if (!isDone) throw new Error(`contact: written by others ${MAX_WRITE_ATTEMPTS} times in a row`);
    },
    async remove(userId, channel, rev) {
      await contacts.delete(createContactKey(userId, channel), createRevisionCondition(rev + 1));
    },
  };
}

function parseContact(table: Table, item: Item | undefined): Contact | undefined {
  return item === undefined ? undefined : readBody({ table, item }, CONTACT);
}
