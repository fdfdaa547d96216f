import * as v from 'valibot';
import type { Wave } from '../core/contracts/wave.ts';
import { type Enrollment, enrollmentsOf } from '../core/enrollments.ts';
import type { Seat, Services } from '../core/ports.ts';
import { decisionsOf } from '../engine/decisions-of.ts';

/** Seats read in one call, whether they are listed or not: a call ends in seconds. */
const MOST_READ = 1_000;
/** What a page counts for that has fewer seats than asked because their events are long. */
const LONG_PAGE = MOST_READ / 10;

/** Where a walk goes on: at a wave, after some of its seats. */
export const placeSchema = v.object({
  waves: v.optional(v.string()),
  departure: v.pipe(v.number(), v.safeInteger()),
  publication: v.pipe(v.number(), v.safeInteger()),
  seats: v.optional(v.string()),
});
type Place = v.InferOutput<typeof placeSchema>;

/** What is looked for in a walk, and from where. */
export interface Walk {
  readonly campaignId: string;
  readonly isAsked: (enrollment: Enrollment) => boolean;
  readonly most: number;
  readonly from: Place | undefined;
}

/** Walks a campaign's waves and their seats, oldest departure first, until a page is full or enough was read. */
export async function walkEnrollments(walk: Walk, services: Services) {
  const enrollments: Enrollment[] = [];
  let read = 0;
  for await (const { wave, waves, from } of wavesFrom(walk, services)) {
    let seats = from;
    do {
      const place = { waves, departure: wave.departure, publication: wave.publication, seats };
      if (enrollments.length >= walk.most || read >= MOST_READ) return { enrollments, next: place };
      const asked = walk.most - enrollments.length;
      const page = await services.seats.of(wave.name, asked, seats);
      const isLong = page.cursor !== undefined && page.items.length < asked;
      read += Math.max(isLong ? LONG_PAGE : 1, page.items.length);
      enrollments.push(...(await listed(page.items, walk, services)));
      seats = page.cursor;
    } while (seats !== undefined);
  }
  return { enrollments };
}

interface Stop {
  readonly wave: Wave;
  /** The cursor of the page of waves that it stands in. */
  readonly waves: string | undefined;
  /** The cursor of the first seats to read. */
  readonly from: string | undefined;
}

async function* wavesFrom({ campaignId, from }: Walk, services: Services): AsyncGenerator<Stop> {
  let waves = from?.waves;
  do {
    const page = await services.waves.ofCampaign(campaignId, waves);
    for (const wave of page.items) {
      const order = from === undefined ? 1 : wave.departure - from.departure || wave.publication - from.publication;
      if (order >= 0) yield { wave, waves, from: order === 0 ? from?.seats : undefined };
    }
    waves = page.cursor;
  } while (waves !== undefined);
}

/** Of whoever changed waves, an enrollment is listed under the last one only. Who has many seats is read once. */
async function listed(seats: readonly Seat[], { campaignId, isAsked }: Walk, services: Services) {
  const users = [...new Set(seats.map(({ userId }) => userId))];
  const read = users.map(async (userId) => {
    const key = { userId, campaignId };
    const row = await services.rows.read(key);
    return [userId, enrollmentsOf(key, row, await decisionsOf(key, row, services))] as const;
  });
  const ofUser = new Map(await Promise.all(read));
  return seats
    .flatMap(({ userId, enrollmentId, wave }) =>
      (ofUser.get(userId) ?? []).filter((each) => each.enrollmentId === enrollmentId && each.wave === wave),
    )
    .filter(isAsked);
}
