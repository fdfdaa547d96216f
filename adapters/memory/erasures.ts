import type { ErasedEnrollment, Erasure } from '../../core/erasure.ts';
import type { Erasures } from '../../core/ports.ts';
import { createDueUsers, type DueUsers } from './due-users.ts';
import { paginateByCursor } from './paginate-by-cursor.ts';

/** The erasures and, in place of a queue, those that are due. */
export interface MemoryErasures extends Erasures, DueUsers {}

const PAGE_SIZE = 100;

/** Creates the erasures in memory. */
export function createMemoryErasures(): MemoryErasures {
  const erasures = new Map<string, Erasure>();
  const lists = new Map<string, Map<string, ErasedEnrollment>>();
  return {
    ...createDueUsers(),
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
    // Events are processed as they come.
    removeAcceptedEvents: async () => undefined,
    // No message is kept.
    removeMessage: async () => undefined,
  };
}

function formatKey({ enrollmentId, wave = '', claimedAt = 0 }: ErasedEnrollment): string {
  return `${enrollmentId} ${claimedAt} ${wave}`;
}
