import type { Contact } from '../../core/contact.ts';
import type { ContactChannel } from '../../core/contracts/consent.ts';
import type { Contacts } from '../../core/ports.ts';

/** Creates the contacts of users in memory. */
export function createMemoryContacts(): Contacts {
  const contacts = new Map<string, Contact>();
  const createKey = (userId: string, channel: ContactChannel) => `${channel} ${userId}`;
  return {
    async get(userId, channel) {
      return contacts.get(createKey(userId, channel));
    },
    async update(userId, channel, change) {
      const changed = change(contacts.get(createKey(userId, channel)));
      if (changed !== undefined) contacts.set(createKey(userId, channel), changed);
    },
    async remove(userId, channel, rev) {
      if (contacts.get(createKey(userId, channel))?.rev === rev) contacts.delete(createKey(userId, channel));
    },
  };
}
