import type { SqliteServices } from '../adapters/sqlite/services.ts';
import type { Instant } from '../core/contracts/instant.ts';
import { MINUTE, type TimeSpan } from '../core/contracts/time-span.ts';
import { createTimeCheck } from './time-check.ts';

/** The longest time, in milliseconds, that one call may keep waves and requests waiting, beyond its first step. */
const MAX_CALL_MS = 25;
/** The time until the work of a user goes on that failed. */
const RETRY_DELAY: TimeSpan = MINUTE;

/** The work of users in steps: what is due of it, and how it goes on. */
export interface UserWork {
  readonly due: {
    /** Returns the users whose work is due at an instant, the earliest first. */
    listDue(now: Instant): readonly string[];
    /** Records that the work of a user is not due any more, until it is scheduled again. */
    settle(userId: string): void;
    schedule(userId: string, at: Instant): Promise<void>;
  };
  /** Continues the work of a user for as long as there is time, and schedules what is left of it. */
  readonly proceed: (userId: string, hasTimeLeft: () => boolean) => Promise<unknown>;
  /** Logs that the work of a user failed. */
  readonly logFailure: (error: unknown) => void;
}

/** Takes steps of the work of a user. What is left of it is scheduled again. */
export async function takeSteps({ due, proceed }: UserWork, userId: string, hasTimeLeft: () => boolean): Promise<void> {
  due.settle(userId);
  await proceed(userId, hasTimeLeft);
}

/** Continues the work of users that is due, each in a transaction of its own. Returns their number. Work that fails is tried again later. */
export async function continueDue(
  work: UserWork,
  { transaction, clock }: Pick<SqliteServices, 'transaction' | 'clock'>,
): Promise<number> {
  const { due } = work;
  const users = due.listDue(clock.now());
  for (const userId of users) {
    try {
      await transaction(() => takeSteps(work, userId, createTimeCheck(MAX_CALL_MS)));
    } catch (error) {
      work.logFailure(error);
      await transaction(async () => {
        due.settle(userId);
        await due.schedule(userId, clock.now() + RETRY_DELAY);
      });
    }
  }
  return users.length;
}
