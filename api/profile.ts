import type { Hono } from 'hono';
import { type ConsentStatement, type Contact, findConsent, getMark, judgeContact } from '../core/contact.ts';
import { formatInstant } from '../core/contracts/instant.ts';
import type { ChannelConsent } from '../core/contracts/settings.ts';
import { getAttributes, getProfileText } from '../core/profile.ts';
import { getNeededConsents } from '../core/settings.ts';
import { findUser, followContacts } from '../engine/follow-merges.ts';
import type { ApiDeps } from './deps.ts';
import { respond } from './respond.ts';
import type { ContactView } from './schemas/profile.ts';
import { parseUserId } from './user-id.ts';

/** Registers the route that shows the profile of a user, and why a channel can or cannot be used (R82 to R84). */
export function registerProfileRoute(app: Hono, { services }: ApiDeps): void {
  app.get('/profile', async (context) => {
    const user = parseUserId(context, context.req.query('userId'));
    if ('refused' in user) return user.refused;
    const { userId } = user;
    const { userId: into, profile } = await findUser(userId, services.profiles.get);
    const contacts = followContacts(services.contacts);
    const [email, sms, push, { state }] = await Promise.all([
      contacts.get(userId, 'email'),
      contacts.get(userId, 'sms'),
      contacts.get(userId, 'push'),
      services.settings.getRecent(),
    ]);
    const needs = getNeededConsents(state.settings);
    const [timeZone, language] = [getProfileText(profile, 'timeZone'), getProfileText(profile, 'language')];
    return respond(context, 'GET /profile', {
      userId,
      ...(into === userId ? {} : { mergedInto: into }),
      ...(profile?.mergedFrom === undefined ? {} : { mergedFrom: [...profile.mergedFrom] }),
      attributes: getAttributes(profile),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(language === undefined ? {} : { language }),
      contacts: {
        email: createContactView(email, needs.email),
        sms: createContactView(sms, needs.sms),
        push: createContactView(push, needs.push),
      },
    });
  });
}

function createContactView(contact: Contact | undefined, needs: ChannelConsent): ContactView {
  const verdict = judgeContact(contact, needs);
  const state = 'reason' in verdict ? { allowed: false, reason: verdict.reason } : { allowed: true };
  if (contact === undefined) return { needs, ...state };
  const { address, tracking } = contact;
  const [stated, mark] = [findConsent(contact), getMark(contact)];
  return {
    ...(typeof address?.value === 'string' ? { address: address.value, addressAt: formatInstant(address.at) } : {}),
    ...(stated === undefined
      ? {}
      : { consent: { consent: stated.consent, ...formatStatement(stated), ...byUser(stated) } }),
    needs,
    ...state,
    ...(mark === undefined ? {} : { mark: { at: formatInstant(mark.at), reason: mark.reason } }),
    ...(tracking === undefined
      ? {}
      : { tracking: { consent: tracking.isDenied ? 'denied' : 'granted', ...formatStatement(tracking) } }),
  };
}

const byUser = ({ isByUser }: { readonly isByUser?: true }) => (isByUser === undefined ? {} : { isByUser });

function formatStatement({ at, source, evidence }: ConsentStatement) {
  return { at: formatInstant(at), source, ...(evidence === undefined ? {} : { evidence }) };
}
