import type { Contact } from '../../core/contact.ts';
import { CONTACT_CHANNELS } from '../../core/contracts/consent.ts';
import { getPrecision } from '../../core/contracts/definition.ts';
import type { Instant } from '../../core/contracts/instant.ts';
import { parseWaveName } from '../../core/contracts/wave.ts';
import { SECOND_SWEEP_DELAY } from '../../core/erasure.ts';
import { createEnrollmentId, getEventIdentity } from '../../core/identity.ts';
import type { Services } from '../../core/ports.ts';
import { computeWindows } from '../../core/waves.ts';
import type { Alias } from './alias.ts';
import { dueOf } from './due.ts';
import { cutOf, type Done, type History, isActOn } from './history.ts';

/** The texts of all that a platform stores, each item as a text that begins with its table. */
export type StoredTexts = readonly string[];

/** The state that a history left behind: the services, all that is stored, and the users who were merged. */
interface Left {
  readonly services: Services;
  readonly stored: StoredTexts;
  readonly aliases: ReadonlyMap<string, Alias>;
}

/** Returns what is wrong with the deletions of a history when nothing is left to do (R65): what a store still has of a deleted user, and what it has forgotten too much. */
export async function findLeftOfDeleted(history: History, { services, stored, aliases }: Left): Promise<string[]> {
  const faults: string[] = [];
  for (const { id: userId } of history.users) {
    const cut = cutOf(history, userId);
    if (cut === undefined) continue;
    const erasure = await services.erasures.get(userId);
    if (erasure?.position.state !== 'done')
      faults.push(`${userId}: the erasure is ${erasure?.position.state}, not done`);
    const begunAt = (erasure?.secondSweepAt ?? Number.POSITIVE_INFINITY) - SECOND_SWEEP_DELAY;
    for (const each of listForgottenUsers(history, { userId, begunAt, aliases }))
      faults.push(...findForgotten(history, { userId: each, cut, stored, isMerged: aliases.has(each) }));
    const profile = await services.profiles.get(userId);
    const { deletedUntil = Number.NEGATIVE_INFINITY } = profile ?? {};
    // The deletion of the user into whom it was merged reaches it, too.
    if (aliases.has(userId) ? deletedUntil < cut : deletedUntil !== cut)
      faults.push(`${userId}: the profile says deleted until ${profile?.deletedUntil}`);
    // What was known of a user who was merged into it later, or meanwhile, stays.
    const isMergedInto = [...aliases.values()].some(({ into, mergedAt }) => into === userId && mergedAt >= begunAt);
    if (isMergedInto) continue;
    if (Object.values(profile?.fields ?? {}).some(({ at }) => at <= cut))
      faults.push(`${userId}: fields of the profile`);
    for (const channel of CONTACT_CHANNELS) {
      const contact = await services.contacts.get(userId, channel);
      if (contact !== undefined && hasBefore(contact, cut)) faults.push(`${userId}: the contact on ${channel}`);
    }
  }
  return faults.map((fault) => `${fault} (R65)`);
}

/** The deletion of a user, the latest instant at which its erasure began, and the users who were merged. */
interface Erasing {
  readonly userId: string;
  readonly begunAt: Instant;
  readonly aliases: ReadonlyMap<string, Alias>;
}

/**
 * Returns the users of whom a deletion must leave nothing from before its cut: the deleted one, unless it was merged before, and those who
 * were merged into it before, or whose merges were done before the cut. In between, the order of arrival decides.
 */
function listForgottenUsers(history: History, { userId, begunAt, aliases }: Erasing): string[] {
  if ((aliases.get(userId)?.mergedAt ?? Number.POSITIVE_INFINITY) <= begunAt) return [];
  const cut = cutOf(history, userId) ?? Number.NEGATIVE_INFINITY;
  const { merges = [], deletions = [] } = history;
  const deletedAt = Math.min(...deletions.filter((each) => each.userId === userId).flatMap((each) => each.deliveries));
  const isMergedBefore = (id: string): boolean => {
    const alias = aliases.get(id);
    if (id === userId) return true;
    return alias !== undefined && alias.mergedAt < deletedAt && isMergedBefore(alias.into);
  };
  const leadsHere = (id: string): boolean => {
    const into = aliases.get(id)?.into;
    return id === userId || (into !== undefined && leadsHere(into));
  };
  const areDoneBefore = merges.every(({ at }) => at <= cut);
  return history.users.map(({ id }) => id).filter((id) => isMergedBefore(id) || (areDoneBefore && leadsHere(id)));
}

/** A user of whom what was done up to a cut is forgotten, and all that is stored. */
interface Forgotten {
  readonly userId: string;
  readonly cut: number;
  readonly stored: StoredTexts;
  /** True if the user was merged into another one. */
  readonly isMerged: boolean;
}

/** Returns what is stored of the events that are forgotten: their identities, and the ids of the enrollments that they began. */
function findForgotten(history: History, { userId, cut, stored, isMerged }: Forgotten): string[] {
  const { events, plans, acts } = history;
  const hasPauses = acts.some(({ act }) => act === 'pause');
  const forgotten = events.filter(({ event }) => event.userId === userId && event.at <= cut);
  return forgotten.flatMap((done) => {
    const { event } = done;
    const identity = getEventIdentity(event);
    // Receipts of pushes of different users may have one identity.
    const isShared = events.some(
      (other) => other.event.userId !== userId && getEventIdentity(other.event) === identity,
    );
    const enrollmentIds = plans.map(({ definition }) => createEnrollmentId(definition.id, userId, identity));
    const ids = [...(isShared ? [] : [identity]), ...enrollmentIds];
    return stored
      .filter(
        (text) =>
          ids.some((id) => text.includes(id)) &&
          !isLateSeat(text, { done, history }) &&
          !((isMerged || hasPauses) && isRetried(text, history)),
      )
      .map((text) => `${event.id} of ${userId}: is still in ${text.slice(0, 60)}`);
  });
}

/**
 * Returns whether an item is a delivery that its sender may have tried again: because it found the address of the user into whom its own was
 * merged, or because a pause ended after the second sweep (docs/decisions/0054-deletion-by-cut.md).
 */
function isRetried(text: string, { hasSender = false }: History): boolean {
  return hasSender && text.startsWith('deliveries ');
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
