import type { Contact } from '../core/contact.ts';
import type { ContactChannel } from '../core/contracts/consent.ts';
import type { Contacts, Profiles } from '../core/ports.ts';
import type { Profile } from '../core/profile.ts';

/** The number of merges that are followed. Chains are shorter (R65). */
export const MAX_MERGES = 10;

/** A user and the profile of that user. */
export interface KnownUser {
  readonly userId: string;
  readonly profile: Profile | undefined;
}

/**
 * Returns the users to whom a user leads, the user first: those into whom it was merged, one after the other (R65). The last one is the user who is
 * meant by all of them.
 */
export async function listMerged(userId: string, read: Profiles['get']): Promise<readonly [KnownUser, ...KnownUser[]]> {
  const path: [KnownUser, ...KnownUser[]] = [{ userId, profile: await read(userId) }];
  for (let next = path[0].profile?.mergedInto; next !== undefined; ) {
    if (path.length > MAX_MERGES) throw new Error(`profile: its user was merged more than ${MAX_MERGES} times`);
    const profile = await read(next);
    path.push({ userId: next, profile });
    next = profile?.mergedInto;
  }
  return path;
}

/** Returns the user who is meant by a user: the one into whom it was merged, or itself (R65). */
export async function findUser(userId: string, read: Profiles['get']): Promise<KnownUser> {
  const path = await listMerged(userId, read);
  return path.at(-1) ?? path[0];
}

/** The reading and changing of contacts, as most of the engine uses them. */
export type ContactChanges = Pick<Contacts, 'get' | 'update'>;

/** Returns the contacts of users such that those of a merged user are those of the user into whom it was merged (R65). */
export function followContacts({ get, update }: ContactChanges): ContactChanges {
  return {
    async get(userId, channel) {
      let contact = await get(userId, channel);
      for (let followed = 0; contact?.mergedInto !== undefined; followed += 1) {
        checkCount(followed);
        contact = await get(contact.mergedInto, channel);
      }
      return contact;
    },
    async update(userId, channel, change) {
      let next: string | undefined = userId;
      for (let followed = 0; next !== undefined; followed += 1) {
        checkCount(followed);
        next = await updateOne({ userId: next, channel, update }, change);
      }
    },
  };
}

/** Changes a contact. Returns the user whose contact is to be changed instead, if its own user was merged. */
async function updateOne(
  { userId, channel, update }: { readonly userId: string; readonly channel: ContactChannel } & Pick<Contacts, 'update'>,
  change: (contact: Contact | undefined) => Contact | undefined,
): Promise<string | undefined> {
  let mergedInto: string | undefined;
  await update(userId, channel, (contact) => {
    mergedInto = contact?.mergedInto;
    return mergedInto === undefined ? change(contact) : undefined;
  });
  return mergedInto;
}

function checkCount(followed: number): void {
  if (followed > MAX_MERGES) throw new Error(`contact: its user was merged more than ${MAX_MERGES} times`);
}
