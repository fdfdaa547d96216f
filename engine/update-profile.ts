import type { ProfileUpdate } from '../core/contracts/event.ts';
import { DAY } from '../core/contracts/time-span.ts';
import { isForgotten } from '../core/erasure.ts';
import { digest } from '../core/identity.ts';
import { listContactUpdates } from '../core/list-contact-updates.ts';
import type { Services } from '../core/ports.ts';
import { isProfileTooLarge, MAX_ATTRIBUTES_BYTES, mergeProfileUpdate } from '../core/profile.ts';
import { refuseForgotten } from './refuse-forgotten.ts';
import { updateContact } from './update-contact.ts';

/**
 * Updates the profile of a user (R43) and the contacts of which the update has an address or a consent (R82), or keeps the update as
 * refused if the profile would be too large (R61), or its user was deleted since (R65). What is said of a merged user
 * goes to the user into whom it was merged. A repeat after a failure half way changes what is still missing.
 */
export async function updateProfile(update: ProfileUpdate, services: Services): Promise<void> {
  let isRefused = false;
  let isLate = false;
  let mergedInto: string | undefined;
  await services.profiles.update(update.userId, (profile) => {
    isLate = isForgotten(update.at, profile?.deletedUntil);
    mergedInto = profile?.mergedInto;
    if (isLate || mergedInto !== undefined) return undefined;
    const changed = mergeProfileUpdate(profile, update);
    isRefused = isProfileTooLarge(changed);
    return isRefused ? undefined : changed;
  });
  if (isLate) return refuseForgotten(update, services);
  if (mergedInto !== undefined) return updateProfile({ ...update, userId: mergedInto }, services);
  if (isRefused) return refuseUpdate(update, services);
  for (const [channel, contactUpdate] of listContactUpdates(update))
    await updateContact({ userId: update.userId, channel, update: contactUpdate }, services);
}

/** Keeps a refused update, once a day however often it comes. */
async function refuseUpdate({ source, id, detail }: ProfileUpdate, { clock, refusals }: Services): Promise<void> {
  const at = clock.now();
  const limit = `${MAX_ATTRIBUTES_BYTES / 1024} KiB`;
  const message = `Detail.attributes: expected at most ${limit} with what is known of the user, found more; nothing of this update was taken`;
  const entry = { Source: source, DetailType: 'User Profile Updated', Detail: detail };
  const refusalKey = { id: digest('profile too large', source, id, JSON.stringify(detail)), since: at - (at % DAY) };
  await refusals.add({ code: 'ProfileTooLarge', message, at, entry }, refusalKey);
}
