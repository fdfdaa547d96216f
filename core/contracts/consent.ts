import * as v from 'valibot';
import { openObject } from './fault.ts';
import { objectSchema } from './selector.ts';

/** The channels of which a user has an address and a consent (R82). */
export const CONTACT_CHANNELS = ['email', 'sms', 'push'] as const;
export type ContactChannel = (typeof CONTACT_CHANNELS)[number];

/** The consents that a producer can declare, the weakest restriction first. */
export const CONSENTS = ['optedIn', 'subscribed', 'unsubscribed'] as const;
export type Consent = (typeof CONSENTS)[number];

/** The statements that a producer can make about the tracking of opens and clicks (R94). */
export const TRACKING_CONSENTS = ['granted', 'denied'] as const;

const CONSENT_EXPECTED = `one of ${CONSENTS.join(', ')}`;
const consentSchema = v.nullish(v.picklist(CONSENTS, CONSENT_EXPECTED));

/** The schema of the consents that a profile update declares, by channel, and of the consent to the tracking of emails (R82, R94). */
export const profileConsentSchema = v.pipe(
  objectSchema('an object of consents'),
  openObject({
    email: consentSchema,
    sms: consentSchema,
    push: consentSchema,
    tracking: v.nullish(v.picklist(TRACKING_CONSENTS, `one of ${TRACKING_CONSENTS.join(', ')}`)),
  }),
);
