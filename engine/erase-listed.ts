import type { ErasedEnrollment, Erasure } from '../core/erasure.ts';
import type { Services } from '../core/ports.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The maximum number of enrollments that are erased at the same time. */
const MAX_CONCURRENCY = 10;

/**
 * Erases the seats, the deliveries and the messages of a page of the enrollments that the sweeps found (R65). The last sweep does so once more, for what a
 * writer put back in between, and empties the list. Returns the position of the next page, if there is one.
 */
export async function eraseListed(
  { userId }: Pick<Erasure, 'userId'>,
  { sweep, cursor }: { readonly sweep: 1 | 2; readonly cursor: string | undefined },
  services: Services,
): Promise<string | undefined> {
  const { erasures } = services;
  const page = await erasures.listEnrollments(userId, cursor || undefined);
  await mapConcurrently(page.items, MAX_CONCURRENCY, (each) => eraseEnrollment(each, services));
  if (sweep === 1) return page.cursor;
  for (const each of page.items) await erasures.removeEnrollment(userId, each);
  // What is removed leaves the list: its next page is its first.
  return page.cursor === undefined ? undefined : '';
}

async function eraseEnrollment(
  { enrollmentId, wave, claimedAt }: ErasedEnrollment,
  { seats, deliveries, erasures }: Services,
): Promise<void> {
  if (wave !== undefined) await seats.remove(wave, enrollmentId);
  await deliveries.removeByDispatch(enrollmentId);
  if (claimedAt !== undefined) await erasures.removeMessage(enrollmentId, claimedAt);
}
