import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { describeStoreFailure } from './store-failure.ts';

/** A row of a table: its columns by name. */
export type SqlRow = Record<string, unknown>;

/** The number of bytes that a failed store must accept before it counts as working: more than the next batches. */
const TRIAL_BYTES = 262_144;

/** The embedded store: one SQLite file, or memory only. */
export class SqliteStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #commits: GroupCommit;
  #isInTransaction = false;
  #hasWritten = false;
  /** The reason why the present transaction can no longer be committed. */
  #lost: { readonly error: unknown } | undefined;
  /** The reason of the last failed write, unless a later write has succeeded. */
  #failure: string | undefined;
  #trial: Promise<void> | undefined;
  readonly #beforeCommit: (() => void)[] = [];
  readonly #afterRollback: (() => void)[] = [];

  /** Opens the store of a directory, or ":memory:". Throws a StoreOpenError. */
  constructor(directory: string) {
    this.#database = openDatabase(directory);
    this.#commits = new GroupCommit({
      begin: () => this.#begin(),
      runInSavepoint: (work) => this.savepoint(work),
      isLost: () => this.#lost !== undefined || !this.#database.isTransaction,
      commit: () => this.#commit(),
      rollback: (error) => this.#rollback(error),
    });
  }

  /** Runs a statement. Returns the number of rows that it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    const changes = this.#execute(() => Number(this.#statement(sql).run(...values).changes));
    this.#hasWritten ||= changes > 0;
    return changes;
  }

  get(sql: string, ...values: SQLInputValue[]): SqlRow | undefined {
    return this.#execute(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): SqlRow[] {
    return this.#execute(() => this.#statement(sql).all(...values));
  }

  /** Returns the rows one by one. Rows that are not requested are not read. */
  *iterate(sql: string, ...values: SQLInputValue[]): Generator<SqlRow> {
    const rows = this.#execute(() => this.#statement(sql).iterate(...values));
    try {
      for (let next = this.#execute(() => rows.next()); !next.done; next = this.#execute(() => rows.next()))
        yield next.value;
    } finally {
      rows.return?.();
    }
  }

  /** Runs synchronous work in one transaction, within the present one if there is one. */
  transactionSync<Result>(work: () => Result): Result {
    if (this.#isInTransaction) return this.#savepointSync(work);
    this.#begin();
    try {
      const result = work();
      this.#commit();
      return result;
    } catch (error) {
      throw this.#rollback(error);
    }
  }

  /** Runs work whose writes can be undone without the rest of the present transaction. */
  async savepoint<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#beginSavepoint();
    try {
      const result = await work();
      this.#releaseSavepoint();
      return result;
    } catch (error) {
      throw this.#rollbackSavepoint(error);
    }
  }

  /** Returns why the store cannot be written, if so. It writes nothing, unless a write failed before: it then tries again. */
  async findFailure(): Promise<string | undefined> {
    if (this.#failure === undefined) return undefined;
    this.#trial ??= this.#tryToWrite().finally(() => {
      this.#trial = undefined;
    });
    await this.#trial;
    return this.#failure;
  }

  /** True in a transaction. An adapter may delay its writes until the commit then; without a transaction it must write immediately. */
  get isInTransaction(): boolean {
    return this.#isInTransaction;
  }

  /** True if the present transaction has changed anything. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  onBeforeCommit(hook: () => void): void {
    this.#beforeCommit.push(hook);
  }

  /** Registers a hook that runs after writes may have been undone. What an adapter has cached may no longer be in the store. */
  onAfterRollback(hook: () => void): void {
    this.#afterRollback.push(hook);
  }

  /**
   * Runs work in one transaction, one task after another, with one commit for all that wait. A task that throws is undone alone. If the
   * commit fails, each task is run again in a transaction of its own.
   */
  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#commits.run(work);
  }

  /** Waits for running work, then closes the store. */
  async close(): Promise<void> {
    await this.#commits.waitUntilIdle();
    this.#database.close();
  }

  async #tryToWrite(): Promise<void> {
    try {
      await this.transaction(async () =>
        this.run(`INSERT OR REPLACE INTO settings VALUES ('trial', zeroblob(${TRIAL_BYTES}))`),
      );
      this.#failure = undefined;
      await this.transaction(async () => this.run("DELETE FROM settings WHERE name = 'trial'"));
    } catch (error) {
      this.#failure = describeStoreFailure(error) ?? String(error);
    }
  }

  #savepointSync<Result>(work: () => Result): Result {
    this.#beginSavepoint();
    try {
      const result = work();
      this.#releaseSavepoint();
      return result;
    } catch (error) {
      throw this.#rollbackSavepoint(error);
    }
  }

  /** Begins a savepoint. Writes that adapters delayed until now are not part of it. */
  #beginSavepoint(): void {
    this.#runBeforeCommit();
    this.run('SAVEPOINT part');
  }

  #releaseSavepoint(): void {
    this.#runBeforeCommit();
    this.run('RELEASE part');
  }

  #rollbackSavepoint(error: unknown): unknown {
    return this.#undo(error, () => {
      if (this.#lost === undefined) this.#execute(() => this.#database.exec('ROLLBACK TO part; RELEASE part'));
    });
  }

  #runBeforeCommit(): void {
    for (const hook of this.#beforeCommit) hook();
  }

  #begin(): void {
    if (this.#isInTransaction) throw new Error('together: expected one piece of work at a time');
    this.#lost = undefined;
    this.run('BEGIN IMMEDIATE');
    this.#isInTransaction = true;
    this.#hasWritten = false;
  }

  #commit(): void {
    this.#runBeforeCommit();
    this.run('COMMIT');
    this.#isInTransaction = false;
  }

  /** Rolls back what SQLite has not rolled back itself. Returns the error to throw. */
  #rollback(error: unknown): unknown {
    this.#lost = undefined;
    this.#isInTransaction = false;
    return this.#undo(error, () => {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    });
  }

  /** Rolls back writes and runs the hooks of all adapters, even if one of these steps throws. Returns the error to throw. */
  #undo(error: unknown, undo: () => void): unknown {
    const thrown: unknown[] = [];
    for (const step of [undo, ...this.#afterRollback]) {
      try {
        step();
      } catch (another) {
        thrown.push(another);
      }
    }
    return thrown.length === 0 ? error : new AggregateError([error, ...thrown], String(error), { cause: error });
  }

  /**
   * Runs an operation of SQLite. On a full disk SQLite rolls back the whole transaction itself, and later writes would be committed
   * without the earlier ones. So no further operation runs in that transaction, even if the error was caught.
   */
  #execute<Value>(operation: () => Value): Value {
    if (this.#lost !== undefined) throw this.#lost.error;
    try {
      return operation();
    } catch (error) {
      const failure = describeStoreFailure(error);
      this.#failure = failure ?? this.#failure;
      if (!this.#isInTransaction) throw this.#undo(error, () => {});
      if (failure !== undefined || !this.#database.isTransaction) this.#lost = { error };
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
