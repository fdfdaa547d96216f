import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';

/** A decision about a user, as the interface answers it. */
export type ShownDecision = components['schemas']['Decision'];
/** A delivery, as the interface answers it. */
export type ShownDelivery = components['schemas']['Delivery'];
/** A message that was rendered again. */
export type MessageAnswer = components['schemas']['PreviewedMessage'];

/** Reads the profile of a user. */
export function readProfile(userId: string) {
  return unwrap(api.GET('/profile', { params: { query: { userId } } }));
}

/** The profile of a user, as the interface answers it. */
export type ProfileAnswer = Awaited<ReturnType<typeof readProfile>>;
/** The contact of a user on one channel, as the interface answers it. */
export type ContactAnswer = ProfileAnswer['contacts']['email'];
