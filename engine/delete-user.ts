import type { UserDeletion } from '../core/contracts/event.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { computeCut, type Erasure, SECOND_SWEEP_DELAY } from '../core/erasure.ts';
import type { Services } from '../core/ports.ts';
import { deleteProfileFields, type Profile } from '../core/profile.ts';
import { retryContendedWrite } from '../core/retry.ts';
import { keepSuppressions } from './keep-suppressions.ts';

/** The services that a deletion needs. */
export type DeletionServices = Pick<
  Services,
  'clock' | 'profiles' | 'contacts' | 'suppressions' | 'erasures' | 'backoff'
>;

/**
 * Deletes a user (R65): what the user refused is kept for others with the same addresses (R84), nothing is left of the profile but that the
 * user was deleted, and the erasure of all else begins. The profile is written before the erasure, so that a writer that creates a row after
 * the erasure has looked for rows knows of the deletion. A repeat finishes what a crash
 * left; where everything is done already, it only says so again.
 */
export async function deleteUser({ userId, at }: UserDeletion, services: DeletionServices): Promise<void> {
  const cut = computeCut(at);
  await keepSuppressions(userId, cut, services);
  const tombstone = await writeTombstone(userId, cut, services);
  await retryContendedWrite({ what: 'erasure', wait: services.backoff }, async () => {
    const known = await services.erasures.get(userId);
    if (known !== undefined && known.deletedUntil >= tombstone.deletedUntil) {
      await repeatDeletion(known, services);
      return true;
    }
    return (await beginErasure(userId, { ...tombstone, rev: known?.rev ?? 0 }, services)) || undefined;
  });
}

/**
 * Begins the erasure of a deleted user again, with those who were merged into it since (R65): a merge that was done before the deletion may
 * arrive after it.
 */
export async function eraseMerged(userId: string, services: DeletionServices): Promise<void> {
  await retryContendedWrite({ what: 'erasure', wait: services.backoff }, async () => {
    const { deletedUntil, mergedFrom: aliases = [] } = (await services.profiles.get(userId)) ?? {};
    const known = await services.erasures.get(userId);
    if (deletedUntil === undefined || covers(known, { deletedUntil, aliases })) return true;
    // A merge brought along what was said of the merged user before the cut.
    const tombstone = await writeTombstone(userId, deletedUntil, services);
    return (await beginErasure(userId, { ...tombstone, rev: known?.rev ?? 0 }, services)) || undefined;
  });
}

/** The facts of a tombstone that an erasure is made of. */
interface Tombstone {
  readonly deletedUntil: Instant;
  readonly aliases: readonly string[];
}

/** Returns whether an erasure erases all of a tombstone: up to its cut, and of each user who was merged into its own. */
function covers(erasure: Erasure | undefined, { deletedUntil, aliases }: Tombstone): boolean {
  if (erasure === undefined || erasure.deletedUntil < deletedUntil) return false;
  return aliases.every((alias) => erasure.aliases.includes(alias));
}

/** Writes that a user was deleted in place of all that the profile has up to the cut. */
async function writeTombstone(userId: string, cut: Instant, { profiles }: DeletionServices): Promise<Tombstone> {
  let tombstone: Tombstone = { deletedUntil: cut, aliases: [] };
  await profiles.update(userId, (before) => {
    const after = deleteProfileFields(before, cut);
    tombstone = { deletedUntil: after.deletedUntil, aliases: after.mergedFrom ?? [] };
    return isSameProfile(before, after) ? undefined : after;
  });
  return tombstone;
}

function isSameProfile(before: Profile | undefined, after: Profile): boolean {
  const isSameLength = Object.keys(before?.fields ?? {}).length === Object.keys(after.fields).length;
  return isSameLength && before?.deletedUntil === after.deletedUntil;
}

/** Writes the erasure of a deleted user from its beginning, and lets it start. Returns false if another writer came first. */
async function beginErasure(
  userId: string,
  { deletedUntil, aliases, rev }: Tombstone & { readonly rev: number },
  { clock, erasures }: DeletionServices,
): Promise<boolean> {
  // The tombstone is written by now: the second sweep comes late enough after it, whichever call wrote it.
  const now = clock.now();
  const erasure: Erasure = {
    rev: rev + 1,
    userId,
    aliases,
    deletedUntil,
    secondSweepAt: now + SECOND_SWEEP_DELAY,
    position: { state: 'sweeping', sweep: 1, step: 'user' },
  };
  if (!(await erasures.write(erasure))) return false;
  await erasures.schedule(userId, now);
  return true;
}

/** Schedules an erasure again that may have lost its place in a queue. One that is done announces that again. */
async function repeatDeletion(
  { position, userId, secondSweepAt }: Erasure,
  { clock, erasures }: DeletionServices,
): Promise<void> {
  await erasures.schedule(userId, position.state === 'paused' ? secondSweepAt : clock.now());
}
