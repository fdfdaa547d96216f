import { setImmediate } from 'node:timers/promises';

/** A commit takes in no further piece of work after this long, in milliseconds: whoever waits for it, and the event loop, get a turn. */
const MAX_TRANSACTION_MS = 25;

type RunInSavepoint = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A database, as far as commits are shared in it. */
export interface TransactionHandle {
  begin(): void;
  /** Does a piece of work within the transaction, and undoes what it wrote where it throws. That costs: SQLite copies each page that is written. */
  readonly runInSavepoint: RunInSavepoint;
  /** Whether a failure has undone more than its own piece, or may have: then the transaction cannot be committed. */
  isLost(): boolean;
  commit(): void;
  /** Undoes the transaction; answers the error to throw. */
  rollback(error: unknown): unknown;
}

/** A piece of work whose caller waits for the commit. */
interface Task {
  run(runInSavepoint?: RunInSavepoint): Promise<TaskOutcome>;
  reject(error: unknown): void;
}

/** What came of a piece of work, kept until the commit. */
interface TaskOutcome {
  settle(): void;
  readonly error?: unknown;
}

/**
 * Does pieces of work one after the other, with one commit for all that are waiting. Nobody is answered before the
 * commit; a piece that throws is undone alone. Where the shared commit itself fails, each piece is done again by itself.
 */
export class GroupCommit {
  readonly #transactions: TransactionHandle;
  #waiting: Task[] = [];
  #working: Promise<void> | undefined;

  constructor(transactions: TransactionHandle) {
    this.#transactions = transactions;
  }

  /** Does a piece of work when its turn comes; answers once it is committed. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(createTask(work, { resolve, reject }));
      this.#working ??= this.#work();
    });
  }

  /** Resolves when no work is left. */
  async waitUntilIdle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Whatever has arrived by now shares the commit. And since a transaction begins and ends within one turn of the
      // event loop, no request sees what is not committed.
      await setImmediate();
      await this.#commitWaiting();
    }
    this.#working = undefined;
  }

  async #commitWaiting(): Promise<void> {
    const tasks: Task[] = [];
    const end = performance.now() + MAX_TRANSACTION_MS;
    const next = () => {
      const task = tasks.length === 0 || performance.now() < end ? this.#waiting.shift() : undefined;
      if (task !== undefined) tasks.push(task);
      return task;
    };
    try {
      await this.#runTransaction(next);
    } catch (error) {
      // What broke the shared transaction may lie in one of its pieces, and must not fail the others.
      if (tasks.length < 2) for (const task of tasks) task.reject(error);
      else for (const task of tasks) await this.#commitAlone(task);
    }
  }

  async #commitAlone(task: Task): Promise<void> {
    // Whoever heard of the one before goes on before the next transaction begins.
    await setImmediate();
    const only = [task];
    await this.#runTransaction(() => only.shift()).catch((error: unknown) => task.reject(error));
  }

  async #runTransaction(next: () => Task | undefined): Promise<void> {
    const transactions = this.#transactions;
    const outcomes: TaskOutcome[] = [];
    let task = next();
    transactions.begin();
    try {
      for (; task !== undefined; task = next()) {
        // The first can be undone with the transaction itself, and costs nothing to isolate: batches come one at a time.
        const isFirst = outcomes.length === 0;
        const outcome = await (isFirst ? task.run() : task.run(transactions.runInSavepoint));
        if (isFirst && 'error' in outcome) throw outcome.error;
        if (transactions.isLost()) throw outcome.error ?? new Error('together: the transaction was lost');
        outcomes.push(outcome);
      }
      transactions.commit();
    } catch (error) {
      throw transactions.rollback(error);
    }
    for (const outcome of outcomes) outcome.settle();
  }
}

function createTask<Result>(
  work: () => Promise<Result>,
  { resolve, reject }: { resolve: (result: Result) => void; reject: (error: unknown) => void },
): Task {
  return {
    run: (runInSavepoint) =>
      (runInSavepoint === undefined ? work() : runInSavepoint(work)).then(
        (result): TaskOutcome => ({ settle: () => resolve(result) }),
        (error: unknown): TaskOutcome => ({ settle: () => reject(error), error }),
      ),
    reject,
  };
}
