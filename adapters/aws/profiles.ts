import type { Profiles } from '../../core/ports.ts';
import type { Profile } from '../../core/profile.ts';
import { pause } from './backoff.ts';
import { readBody, writeBody } from './body.ts';
import { follows, type Item, keyOf, type Table } from './table.ts';

/** How often a profile is changed anew because somebody else wrote it first. */
const MOST_ATTEMPTS = 20;
const PROFILE = 'profile';

/** User profiles in DynamoDB. */
export function awsProfiles(profiles: Table): Profiles {
  return {
    async get(userId) {
      return profileOf(await profiles.get(partitionOf(userId), PROFILE));
    },
    async glance(userId) {
      return profileOf(await profiles.glance(partitionOf(userId), PROFILE));
    },
    async change(userId, change) {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        if (attempt > 0) await pause(attempt - 1);
        const item = await profiles.get(partitionOf(userId), PROFILE);
        const changed = change(profileOf(item));
        if (changed === undefined) return;
        const rev = Number(item?.['rev'] ?? 0) + 1;
        const body = writeBody(changed);
        if (await profiles.put({ ...keyOf(partitionOf(userId), PROFILE), rev, body }, follows(rev))) return;
      }
      throw new Error(`profile: written by others ${MOST_ATTEMPTS} times in a row`);
    },
  };
}

const partitionOf = (userId: string): string => `user#${userId}`;

function profileOf(item: Item | undefined): Profile | undefined {
  return item === undefined ? undefined : readBody<Profile>(item['body']);
}
