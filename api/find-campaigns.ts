import type { Campaign } from '../core/campaign.ts';
import type { Campaigns } from '../core/ports.ts';
import { mapConcurrently } from '../engine/map-concurrently.ts';
import { findHashed } from './find-hashed.ts';
import type { PagePosition } from './fit-page.ts';

/** The maximum number of pages of the store that a call with a filter reads, of a hundred campaigns each. */
const MAX_STORE_PAGES = 10;

/** The maximum number of definitions that are read at the same time. */
const MAX_CONCURRENCY = 50;

/** The campaigns that a list shows: all, those of a status, those with a text in their id or name, or those that follow a campaign. */
export interface CampaignFilter {
  readonly status: Campaign['status'] | undefined;
  readonly search: string | undefined;
  /** The id of a campaign that a trigger of the newest definition names. */
  readonly follows: string | undefined;
}

/** The part of a list that is asked for: after a position, at most so many. */
interface WantedPage {
  readonly position: PagePosition;
  readonly limit: number;
}

/** A campaign of a list, and the position after it. */
export interface FoundCampaign {
  readonly campaign: Campaign;
  readonly after: PagePosition;
}

/**
 * Returns a page of the campaigns that a filter selects, from a position on, and the position of the next page. With a filter they are
 * found among at most a thousand: the page may be short, or empty, although more follow.
 */
export async function findCampaigns(
  filter: CampaignFilter,
  { position, limit }: WantedPage,
  campaigns: Pick<Campaigns, 'list' | 'getDefinition'>,
): Promise<{ readonly found: readonly FoundCampaign[]; readonly next?: PagePosition }> {
  const isSelected = createSelection(filter);
  const found: FoundCampaign[] = [];
  let { from, skip } = position ?? { skip: 0 };
  const maxPages = isAll(filter) ? 1 : MAX_STORE_PAGES;
  for (let pages = 0; pages < maxPages && found.length < limit; pages += 1) {
    const page = await campaigns.list(from);
    const candidates = page.items
      .map((campaign, index) => ({ campaign, after: { from, skip: index + 1 } }))
      .slice(skip)
      .filter(({ campaign }) => isSelected(campaign));
    const selected = await selectFollowers(candidates, filter.follows, campaigns);
    const wanted = selected.slice(0, limit - found.length);
    found.push(...wanted);
    const last = wanted.at(-1);
    if (last !== undefined && wanted.length < selected.length) return { found, next: last.after };
    if (page.cursor === undefined) return { found };
    [from, skip] = [page.cursor, 0];
  }
  return { found, next: { from, skip } };
}

/** Returns whether a filter selects every campaign. */
export function isAll({ status, search, follows }: CampaignFilter): boolean {
  return status === undefined && search === undefined && follows === undefined;
}

/** Returns the campaigns that follow a campaign, all without one. */
async function selectFollowers(
  found: readonly FoundCampaign[],
  target: string | undefined,
  campaigns: Pick<Campaigns, 'getDefinition'>,
): Promise<readonly FoundCampaign[]> {
  if (target === undefined) return found;
  const hashed = await mapConcurrently(found, MAX_CONCURRENCY, ({ campaign }) => findHashed(campaign, campaigns));
  return found.filter((_, index) => hashed[index]?.follows.includes(target));
}

/** Creates the test of the status and of the text of a filter. A text is found in any case, and however its accents are written. */
function createSelection({ status, search }: CampaignFilter): (campaign: Campaign) => boolean {
  const wanted = search === undefined ? undefined : toSearchable(search);
  return (campaign) =>
    (status === undefined || campaign.status === status) &&
    (wanted === undefined || [campaign.id, campaign.name].some((text) => toSearchable(text).includes(wanted)));
}

function toSearchable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
