import { enrollmentIdOf } from '../identity.ts';
import { cancels, isBefore, type LiveTrigger, MOST_LIVE } from '../row.ts';
import { cancel, type Draft, isDecided, record, replace, withhold } from './draft.ts';
import { except } from './except.ts';
import type { Input, TriggerEvent } from './input.ts';
import { alreadyReceived, board, settle } from './settle.ts';

/**
 * A trigger arrives. A repeat of one that is live or decided changes nothing (R60). An event that is an exception
 * of the same follow-up too first cancels what was triggered before it (R37).
 */
export function trigger(draft: Draft, { event, refused, restarts, isKnown }: Input & { kind: 'triggered' }): void {
  const isRepeat = draft.live.some((entry) => entry.trigger === event.id) || isDecided(draft, event.id) || isKnown;
  if (!isRepeat) {
    for (const exception of restarts) except(draft, { ...event, exception, restarts: true }, 'restarted');
    admit(draft, arrival(draft, event), refused);
  }
  settle(draft, event.id);
}

function admit(draft: Draft, entry: LiveTrigger, refused: (Input & { kind: 'triggered' })['refused']): void {
  if (refused !== undefined) return withhold(draft, entry, refused);
  if (alreadyReceived(draft, entry.at)) return withhold(draft, entry, 'already-received');
  const mark = draft.marks.find((each) => draft.terms.exceptions.has(each.exception) && cancels(each, entry));
  if (mark !== undefined) {
    record(draft, entry, { decision: 'enrolled' });
    return cancel(draft, { ...entry, state: 'waiting' }, mark.restarts ? 'restarted' : 'exception', mark);
  }
  const { now } = draft.timing;
  if (now > entry.dueAt + draft.terms.staleAfter) return withhold(draft, entry, 'stale');
  if (draft.live.length >= MOST_LIVE) return withhold(draft, entry, 'too-many-waits');
  draft.live = [...draft.live, entry];
  if (!leavesAtOnce(draft, entry)) replace(draft, board(draft, entry));
}

/** Due already, and nobody else's wait comes first: it needs no seat. */
function leavesAtOnce(draft: Draft, entry: LiveTrigger): boolean {
  if (entry.dueAt > draft.timing.now) return false;
  return (
    draft.terms.window === 0 ||
    draft.live.every((other) => other === entry || (other.state !== 'claimed' && isBefore(entry, other)))
  );
}

function arrival({ terms }: Draft, { id, eventId, at }: TriggerEvent): LiveTrigger {
  return {
    enrollmentId: enrollmentIdOf(terms.campaignId, terms.userId, id),
    trigger: id,
    eventId,
    at,
    dueAt: at + terms.delay,
    publication: terms.publication,
    state: 'standby',
  };
}
