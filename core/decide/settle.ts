import type { Instant } from '../contracts/instant.ts';
import { waveOf } from '../contracts/wave.ts';
import { type Claim, isBefore, type LiveTrigger } from '../row.ts';
import { departureOf } from '../waves.ts';
import { type Draft, record, replace, withhold } from './draft.ts';

/**
 * Who waits? With a window of 0 everyone; else the wait belongs to the earliest live trigger and the others
 * stand by (R42). Called after every change of the live triggers. `fresh` is the trigger whose event is at hand.
 */
export function settle(draft: Draft, fresh?: string): void {
  if (draft.terms.window === 0) {
    for (const entry of draft.live) if (entry.state === 'standby') enroll(draft, entry, fresh);
    return;
  }
  const holder = holderOf(draft);
  for (const entry of draft.live) if (entry.state === 'waiting' && entry !== holder) supersede(draft, entry);
  if (holder?.state === 'standby') enroll(draft, holder, fresh);
}

/** Whether a trigger done, or a message due, at an instant is within the re-eligibility window of the last receipt (R40, R41). */
export function alreadyReceived(draft: Draft, instant: Instant): boolean {
  const { window } = draft.terms;
  if (draft.receipt === undefined || window === 0) return false;
  return window === undefined || instant < draft.receipt.at + window;
}

/** Gives a live trigger a wave: the one at the end of its window, if that can still be boarded. */
export function board(draft: Draft, entry: LiveTrigger): LiveTrigger {
  const { terms, timing } = draft;
  const departure = departureOf(entry.dueAt, terms.width, timing.boardableFrom);
  const { name } = waveOf(terms.campaignId, entry.publication, departure);
  const from = entry.wave?.name;
  draft.boardings.push({
    enrollmentId: entry.enrollmentId,
    departure,
    publication: entry.publication,
    ...(from === undefined ? {} : { from }),
  });
  return { ...entry, wave: { name, departure } };
}

/** Claims a message: nothing cancels it any more (R35). It is a receipt once it is sent; until then other triggers stand by (R95). */
export function take(draft: Draft, entry: LiveTrigger): void {
  replace(draft, { ...entry, state: 'claimed', claim: { at: draft.timing.now, version: draft.terms.version } });
}

/** Sets the receipt of a message that was sent, and judges by it who stands by (R40). */
export function receive(draft: Draft, { enrollmentId }: LiveTrigger, { at }: Claim): void {
  if (draft.receipt === undefined || draft.receipt.at <= at) draft.receipt = { at, enrollmentId };
  for (const other of draft.live) {
    if (other.state === 'standby' && alreadyReceived(draft, other.at)) withhold(draft, other, 'already-received');
  }
}

function holderOf(draft: Draft): LiveTrigger | undefined {
  let holder: LiveTrigger | undefined;
  for (const entry of draft.live) {
    if (entry.state === 'claimed') return undefined;
    if (holder === undefined || isBefore(entry, holder)) holder = entry;
  }
  return holder;
}

function enroll(draft: Draft, entry: LiveTrigger, fresh: string | undefined): void {
  const { now } = draft.timing;
  if (now > entry.dueAt + draft.terms.staleAfter) {
    withhold(draft, entry, 'stale');
    return settle(draft, fresh);
  }
  if (entry.trigger === fresh && entry.dueAt <= now) {
    record(draft, entry, { decision: 'enrolled' });
    return take(draft, entry);
  }
  const seated = entry.wave === undefined || entry.wave.departure <= now ? board(draft, entry) : entry;
  const waiting: LiveTrigger = { ...seated, state: 'waiting' };
  replace(draft, waiting);
  record(draft, waiting, { decision: 'enrolled' });
}

/** A trigger done earlier arrived later and takes the wait; this one stands by again, its seat kept. */
function supersede(draft: Draft, entry: LiveTrigger): void {
  replace(draft, { ...entry, state: 'standby' });
  record(draft, entry, { decision: 'cancelled', reason: 'superseded' });
}
