import type { Contact } from '../../core/contact.ts';
import { CONTACT_CHANNELS } from '../../core/contracts/consent.ts';
import { getPrecision } from '../../core/contracts/definition.ts';
import { parseWaveName } from '../../core/contracts/wave.ts';
import { createEnrollmentId, getEventIdentity } from '../../core/identity.ts';
import type { Services } from '../../core/ports.ts';
import { computeWindows } from '../../core/waves.ts';
import { dueOf } from './due.ts';
import { cutOf, type Done, type History, isActOn } from './history.ts';

/** The texts of all that a platform stores, each item as a text that begins with its table. */
export type StoredTexts = readonly string[];

/** Returns what is wrong with the deletions of a history when nothing is left to do (R65): what a store still has of a deleted user, and what it has forgotten too much. */
export async function findLeftOfDeleted(
  history: History,
  { services, stored }: { readonly services: Services; readonly stored: StoredTexts },
): Promise<string[]> {
  const faults: string[] = [];
  for (const { id: userId } of history.users) {
    const cut = cutOf(history, userId);
    if (cut === undefined) continue;
    const erasure = await services.erasures.get(userId);
    if (erasure?.position.state !== 'done')
      faults.push(`${userId}: the erasure is ${erasure?.position.state}, not done`);
    faults.push(...findForgotten(history, { userId, cut, stored }));
    const profile = await services.profiles.get(userId);
    if (profile?.deletedUntil !== cut)
      faults.push(`${userId}: the profile says deleted until ${profile?.deletedUntil}`);
    if (Object.values(profile?.fields ?? {}).some(({ at }) => at <= cut))
      faults.push(`${userId}: fields of the profile`);
    for (const channel of CONTACT_CHANNELS) {
      const contact = await services.contacts.get(userId, channel);
      if (contact !== undefined && hasBefore(contact, cut)) faults.push(`${userId}: the contact on ${channel}`);
    }
  }
  return faults.map((fault) => `${fault} (R65)`);
}

/** Returns what is stored of the events that are forgotten: their identities, and the ids of the enrollments that they began. */
function findForgotten(
  history: History,
  { userId, cut, stored }: { readonly userId: string; readonly cut: number; readonly stored: StoredTexts },
): string[] {
  const { events, plans } = history;
  const forgotten = events.filter(({ event }) => event.userId === userId && event.at <= cut);
  return forgotten.flatMap((done) => {
    const { event } = done;
    const identity = getEventIdentity(event);
    const ids = [identity, ...plans.map(({ definition }) => createEnrollmentId(definition.id, userId, identity))];
    return stored
      .filter((text) => ids.some((id) => text.includes(id)) && !isLateSeat(text, { done, history }))
      .map((text) => `${event.id} of ${userId}: is still in ${text.slice(0, 60)}`);
  });
}

function hasBefore({ rev: _, mergedInto: __, marks = [], ...stated }: Contact, cut: number): boolean {
  return [...Object.values(stated), ...marks].some(({ at }) => at <= cut);
}

/**
 * Returns whether an item is a seat in a later wave than that of the due instant: an attempt took it that came when the message was due
 * already, and died. Which wave that is depends on the moment, so that no deletion finds it (docs/decisions/0054-deletion-by-cut.md).
 */
function isLateSeat(text: string, { done, history }: { readonly done: Done; readonly history: History }): boolean {
  const [, name = ''] = /^(?:seats \{"wave":"|enrollments \["seat#)([\w.-]+Z)/.exec(text) ?? [];
  const wave = parseWaveName(name);
  const plan = history.plans.find(({ definition }) => definition.id === wave?.campaignId);
  const user = history.users.find(({ id }) => id === done.event.userId);
  if (wave === undefined || plan === undefined || user === undefined) return false;
  if (history.acts.some((act) => isActOn(act, wave.campaignId))) return true;
  const { definition } = plan;
  const { width } = computeWindows({ ...definition, precision: getPrecision(definition) }, wave.publication);
  return wave.departure >= dueOf(plan, done, user) + width;
}
