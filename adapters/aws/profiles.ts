import { ROW_LIFETIME } from '../../core/contracts/lifetime.ts';
import { EXPIRES_AT_ATTRIBUTE } from '../../core/contracts/tables.ts';
import type { Clock, Profiles } from '../../core/ports.ts';
import { isTombstone, type Profile } from '../../core/profile.ts';
import { retryContendedWrite } from '../../core/retry.ts';
import { PROFILE } from '../../core/stored/profile-shape.ts';
import type { Backoff } from './backoff.ts';
import { encodeBody } from './encode-body.ts';
import { createProfileKey } from './keys.ts';
import { readBody, readNumberAttribute } from './read-item.ts';
import { createRevisionCondition, type Item, type Table, toExpirySeconds } from './table.ts';

/** The table of profiles, and the wait of a writer whom another one overtook. */
interface ProfilesDeps {
  readonly profiles: Table;
  readonly clock: Clock;
  readonly backoff: Backoff;
}

/** Creates the user profiles over DynamoDB. */
export function createAwsProfiles({ profiles, clock, backoff }: ProfilesDeps): Profiles {
  /** Returns the item of a changed profile, and the condition that the stored one is still as it was read. */
  const toNextItem = (userId: string, item: Item | undefined, changed: Profile) => {
    const rev = (item === undefined ? 0 : readNumberAttribute({ table: profiles, item }, 'rev')) + 1;
    const expiry = isTombstone(changed) ? { [EXPIRES_AT_ATTRIBUTE]: toExpirySeconds(clock.now() + ROW_LIFETIME) } : {};
    const next = { ...createProfileKey(userId), rev, body: encodeBody(changed), ...expiry };
    return { item: next, condition: createRevisionCondition(rev) };
  };
  return {
    async get(userId) {
      return parseProfile(profiles, await profiles.get(createProfileKey(userId)));
    },
    async getEventually(userId) {
      return parseProfile(profiles, await profiles.getEventually(createProfileKey(userId)));
    },
    async update(userId, change) {
      await retryContendedWrite({ what: 'profile of a user', wait: backoff }, async () => {
        const item = await profiles.get(createProfileKey(userId));
        const changed = change(parseProfile(profiles, item));
        if (changed === undefined) return true;
        const { item: next, condition } = toNextItem(userId, item, changed);
        return (await profiles.put(next, condition)) || undefined;
      });
    },
    async updateBoth(userIds, change) {
      await retryContendedWrite({ what: 'profiles of two users', wait: backoff }, async () => {
        const [one, other] = await Promise.all(userIds.map((userId) => profiles.get(createProfileKey(userId))));
        const changed = change(parseProfile(profiles, one), parseProfile(profiles, other));
        if (changed === undefined) return true;
        const items = [toNextItem(userIds[0], one, changed[0]), toNextItem(userIds[1], other, changed[1])];
        return (await profiles.putAll(items)) || undefined;
      });
    },
  };
}

function parseProfile(table: Table, item: Item | undefined): Profile | undefined {
  return item === undefined ? undefined : readBody({ table, item }, PROFILE);
}
