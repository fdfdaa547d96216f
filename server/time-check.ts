/** Tells, until its time is up, that there is time for more. */
export type TimeCheck = () => boolean;

/** Begins a slice of work that may keep the event loop for so many milliseconds, before whoever waits gets a turn. */
export function createTimeCheck(maxMs: number): TimeCheck {
  const end = performance.now() + maxMs;
  return () => performance.now() < end;
}
