import type { Profiles } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
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
      for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt++) {
        if (attempt > 0) await backoff(attempt - 1);
        const item = await profiles.get(createProfileKey(userId));
        const changed = change(parseProfile(item));
        if (changed === undefined) return;
        const rev = Number(item?.['rev'] ?? 0) + 1;
        const body = encodeBody(changed);
        if (await profiles.put({ ...createProfileKey(userId), rev, body }, createRevisionCondition(rev))) return;
      }
      throw new Error(`profile: written by others ${MAX_WRITE_ATTEMPTS} times in a row`);
    },
  };
}

function parseProfile(item: Item | undefined): Profile | undefined {
  return item === undefined ? undefined : decodeBody<Profile>(item['body']);
}
