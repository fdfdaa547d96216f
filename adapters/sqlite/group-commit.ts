import { setImmediate } from 'node:timers/promises';

/** The time after which a commit accepts no further task, in milliseconds, so that its callers and the event loop continue. */
const MAX_TRANSACTION_MS = 25;

type RunInSavepoint = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** The transactions of a database, as a group commit uses them. */
export interface TransactionHandle {
  begin(): void;
  /** A function that runs work in the transaction, and undoes its writes if it throws. It costs: SQLite copies each page that is written. */
  readonly runInSavepoint: RunInSavepoint;
  /** Returns whether a failure has undone more than its own task, or may have. The transaction then cannot be committed. */
  isLost(): boolean;
  commit(): void;
  /** Rolls the transaction back. Returns the error to throw. */
  rollback(error: unknown): unknown;
}

/** A task whose caller waits for the commit. */
interface Task {
  run(runInSavepoint?: RunInSavepoint): Promise<TaskOutcome>;
  reject(error: unknown): void;
}

/** The outcome of a task, kept until the commit. */
interface TaskOutcome {
  settle(): void;
  readonly error?: unknown;
}

/**
 * A queue of tasks that run one after another, with one commit for all that are waiting. No caller receives a result before the commit.
 * A task that throws is undone alone. If the shared commit itself fails, each task is run again in a transaction of its own.
 */
export class GroupCommit {
  readonly #transactions: TransactionHandle;
  #waiting: Task[] = [];
  #working: Promise<void> | undefined;

  constructor(transactions: TransactionHandle) {
    this.#transactions = transactions;
  }

  /** Runs work after the tasks before it. Returns its result after the commit. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(createTask(work, { resolve, reject }));
      this.#working ??= this.#work();
    });
  }

  /** Resolves when no task is left. */
  async waitUntilIdle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      // All tasks that have arrived by now share the commit. A transaction begins and ends in one turn of the event loop, so
      // that no request sees uncommitted data.
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
      // One task may have made the shared transaction fail. It must not fail the others.
      if (tasks.length < 2) for (const task of tasks) task.reject(error);
      else for (const task of tasks) await this.#commitAlone(task);
    }
  }

  async #commitAlone(task: Task): Promise<void> {
    // The caller of the previous task continues before the next transaction begins.
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
        // The first task needs no savepoint: it can be undone with the transaction. Most batches have one task.
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
