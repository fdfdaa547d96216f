import type { Campaign } from '../core/campaign.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { DAY, type TimeSpan } from '../core/contracts/time-span.ts';
import type { Services, WalkedRow } from '../core/ports.ts';
import { countDecisions } from '../core/statistics/count-decisions.ts';
import { addFigures, type FigureSums, toFigures } from '../core/statistics/figures.ts';
import { mergeRecount } from '../core/statistics/merge-recount.ts';
import {
  beginRecount,
  continueRecount,
  endRecount,
  isRecountDue,
  type RecountState,
  type RecountWalk,
} from '../core/statistics/recount-state.ts';
import { changeDocument, type DocumentBusy } from './change-document.ts';
import { findCompanyZone } from './find-zone.ts';
import { mapConcurrently } from './map-concurrently.ts';
import { readDecisions } from './read-decisions.ts';

/** The time for which a campaign that was stopped is still recounted by itself: its messages may still be converted. */
const RECOUNTED_AFTER_STOP: TimeSpan = 60 * DAY;

/** The limits of a step of a recount. */
export interface RecountLimits {
  /** The time between the begin of a recount and its first read: by then every change that counts under an earlier number is written. */
  readonly settleTime: TimeSpan;
  readonly hasTimeLeft: () => boolean;
  /** Waits between two pages of rows, while other work runs. */
  readonly rest?: () => Promise<void>;
}

/** The outcome of a step: nothing is to be done, the recount has to wait, it goes on with the next step, or it is done. */
export type RecountOutcome = 'nothing' | 'settling' | 'unfinished' | 'done';

/** Begins a recount of all campaigns with statistics, and returns its state; that of the present one, if one is running. */
export async function requestRecount(services: Services): Promise<RecountState | DocumentBusy> {
  const campaigns = await listRecounted(services);
  const plan = await changeDocument(
    services.recounts,
    (before): { readonly state: RecountState } | { readonly already: RecountState } =>
      before.walk === undefined ? { state: begin(before, campaigns, services) } : { already: before },
    services,
  );
  if ('code' in plan) return plan;
  return 'already' in plan ? plan.already : plan.state;
}

/**
 * Begins a recount if a day has passed since the last one, unless the settings say that none begins by itself, and if a campaign that
 * may still change has statistics.
 */
export async function requestDueRecount(services: Services): Promise<void> {
  const now = services.clock.now();
  if (!isRecountDue(await services.recounts.read(), now)) return;
  const { settings } = (await services.settings.getRecent()).state;
  if (settings.dailyRecount === false) return;
  const isLive = async () => {
    for await (const campaign of listCampaigns(services)) if (mayChange(campaign, now)) return true;
    return false;
  };
  if (!(await isLive())) return;
  const campaigns = await listRecounted(services);
  await changeDocument(
    services.recounts,
    (before) => (isRecountDue(before, now) ? { state: begin(before, campaigns, services) } : { already: before }),
    services,
  );
}

function begin(before: RecountState, campaigns: readonly string[], { clock, rowWalk }: Services): RecountState {
  return beginRecount(before, { now: clock.now(), campaigns, segments: rowWalk.segments });
}

/**
 * Takes the recount that is running a step further: counts rows until the time is up, and records what it counted and where it goes on. A
 * step that ends before that is taken again, and two at once do no harm: only one of them is recorded.
 */
export async function stepRecount(services: Services, limits: RecountLimits): Promise<RecountOutcome> {
  const state = await services.recounts.read();
  const { walk, begunAt = 0 } = state;
  if (walk === undefined) return 'nothing';
  if (services.clock.now() - begunAt < limits.settleTime) return 'settling';
  const walked = walk.segments.every(isDone) ? walk : await walkRows({ state, walk }, services, limits);
  if (walked !== walk) {
    const next = continueRecount(state, walked);
    if (!(await services.transaction(() => services.recounts.write(next)))) return 'unfinished';
    if (!walked.segments.every(isDone)) return 'unfinished';
    return finishRecount({ state: next, walk: walked, begunAt }, services);
  }
  return finishRecount({ state, walk, begunAt }, services);
}

