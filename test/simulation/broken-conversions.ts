import type { Instant } from '../../core/contracts/instant.ts';
import { MINUTE } from '../../core/contracts/time-span.ts';
import { MAX_DISPATCHES } from '../../core/row.ts';
import { type Case, claimedAt, type Found, processedAt } from './found.ts';
import { cutOf, type Done, type PlannedConversion } from './history.ts';

/** The longest time that a claim may be open without an event being let go that could convert its message. */
const MAX_OPEN = 30 * MINUTE;

/**
 * Returns what is wrong with the conversions of one user (R47): each dispatch and letter has at most one, of an event that was done after
 * the dispatch and in time by the version that it left with, and has one if there is such an event; only messages that left are converted;
 * each conversion is reported, every time in the same words, and nothing else is.
 */
export function brokenConversions(about: Case): string[] {
  const { history, user } = about;
  // Of a deleted user, dispatches are gone whose reports are left (R65).
  if (history.isConverting !== true || cutOf(history, user.id) !== undefined) return [];
  return [...brokenDispatches(about), ...brokenReports(about)];
}

/** A message that left, or the turn of a control user in place of it (R46). */
interface Left {
  readonly id: string;
  readonly version: number;
  /** The instant of its claim. */
  readonly claimed: Instant;
  /** The instant at which it left. */
  readonly at: Instant;
}

function listLeft({ sent, row }: Found): Left[] {
  const messages = [...sent.values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const { dispatchId: id, version } = first.message;
    return [{ id, version, claimed: claimedAt(first), at: first.at }];
  });
  const controls = row.decisions.flatMap(({ decision, enrollmentId: id, version = 0, at }) =>
    decision === 'control' ? [{ id, version, claimed: at, at }] : [],
  );
  return [...messages, ...controls];
}

function brokenDispatches({
  plan,
  user,
  history,
  ran,
  found,
  merged: { until = Number.NEGATIVE_INFINITY },
}: Case): string[] {
  const faults: string[] = [];
  const dispatches = found.row.sent ?? [];
  const left = listLeft(found);
  const leftIds = new Set(left.map(({ id }) => id));
  for (const { id } of dispatches)
    if (!leftIds.has(id)) faults.push(`${id}: may be converted, although it never left (R47)`);
  // What came too many messages later can no longer be converted.
  if (left.length > MAX_DISPATCHES) return faults;
  const events = [...history.events, ...ran.reactions].filter(({ event }) => event.userId === user.id);
  for (const each of left) {
    const conversions = ran.plans.get(`${plan.definition.id} ${each.version}`)?.conversions ?? [];
    const letters = dispatches.find(({ id }) => id === each.id)?.letters ?? {};
    for (const [letter, by] of Object.entries(letters)) {
      const conversion = conversions.find((planned) => planned.letter === letter);
      const doing = events.find(({ event }) => event.id === by?.eventId);
      const isRight = conversion !== undefined && doing !== undefined && converts(doing, conversion, each);
      if (!isRight)
        faults.push(`${each.id}: converted by ${by?.eventId} as ${letter}, which is no conversion of it (R47)`);
      else if (by?.at !== doing.event.at) faults.push(`${each.id}: converted at another instant (R47)`);
    }
    if (each.at - each.claimed >= MAX_OPEN) continue;
    for (const conversion of conversions) {
      if (letters[conversion.letter] !== undefined) continue;
      const missed = events.find((done) => {
        const processed = processedAt(done, ran);
        // Until every writer knows of a merge, an event of one user may be overlooked for the message of the other.
        return converts(done, conversion, each) && Number.isFinite(processed) && processed > until;
      });
      if (missed !== undefined)
        faults.push(`${each.id}: not converted by ${missed.event.id} as ${conversion.letter} (R47)`);
    }
  }
  return faults;
}

/** Returns whether an event converts a message: strictly after its claim, and at the deadline at the latest. */
function converts({ kind, event }: Done, { choice, within }: PlannedConversion, { claimed }: Left): boolean {
  return choice.matches.includes(kind) && event.at > claimed && event.at <= claimed + within;
}

function brokenReports({ plan, user, ran, found }: Case): string[] {
  const faults: string[] = [];
  const isMine = ({ interaction, campaignId, userId }: Readonly<Record<string, unknown>>) =>
    interaction === 'conversion.performed' && campaignId === plan.definition.id && userId === user.id;
  const reports = Map.groupBy(ran.told.filter(isMine), ({ id }) => String(id));
  const dispatches = found.row.sent ?? [];
  for (const [id, all] of reports) {
    if (new Set(all.map((detail) => JSON.stringify(detail))).size > 1) faults.push(`${id}: reported in two ways (R47)`);
    const [, dispatchId, letter = ''] = id.split('.');
    const dispatch = dispatches.find((each) => each.id === dispatchId);
    const isKept = dispatch !== undefined && Object.keys(dispatch.letters).includes(letter);
    if (!isKept && dispatches.length < MAX_DISPATCHES) faults.push(`${id}: reported, and not in the row (R47)`);
  }
  for (const { id, letters } of dispatches) {
    for (const [letter, by] of Object.entries(letters)) {
      const isProcessed = by !== undefined && ran.processed.has(`match-exception ${by.eventId}`);
      if (isProcessed && !reports.has(`conversion.${id}.${letter}`))
        faults.push(`${id}: converted as ${letter}, and never reported (R47)`);
    }
  }
  return faults;
}
