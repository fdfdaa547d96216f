import type { Instant } from '../contracts/instant.ts';
import { type Claim, cancels, isBefore, type LiveTrigger, type Mark } from '../row.ts';
import { cancel, type Draft } from './draft.ts';
import type { ExceptionEvent } from './input.ts';

/**
 * An exception arrives: it cancels every wait and standby triggered at or before it (R32, R38), and is kept for triggers
 * that arrive later. One that was done before the message left but arrives after is recorded as late (R36).
 */
export function except(draft: Draft, arrived: ExceptionEvent, reason: 'exception' | 'restarted'): void {
  // A repeat that says no time of its own was done when it first arrived (R60).
  const mark = draft.marks.find((known) => isSame(known, arrived)) ?? arrived;
  if (mark.at < draft.terms.publishedAt) return;
  keep(draft, mark);
  for (const entry of draft.live) {
    if (entry.state !== 'claimed' && cancels(mark, entry)) cancel(draft, entry, reason, mark);
  }
  recordIfLate(draft, mark);
}

/** As many events of each exception are kept, so that repeats are known, and an event that cannot cancel what it began itself hides no other. */
const MOST_KEPT = 5;

function keep(draft: Draft, mark: Mark): void {
  if (draft.marks.some((known) => isSame(known, mark))) return;
  const kin = (other: Mark) => other.exception === mark.exception && other.restarts === mark.restarts;
  const others = draft.marks.filter((other) => !kin(other) && draft.terms.exceptions.has(other.exception));
  const greatest = [...draft.marks.filter(kin), mark]
    .sort((one, other) => (isBefore(one, other) ? 1 : -1))
    .slice(0, MOST_KEPT);
  if (greatest.includes(mark)) draft.marks = [...others, ...greatest];
}

function isSame(one: Mark, other: Mark): boolean {
  return one.id === other.id && one.exception === other.exception && one.restarts === other.restarts;
}

/** Records the exceptions that arrived while a message was claimed, and were done before: too late for it (R36). */
export function recordLateExceptions(draft: Draft, entry: LiveTrigger, claim: Claim): void {
  const sent = { ...entry, sentAt: claim.at };
  for (const mark of draft.marks) if (draft.terms.exceptions.has(mark.exception)) recordIfLateFor(draft, mark, sent);
}

/** An exception that arrives is late for every message that was sent before. One that is only claimed may yet not be sent. */
function recordIfLate(draft: Draft, mark: Mark): void {
  for (const { decision, enrollmentId, triggeredAt: at, dueAt, eventId, at: sentAt } of draft.earlier) {
    if (decision !== 'dispatched') continue;
    recordIfLateFor(draft, mark, { enrollmentId, at, dueAt, eventId, trigger: '', sentAt });
  }
}

/** A message that was sent. */
interface SentMessage extends Pick<LiveTrigger, 'enrollmentId' | 'at' | 'eventId' | 'trigger'> {
  readonly dueAt?: Instant | undefined;
  /** When it was claimed. */
  readonly sentAt: Instant;
}

function recordIfLateFor(draft: Draft, mark: Mark, sent: SentMessage): void {
  const { enrollmentId, at, dueAt, eventId, sentAt } = sent;
  if (mark.at >= sentAt || !cancels(mark, sent)) return;
  if (mark.eventId === eventId || isRecorded(draft, mark, enrollmentId)) return;
  draft.decisions.push({
    at: draft.timing.now,
    decision: 'late-exception',
    reason: 'exception',
    eventId: mark.eventId,
    enrollmentId,
    triggeredAt: at,
    ...(dueAt === undefined ? {} : { dueAt }),
    exception: mark.exception,
  });
}

function isRecorded({ earlier, decisions }: Draft, { eventId }: Mark, enrollmentId: string): boolean {
  const same = (past: { decision: string; eventId: string; enrollmentId: string }) =>
    past.decision === 'late-exception' && past.eventId === eventId && past.enrollmentId === enrollmentId;
  return earlier.some(same) || decisions.some(same);
}
