/** Does a piece of work when its turn comes. */
export type RunTask = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A queue of work in which some pieces are done side by side, and others by themselves. */
export interface TaskQueue {
  /** Does work after everything that came before it, and before everything that comes later. */
  readonly runExclusive: RunTask;
  /** Does work beside other such work, after what is done alone and came before it. */
  readonly runShared: RunTask;
}

/** Begins a queue. */
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
