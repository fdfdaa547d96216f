import type { Instant } from '../../core/contracts/instant.ts';
import type { ErasedEnrollment, Erasure } from '../../core/erasure.ts';
import type { Erasures } from '../../core/ports.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

/** The erasures and, in place of a queue, those that are due. */
export interface MemoryErasures extends Erasures {
  /** Returns the instant at which an erasure goes on next, if there is one. */
  nextDueAt(): Instant | undefined;
  /** Removes and returns a user whose erasure is due at an instant. What is left of it then is scheduled again. */
  takeDue(by: Instant): string | undefined;
}

const PAGE_SIZE = 100;

/** Creates the erasures in memory. */
export function createMemoryErasures(): MemoryErasures {
  const erasures = new Map<string, Erasure>();
  const lists = new Map<string, Map<string, ErasedEnrollment>>();
  const due = new Map<string, Instant>();
  const findNext = () => [...due].reduce<[string, Instant] | undefined>(pickEarlier, undefined);
  return {
    async get(userId) {
      return erasures.get(userId);
    },
    async write(erasure) {
      if ((erasures.get(erasure.userId)?.rev ?? 0) !== erasure.rev - 1) return false;
      erasures.set(erasure.userId, erasure);
      return true;
    },
    async addEnrollments(userId, enrollments) {
      const list = lists.get(userId) ?? new Map<string, ErasedEnrollment>();
      for (const enrollment of enrollments) list.set(formatKey(enrollment), enrollment);
      lists.set(userId, list);
    },
    async listEnrollments(userId, cursor) {
      return paginateByCursor([...(lists.get(userId)?.values() ?? [])], PAGE_SIZE, cursor);
    },
    async removeEnrollment(userId, enrollment) {
      lists.get(userId)?.delete(formatKey(enrollment));
    },
    async schedule(userId, at) {
      due.set(userId, Math.min(at, due.get(userId) ?? at));
    },
    // Events are processed as they come.
    removeAcceptedEvents: async () => undefined,
    // No message is kept.
    removeMessage: async () => undefined,
    nextDueAt: () => findNext()?.[1],
    takeDue(by) {
      const [userId, at] = findNext() ?? [];
      if (userId === undefined || at === undefined || at > by) return undefined;
      due.delete(userId);
      return userId;
    },
  };
}

function formatKey({ enrollmentId, wave = '', claimedAt = 0 }: ErasedEnrollment): string {
  return `${enrollmentId} ${claimedAt} ${wave}`;
}

function pickEarlier(earliest: [string, Instant] | undefined, each: [string, Instant]): [string, Instant] {
  return earliest === undefined || each[1] < earliest[1] ? each : earliest;
}
