import * as v from 'valibot';
import type { Wave } from '../core/contracts/wave.ts';
import type { Enrollment } from '../core/enrollments.ts';
import type { Seat, Services } from '../core/ports.ts';
import { readEnrollments } from '../engine/read-enrollments.ts';

/** The maximum number of seats that a call reads, so that it ends in seconds. */
const MAX_SEATS_READ = 1_000;
/** The cost, in seats, of a page that has fewer seats than requested because their events are long. */
const LARGE_PAGE_COST = MAX_SEATS_READ / 10;

/** The schema of a position in the list: a wave, and a cursor of its seats. */
export const enrollmentPositionSchema = v.object({
  waves: v.optional(v.string()),
  departure: v.pipe(v.number(), v.safeInteger()),
  publication: v.pipe(v.number(), v.safeInteger()),
  seats: v.optional(v.string()),
});
type EnrollmentPosition = v.InferOutput<typeof enrollmentPositionSchema>;

/** The selection of enrollments that are listed, and the position at which the list continues. */
export interface EnrollmentListing {
  readonly campaignId: string;
  readonly isSelected: (enrollment: Enrollment) => boolean;
  readonly limit: number;
  readonly from: EnrollmentPosition | undefined;
}

/** Lists enrollments by the seats of a campaign's waves, oldest departure first, until a page is full or enough seats were read. */
export async function listCampaignEnrollments(listing: EnrollmentListing, services: Services) {
  const enrollments: Enrollment[] = [];
  let read = 0;
  for await (const { wave, waves, from } of listWavesFrom(listing, services)) {
    let seats = from;
    do {
      const position = { waves, departure: wave.departure, publication: wave.publication, seats };
      if (enrollments.length >= listing.limit || read >= MAX_SEATS_READ) return { enrollments, next: position };
      const wanted = listing.limit - enrollments.length;
      const page = await services.seats.listByWave(wave.name, wanted, seats);
      const isShortPage = page.cursor !== undefined && page.items.length < wanted;
      read += Math.max(isShortPage ? LARGE_PAGE_COST : 1, page.items.length);
      enrollments.push(...(await selectEnrollments(page.items, listing, services)));
      seats = page.cursor;
    } while (seats !== undefined);
  }
  return { enrollments };
}

interface WavePosition {
  readonly wave: Wave;
  /** The cursor of the page of waves that contains the wave. */
  readonly waves: string | undefined;
  /** The cursor of the first seats to read. */
  readonly from: string | undefined;
}

async function* listWavesFrom(
  { campaignId, from }: EnrollmentListing,
  services: Services,
): AsyncGenerator<WavePosition> {
  let waves = from?.waves;
  do {
    const page = await services.waves.listByCampaign(campaignId, waves);
    for (const wave of page.items) {
      const order = from === undefined ? 1 : wave.departure - from.departure || wave.publication - from.publication;
      if (order >= 0) yield { wave, waves, from: order === 0 ? from?.seats : undefined };
    }
    waves = page.cursor;
  } while (waves !== undefined);
}

/** Returns the enrollments of seats. One that changed waves is listed under its last wave only; a user with many seats is read once. */
async function selectEnrollments(
  seats: readonly Seat[],
  { campaignId, isSelected }: EnrollmentListing,
  services: Services,
) {
  const users = [...new Set(seats.map(({ userId }) => userId))];
  const read = users.map(async (userId) => {
    return [userId, await readEnrollments({ userId, campaignId }, services)] as const;
  });
  const enrollmentsByUser = new Map(await Promise.all(read));
  return seats
    .flatMap(({ userId, enrollmentId, wave }) =>
      (enrollmentsByUser.get(userId) ?? []).filter((each) => each.enrollmentId === enrollmentId && each.wave === wave),
    )
    .filter(isSelected);
}