function isDone(cursor: string | null): boolean {
  return cursor === null;
}

/** A recount while it is running. */
interface RunningRecount {
  readonly state: RecountState;
  readonly walk: RecountWalk;
}

/** Counts rows until the time is up, and writes what it counted as a part. */
async function walkRows(
  { state, walk }: RunningRecount,
  services: Services,
  limits: RecountLimits,
): Promise<RecountWalk> {
  const zone = await findCompanyZone(services);
  const sums = new Map<string, FigureSums>(walk.campaigns.map((id) => [id, new Map()]));
  const segments = [...walk.segments];
  const count = async ({ key, row }: WalkedRow): Promise<void> => {
    const counted = sums.get(key.campaignId);
    if (counted === undefined) return;
    const decisions = row.pages === undefined ? row.decisions : await readDecisions(key, row, services);
    addFigures(counted, countDecisions(decisions, { zone, before: state.number, dispatches: row.sent }));
  };
  do {
    const unfinished = segments.flatMap((cursor, segment) => (cursor === null ? [] : [{ segment, cursor }]));
    const pages = await mapConcurrently(unfinished, unfinished.length, async ({ segment, cursor }) => ({
      segment,
      page: await services.rowWalk.readPage(segment, cursor),
    }));
    for (const { segment, page } of pages) {
      for (const walked of page.items) await count(walked);
      segments[segment] = page.cursor ?? null;
    }
    await limits.rest?.();
  } while (limits.hasTimeLeft() && !segments.every(isDone));
  const part = `${state.number}.${Math.random().toString(36).slice(2)}`;
  await services.transaction(async () => {
    for (const [id, counted] of sums)
      if (counted.size > 0) await services.statistics.writePart(part, id, toFigures(counted));
  });
  return { ...walk, segments, parts: [...walk.parts, part] };
}

/** Writes the figures of every campaign, and records that the recount is done. A repeat leaves out the campaigns that are written. */
async function finishRecount(
  { state, walk, begunAt }: RunningRecount & { readonly begunAt: Instant },
  services: Services,
): Promise<RecountOutcome> {
  const { statistics } = services;
  const zone = await findCompanyZone(services);
  for (const id of walk.campaigns) {
    const recounted = await statistics.readRecounted(id);
    if (recounted !== undefined && recounted.number >= state.number) continue;
    const counted: FigureSums = new Map();
    for (const part of await statistics.readParts(walk.parts, id)) addFigures(counted, part);
    const before: FigureSums = new Map();
    addFigures(before, recounted?.figures ?? {});
    addFigures(before, await statistics.readLive(id, { from: recounted?.number ?? 0, to: state.number - 1 }));
    const figures = mergeRecount(toFigures(counted), { begunAt, zone, before: toFigures(before) });
    await services.transaction(() => statistics.writeRecounted(id, { number: state.number, at: begunAt, figures }));
  }
  const ended = endRecount(state, services.clock.now());
  return (await services.transaction(() => services.recounts.write(ended))) ? 'done' : 'unfinished';
}

async function listRecounted(services: Services): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id, statistics } of listCampaigns(services)) if (statistics !== undefined) ids.push(id);
  return ids;
}

async function* listCampaigns({ campaigns }: Services): AsyncGenerator<Campaign> {
  let cursor: string | undefined;
  do {
    const page = await campaigns.list(cursor);
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Returns whether the figures of a campaign may still change: it is published, or was until lately. */
function mayChange({ statistics, publication }: Campaign, now: Instant): boolean {
  if (statistics === undefined || !statistics.isOn || publication === undefined) return false;
  return publication.endedAt === undefined || now - publication.endedAt < RECOUNTED_AFTER_STOP;
}
