import { cancels, isBefore, type Mark } from '../row.ts';
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

function recordIfLate(draft: Draft, mark: Mark): void {
  const left = [
    ...draft.live.flatMap(({ claim, ...entry }) => (claim === undefined ? [] : [{ ...entry, leftAt: claim.at }])),
    ...draft.earlier.flatMap((past) =>
      past.decision === 'dispatched'
        ? [
            {
              enrollmentId: past.enrollmentId,
              at: past.triggeredAt,
              dueAt: past.dueAt,
              eventId: past.eventId,
              trigger: '',
              leftAt: past.at,
            },
          ]
        : [],
    ),
  ];
  for (const { enrollmentId, at, dueAt, eventId, trigger, leftAt } of left) {
    if (mark.at >= leftAt || !cancels(mark, { at, eventId, trigger })) continue;
    if (mark.eventId === eventId || isRecorded(draft, mark, enrollmentId)) continue;
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
}

function isRecorded({ earlier, decisions }: Draft, { eventId }: Mark, enrollmentId: string): boolean {
  const same = (past: { decision: string; eventId: string; enrollmentId: string }) =>
    past.decision === 'late-exception' && past.eventId === eventId && past.enrollmentId === enrollmentId;
  return earlier.some(same) || decisions.some(same);
}
