import type { ProfileUpdate } from '../core/contracts/event.ts';
import type { Services } from '../core/ports.ts';
import { updated } from '../core/profile.ts';

/** Something is new about a user: their profile says so from now on (R43). */
export async function updateProfile(update: ProfileUpdate, services: Services): Promise<void> {
  await services.profiles.change(update.userId, (profile) => updated(profile, update));
}
