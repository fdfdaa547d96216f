import type { ListedDecision } from '../rehearsal/rehearsal-calls.ts';
import { type ExampleEvent, FIRST_STEPS_EVENTS } from './example-campaign.ts';

/** An event of a user in the example, or a decision about one. */
export type CourseEntry = { readonly at: number; readonly userId: string } & (
  | { readonly event: ExampleEvent['kind'] }
  | { readonly decision: ListedDecision }
);

/** Returns all that happens in the example, in order: its events from an instant on, and the decisions about its users. */
export function createCourse(start: number, decisions: readonly ListedDecision[]): readonly CourseEntry[] {
  const events = FIRST_STEPS_EVENTS.map(({ userId, kind, afterSeconds }) => ({
    at: start + afterSeconds * 1_000,
    userId,
    event: kind,
  }));
  const decided = decisions.map((decision) => ({
    at: Date.parse(decision.at),
    userId: decision.userId,
    decision,
  }));
  // What is decided at the instant of an event follows it: the order of equal instants stays.
  return [...events, ...decided].sort((one, other) => one.at - other.at);
}
