/** A check that returns true until its time is up. */
export type TimeCheck = () => boolean;

/** Creates the time check of work that may block the event loop for a number of milliseconds from now. */
export function createTimeCheck(maxMs: number): TimeCheck {
  const end = performance.now() + maxMs;
  return () => performance.now() < end;
}
