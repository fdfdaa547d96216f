import type { Campaign } from '../core/campaign.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { LAST_CALL_DELAY, type Wave } from '../core/contracts/wave.ts';
import { listPauses, type PauseState } from '../core/pauses.ts';
import type { OpenWaves, Page, Seat, Services } from '../core/ports.ts';
import type { Row } from '../core/row.ts';
import { locateRow } from './locate-row.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** The maximum number of waves on a page. Two pages of the store fill it. */
const MAX_WAVES = 20;
/** The number of waves that are read, and whose users are counted at the same time. */
const MAX_CONCURRENT_WAVES = 10;
/**
 * The maximum number of pages of the store that a call reads. It reads many only while paused, for departures that no user waits for, and
 * where thousands of waves of earlier publications, or ended ones, lie before those that are asked for.
 */
const MAX_STORE_PAGES = 10;
/** The maximum number of seats of a wave that are counted, and the number of seats after which a page ends. */
const MAX_SEATS = 1_000;
/** The maximum number of rows that are read at the same time, for each wave. */
const MAX_CONCURRENT_ROWS = 25;

/** A departure that users wait for. */
export interface Departure {
  readonly departure: Instant;
  /** The number of users who wait for it. */
  readonly waiting: number;
  /** True if the wave has more seats than were counted, so that more users may wait. */
  readonly isAtLeast: boolean;
}

/** A campaign, and the pauses of the installation. */
export interface DepartingCampaign {
  readonly campaign: Campaign;
  readonly pauses: PauseState;
}

/**
 * Returns a page of the upcoming departures of a campaign, the soonest first, with the number of users who wait for each. While the
 * campaign is paused, these are also the departures that the pause held back. A page has at most 20 departures; it ends early once a
 * thousand seats were read, and may be short, or empty, although a cursor follows. So it reads at most 10 pages of waves from the store, and
 * of less than 11,000 seats the seat and the row: of a wave the first thousand seats, or 4 MB of them. On AWS a page of the store is mostly
 * one query, and at most 10, of which the first is small: the registry holds the waves of earlier publications, too.
 */
export async function listDepartures(
  departing: DepartingCampaign,
  cursor: string | undefined,
  services: Services,
): Promise<Page<Departure>> {
  const items: Departure[] = [];
  let [seats, next] = [0, cursor];
  const now = services.clock.now();
  const after = computeStart(departing, now);
  for (let pages = 0; pages < MAX_STORE_PAGES; pages += 1) {
    const page = await readWaves(departing, { after, limit: MAX_CONCURRENT_WAVES, cursor: next }, services);
    for (const counted of await mapConcurrently(page.items, MAX_CONCURRENT_WAVES, (wave) =>
      countWaiting(wave, services),
    )) {
      const { departure, waiting, isAtLeast } = counted.departure;
      if (departure > now || waiting > 0 || isAtLeast) items.push(counted.departure);
      seats += counted.seats;
    }
    next = page.cursor;
    if (next === undefined) return { items };
    if (items.length >= MAX_WAVES || seats >= MAX_SEATS) break;
  }
  return { items, ...(next === undefined ? {} : { cursor: next }) };
}

/**
 * Returns the next departure of a campaign, whether users still wait for it or not; undefined if there is none. While the campaign is
 * paused, that may be one in the past, which the pause held back, or which was leaving when the pause began. It reads one page of one wave
 * from the store, and more only where thousands of waves of earlier publications, or ended ones, lie before it: at most 10.
 */
export async function findNextDeparture(
  departing: DepartingCampaign,
  services: Pick<Services, 'waves' | 'clock'>,
): Promise<Instant | undefined> {
  const after = computeStart(departing, services.clock.now());
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_STORE_PAGES; pages += 1) {
    const page = await readWaves(departing, { after, limit: 1, cursor }, services);
    const [first] = page.items;
    if (first !== undefined || page.cursor === undefined) return first?.departure;
    cursor = page.cursor;
  }
  return undefined;
}

async function readWaves(
  { campaign: { id: campaignId, status, publication } }: DepartingCampaign,
  { cursor, ...range }: Pick<OpenWaves, 'after' | 'limit'> & { readonly cursor: string | undefined },
  { waves }: Pick<Services, 'waves'>,
): Promise<Page<Wave>> {
  if (status !== 'published' || publication === undefined) return { items: [] };
  return waves.listOpenAfter({ campaignId, publication: publication.number, ...range }, cursor);
}

/**
 * Returns the instant after which the departures of a campaign are upcoming: now, or that since which a pause holds them back, the earliest
 * if there are two. A pause without an instant came with the deployment: it may be as old as the publication.
 */
function computeStart({ campaign: { id, publication }, pauses }: DepartingCampaign, now: Instant): Instant {
  const holding = listPauses(pauses, id);
  if (holding.length === 0) return now;
  const heldSince = Math.min(...holding.map(({ at }) => at ?? publication?.publishedAt ?? now));
  // The last waves before a pause may have been leaving when it began.
  return heldSince - LAST_CALL_DELAY;
}

/** Counts the users who wait for a wave, among its first thousand seats. A seat stays when its wait is cancelled, so the rows decide. */
async function countWaiting(
  wave: Wave,
  services: Services,
): Promise<{ readonly departure: Departure; readonly seats: number }> {
  const { items, cursor } = await services.seats.listByWave(wave.name, MAX_SEATS);
  const users = Map.groupBy(items, ({ userId }) => userId);
  const counts = await mapConcurrently([...users], MAX_CONCURRENT_ROWS, async ([userId, seats]) => {
    const key = { userId, campaignId: wave.campaignId };
    const read = await services.rows.read(key);
    const row = read.mergedInto === undefined ? read : (await locateRow(key, { read }, services)).row;
    return countWaitingSeats(row, seats);
  });
  const waiting = counts.reduce((sum, count) => sum + count, 0);
  return { departure: { departure: wave.departure, waiting, isAtLeast: cursor !== undefined }, seats: items.length };
}

function countWaitingSeats({ live }: Row, seats: readonly Seat[]): number {
  return seats.filter(({ enrollmentId, wave }) =>
    live.some((each) => each.state === 'waiting' && each.enrollmentId === enrollmentId && each.wave.name === wave),
  ).length;
}
