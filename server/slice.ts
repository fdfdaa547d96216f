/** Tells, until its time is up, that there is time for more. */
export type Slice = () => boolean;

/** Begins a slice of work that may keep the event loop for so many milliseconds, before whoever waits gets a turn. */
export function newSlice(longest: number): Slice {
  const end = performance.now() + longest;
  return () => performance.now() < end;
}
