import type { Instant } from '../../core/contracts/instant.ts';

/** The users whose work is due, each at one instant, in place of a queue. */
export interface DueUsers {
  /** Schedules the work of a user; the earlier of two instants holds. */
  schedule(userId: string, at: Instant): Promise<void>;
  /** Returns the instant at which work goes on next, if there is any. */
  nextDueAt(): Instant | undefined;
  /** Removes and returns a user whose work is due at an instant. What is left of it then is scheduled again. */
  takeDue(by: Instant): string | undefined;
}

/** Creates a list of users whose work is due. */
export function createDueUsers(): DueUsers {
  const due = new Map<string, Instant>();
  const findNext = () => [...due].reduce<[string, Instant] | undefined>(pickEarlier, undefined);
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

function pickEarlier(earliest: [string, Instant] | undefined, each: [string, Instant]): [string, Instant] {
  return earliest === undefined || each[1] < earliest[1] ? each : earliest;
}
