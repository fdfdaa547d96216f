import * as v from 'valibot';
import type { Wave } from '../core/contracts/wave.ts';
import type { Enrollment } from '../core/enrollments.ts';
import type { Seat, Services } from '../core/ports.ts';
import { readEnrollments } from '../engine/read-enrollments.ts';

/** The maximum number of seats that a call reads, so that it ends in seconds. */
const MAX_SEATS_READ = 1_000;
/** The cost, in seats, of a page that has fewer seats than requested because their events are long. */
const LARGE_PAGE_COST = MAX_SEATS_READ / 10;

/** The schema of a position in the list: a wave, a cursor of its seats, and the number of seats after it that were listed already. */
export const enrollmentPositionSchema = v.object({
  waves: v.optional(v.string()),
  departure: v.pipe(v.number(), v.safeInteger()),
  publication: v.pipe(v.number(), v.safeInteger()),
  seats: v.optional(v.string()),
  skip: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});
type EnrollmentPosition = v.InferOutput<typeof enrollmentPositionSchema>;

/** The selection of enrollments that are listed, and the position at which the list continues. */
export interface EnrollmentListing {
  readonly campaignId: string;
  readonly isSelected: (enrollment: Enrollment) => boolean;
  readonly limit: number;
  /** The minimum number of seats that are read at a time: where few are selected, more than are missing. It stays from page to page. */
  readonly minRead: number;
  readonly from: EnrollmentPosition | undefined;
}

/** Lists enrollments by the seats of a campaign's waves, oldest departure first, until a page is full or enough seats were read. */
export async function listCampaignEnrollments(listing: EnrollmentListing, services: Services) {
  const { limit, minRead } = listing;
  const enrollments: Enrollment[] = [];
  let read = 0;
  for await (const { wave, waves, from, skip: skipped } of listWavesFrom(listing, services)) {
    let [seats, skip] = [from, skipped];
    do {
      const position = { waves, departure: wave.departure, publication: wave.publication, seats };
      if (enrollments.length >= limit || read >= MAX_SEATS_READ) return { enrollments, next: { ...position, skip } };
      const missing = limit - enrollments.length;
      const wanted = Math.max(minRead, missing);
      const page = await services.seats.listByWave(wave.name, wanted, seats);
      const isShortPage = page.cursor !== undefined && page.items.length < wanted;
      read += Math.max(isShortPage ? LARGE_PAGE_COST : 1, page.items.length);
      const selected = await selectEnrollments(page.items.slice(skip), listing, services);
      const rest = selected[missing];
      enrollments.push(...selected.slice(0, missing).map(({ enrollment }) => enrollment));
      if (rest !== undefined) return { enrollments, next: { ...position, skip: skip + rest.place } };
      [seats, skip] = [page.cursor, Math.max(0, skip - page.items.length)];
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
  /** The number of seats after that cursor to leave out. */
  readonly skip: number;
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
      const [seats, skip] = order === 0 ? [from?.seats, from?.skip ?? 0] : [undefined, 0];
      if (order >= 0) yield { wave, waves, from: seats, skip };
    }
    waves = page.cursor;
  } while (waves !== undefined);
}

/** An enrollment of a seat, and the place of the seat among those that were read. */
interface SelectedEnrollment {
  readonly enrollment: Enrollment;
  readonly place: number;
}

/** Returns the enrollments of seats. One that changed waves is listed under its last wave only; a user with many seats is read once. */
async function selectEnrollments(
  seats: readonly Seat[],
  { campaignId, isSelected }: EnrollmentListing,
  services: Services,
): Promise<SelectedEnrollment[]> {
  const users = [...new Set(seats.map(({ userId }) => userId))];
  const read = users.map(async (userId) => {
    return [userId, await readEnrollments({ userId, campaignId }, services)] as const;
  });
  const enrollmentsByUser = new Map(await Promise.all(read));
  return seats.flatMap(({ userId, enrollmentId, wave }, place) =>
    (enrollmentsByUser.get(userId) ?? [])
      .filter((each) => each.enrollmentId === enrollmentId && each.wave === wave && isSelected(each))
      .map((enrollment) => ({ enrollment, place })),
  );
}
