import type { Profiles } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { retry } from '../../core/retry.ts';
import { backoff } from './backoff.ts';
import { decodeBody, encodeBody } from './item-body.ts';
import { createProfileKey } from './keys.ts';
import { createRevisionCondition, type Item, type Table } from './table.ts';

/** How often a profile is changed anew because somebody else wrote it first. */
const MAX_WRITE_ATTEMPTS = 20;

/** User profiles in DynamoDB. */
export function createAwsProfiles(profiles: Table): Profiles {
  return {
    async get(userId) {
      return parseProfile(await profiles.get(createProfileKey(userId)));
    },
    async getEventually(userId) {
      return parseProfile(await profiles.getEventually(createProfileKey(userId)));
    },
    async update(userId, change) {
      const isDone = await retry({ maxAttempts: MAX_WRITE_ATTEMPTS, wait: backoff }, async () => {
        const item = await profiles.get(createProfileKey(userId));
        const changed = change(parseProfile(item));
        if (changed === undefined) return true;
        const rev = Number(item?.['rev'] ?? 0) + 1;
        const body = encodeBody(changed);
        const written = { ...createProfileKey(userId), rev, body };
        return (await profiles.put(written, createRevisionCondition(rev))) || undefined;
      });
      if (!isDone) throw new Error(`profile: written by others ${MAX_WRITE_ATTEMPTS} times in a row`);
    },
  };
}

function parseProfile(item: Item | undefined): Profile | undefined {
  return item === undefined ? undefined : decodeBody<Profile>(item['body']);
}
