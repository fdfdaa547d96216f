import { setTimeout as pause } from 'node:timers/promises';
import { formatInstant, type Instant } from '../../../core/contracts/instant.ts';
import { SECOND, type TimeSpan } from '../../../core/contracts/time-span.ts';
import type { Inbox } from '../inbox.ts';
import { WaitLimit } from '../slowness.ts';
import type { ListedEnrollment, Management } from './management.ts';

/** The time after its due instant at which a message is given up. */
const MAX_WAIT: TimeSpan = 240 * SECOND;
/** The precision of an instant of a story in real time. */
const EXACT: TimeSpan = 2;

/** The departing messages of a story's campaigns. */
export class Departures {
  readonly #management: Management;
  readonly #inbox: Inbox;

  constructor(management: Management, inbox: Inbox) {
    this.#management = management;
    this.#inbox = inbox;
  }

  /** Waits until all enrollments that are due have left and their messages have arrived; returns the number that still wait. */
  async until(by: Instant, campaigns: readonly string[]): Promise<number> {
    const maxWait = new WaitLimit(MAX_WAIT);
    while (!maxWait.isOver()) {
      const listedEnrollments = await this.#enrollments(campaigns);
      const waiting = listedEnrollments.filter(({ state }) => state === 'waiting' || state === 'claimed');
      const due = waiting.map(({ dueAt }) => dueAt).filter((each) => each <= by + EXACT);
      if (due.length === 0) {
        const left = listedEnrollments.filter(({ state }) => state === 'dispatched');
        await this.#cameIn(left.map(({ enrollmentId }) => enrollmentId));
        return waiting.length;
      }
      await pause(Math.max(SECOND, Math.max(...due) + 2 * SECOND - Date.now()));
    }
    throw maxWait.ended(`until ${formatInstant(by)}: expected nobody who was due by then to wait on (R72)`);
  }

  /** Waits until campaigns without a delay have sent all that they decided to send to users. */
  async untilSent(users: Iterable<string>, campaigns: readonly string[]): Promise<void> {
    for (const userId of users)
      for (const id of campaigns) {
        const decisions = await this.#management.decisions(userId, id);
        const sent = decisions.filter(({ decision }) => decision === 'dispatched');
        await this.#cameIn(sent.map(({ enrollmentId }) => enrollmentId));
      }
  }

  async #enrollments(campaigns: readonly string[]): Promise<ListedEnrollment[]> {
    const found: ListedEnrollment[] = [];
    for (const id of campaigns) found.push(...(await this.#management.listedEnrollments(id)));
    return found;
  }

  async #cameIn(dispatchIds: readonly string[]): Promise<void> {
    for (const maxWait = new WaitLimit(MAX_WAIT); ; await pause(SECOND / 4)) {
      const there = new Set(this.#inbox.messages.map(({ dispatchId }) => dispatchId));
      const missing = dispatchIds.filter((id) => !there.has(id));
      if (missing.length === 0) return;
      if (maxWait.isOver()) throw maxWait.ended(`expected messages that were dispatched, ${missing.join(', ')},`);
    }
  }
}
