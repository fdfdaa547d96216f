/** Does pieces of work one after the other. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A queue of work. */
export function newTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
