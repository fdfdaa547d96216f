import type { Contact } from '../../core/contact.ts';
import type { ContactChannel } from '../../core/contracts/consent.ts';
import type { Contacts } from '../../core/ports.ts';
import { CONTACT } from '../../core/stored/contact-shape.ts';
import { readBodyColumn } from './read-body-column.ts';
import type { SqliteStore } from './store.ts';

/** Creates the contacts of users over the embedded store. */
export function createSqliteContacts(store: SqliteStore): Contacts {
  const read = (userId: string, channel: ContactChannel): Contact | undefined => {
    const found = store.get('SELECT body FROM contacts WHERE user_id = ? AND channel = ?', userId, channel);
    if (found === undefined) return undefined;
    return readBodyColumn(found, CONTACT, { table: 'contacts', key: [userId, channel] });
  };
  return {
    async get(userId, channel) {
      return read(userId, channel);
    },
    async update(userId, channel, change) {
      const changed = change(read(userId, channel));
      if (changed === undefined) return;
      store.run('INSERT OR REPLACE INTO contacts VALUES (?, ?, ?)', userId, channel, JSON.stringify(changed));
    },
    async remove(userId, channel, rev) {
      if (read(userId, channel)?.rev !== rev) return;
      store.run('DELETE FROM contacts WHERE user_id = ? AND channel = ?', userId, channel);
    },
  };
}
