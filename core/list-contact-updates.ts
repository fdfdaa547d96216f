import * as v from 'valibot';
import type { ContactUpdate } from './contact-changes.ts';
import { CONTACT_CHANNELS, type ContactChannel, profileConsentSchema } from './contracts/consent.ts';
import type { Detail, ProfileUpdate } from './contracts/event.ts';

/** Returns what a profile update changes of its user's contacts, by channel: nothing if it has no address and no consent. */
export function listContactUpdates(update: ProfileUpdate): (readonly [ContactChannel, ContactUpdate])[] {
  const { source, at, detail } = update;
  const evidence = detail['consentEvidence'];
  const statement = { at, source, ...(typeof evidence === 'string' ? { evidence } : {}) };
  return CONTACT_CHANNELS.flatMap((channel) => {
    const changes = readChanges(channel, detail);
    return Object.keys(changes).length === 0 ? [] : [[channel, { statement, ...changes }] as const];
  });
}

function readChanges(channel: ContactChannel, detail: Detail): Omit<ContactUpdate, 'statement'> {
  const consents = readConsents(detail);
  const consent = consents[channel];
  const tracking = channel === 'email' ? consents.tracking : undefined;
  const address = readAddress(channel, detail);
  return {
    ...(address === undefined ? {} : { address }),
    ...(typeof consent === 'string' ? { consent } : {}),
    ...(typeof tracking === 'string' ? { isTrackingDenied: tracking === 'denied' } : {}),
  };
}

type Consents = Partial<v.InferOutput<typeof profileConsentSchema>>;

/** Returns the consents of an update, which was parsed when it arrived. */
function readConsents({ consent }: Detail): Consents {
  const { success, output } = v.safeParse(profileConsentSchema, consent);
  return success ? output : {};
}

/** Returns the address of a channel without the blanks around it; null if it is removed, undefined if the update has none. Devices are not in a profile. */
function readAddress(channel: ContactChannel, { email, phone }: Detail): string | null | undefined {
  const field = { email, sms: phone, push: undefined }[channel];
  if (field === null) return null;
  const address = typeof field === 'string' ? field.trim() : '';
  return address === '' ? undefined : address;
}
