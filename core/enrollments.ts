import type { Decision, EnrollmentState, Reason } from './contracts/decision.ts';
import type { Instant } from './contracts/instant.ts';
import type { LiveEnrollment } from './live-enrollment.ts';
import type { Row, RowKey } from './row.ts';

/** An enrollment as the HTTP interface lists it. */
export interface Enrollment extends RowKey {
  readonly enrollmentId: string;
  readonly state: EnrollmentState;
  readonly reason?: Reason;
  readonly triggeredAt: Instant;
  readonly dueAt?: Instant;
  readonly dispatchedAt?: Instant;
  /** The event id of the exception that cancelled it. */
  readonly cancelledBy?: string;
  /** The last wave of the enrollment. */
  readonly wave: string;
}

/** The states that decisions give an enrollment. Held and late exceptions change none. */
const STATE_BY_DECISION: ReadonlyMap<Decision['decision'], EnrollmentState> = new Map([
  ['enrolled', 'waiting'],
  ['dispatched', 'dispatched'],
  ['control', 'control'],
  ['cancelled', 'cancelled'],
  ['withheld', 'withheld'],
]);

const REASONS_BY_EVENT: readonly (Reason | undefined)[] = ['exception', 'restarted'];

/**
 * Returns the enrollments of a row that had a wave, in the order in which they began. A standby that never waited is not listed.
 * `decisions` are all of the row, those of archived pages included.
 */
export function listEnrollments(key: RowKey, row: Row, decisions: readonly Decision[]): Enrollment[] {
  const decisionsById = Map.groupBy(
    decisions.filter(({ decision }) => STATE_BY_DECISION.has(decision)),
    ({ enrollmentId }) => enrollmentId,
  );
  const live = new Map(row.live.map((entry) => [entry.enrollmentId, entry]));
  const ids = new Set([...decisionsById.keys(), ...live.keys()]);
  return [...ids].flatMap(
    (id) => createEnrollment(key, { decisions: decisionsById.get(id) ?? [], live: live.get(id) }) ?? [],
  );
}

interface EnrollmentFacts {
  readonly decisions: readonly Decision[];
  readonly live: LiveEnrollment | undefined;
}

function createEnrollment(key: RowKey, { decisions, live }: EnrollmentFacts): Enrollment | undefined {
  const wave = live?.wave?.name ?? decisions.findLast((each) => each.wave !== undefined)?.wave;
  if (wave === undefined) return undefined;
  if (live !== undefined && live.state !== 'standby') {
    const { enrollmentId, at: triggeredAt, dueAt, state } = live;
    return { ...key, enrollmentId, state, triggeredAt, dueAt, wave };
  }
  const last = decisions.at(-1);
  if (last === undefined || decisions.every(({ decision }) => decision === 'withheld')) return undefined;
  return { ...key, ...toEnded(last), wave };
}

function toEnded({ decision, enrollmentId, reason, triggeredAt, dueAt, at, eventId }: Decision) {
  return {
    enrollmentId,
    state: STATE_BY_DECISION.get(decision) ?? 'waiting',
    ...(reason === undefined ? {} : { reason }),
    triggeredAt,
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(decision === 'dispatched' ? { dispatchedAt: at } : {}),
    ...(decision === 'cancelled' && REASONS_BY_EVENT.includes(reason) ? { cancelledBy: eventId } : {}),
  };
}
