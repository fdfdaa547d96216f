import type { Instant } from '../../core/contracts/instant.ts';
import type { Merges } from '../../core/ports.ts';

/** The merges and, in place of a queue, those that are due. */
export interface MemoryMerges extends Merges {
  /** Returns the instant at which a merge goes on next, if there is one. */
  nextDueAt(): Instant | undefined;
  /** Removes and returns a user whose merge is due at an instant. What is left of it then is scheduled again. */
  takeDue(by: Instant): string | undefined;
}

/** Creates the merges in memory. */
export function createMemoryMerges(): MemoryMerges {
  const due = new Map<string, Instant>();
  const findNext = () =>
    [...due].reduce<[string, Instant] | undefined>(
      (earliest, each) => (earliest === undefined || each[1] < earliest[1] ? each : earliest),
      undefined,
    );
  return {
    async schedule(userId, at) {
      due.set(userId, Math.min(at, due.get(userId) ?? at));
    },
    nextDueAt: () => findNext()?.[1],
    takeDue(by) {
      const [userId, at] = findNext() ?? [];
      if (userId === undefined || at === undefined || at > by) return undefined;
      due.delete(userId);
      return userId;
    },
  };
}
