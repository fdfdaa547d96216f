/** A function that runs work after the work before it. */
export type RunTask = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A queue of work, of which some runs at the same time and some alone. */
export interface TaskQueue {
  /** The function for work that runs alone: after all earlier work and before all later work. */
  readonly runExclusive: RunTask;
  /** The function for work that runs at the same time as other shared work, after earlier exclusive work. */
  readonly runShared: RunTask;
}

/** Creates a queue. */
export function createTaskQueue(): TaskQueue {
  let alone: Promise<unknown> = Promise.resolve();
  let all: Promise<unknown> = alone;
  const ended = (work: Promise<unknown>): Promise<void> =>
    work.then(
      () => undefined,
      () => undefined,
    );
  return {
    runExclusive(work) {
      const mine = all.then(work);
      alone = ended(mine);
      all = alone;
      return mine;
    },
    runShared(work) {
      const mine = alone.then(work);
      all = Promise.all([all, ended(mine)]).then(() => undefined);
      return mine;
    },
  };
}
