import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { describeStoreFailure } from './store-failure.ts';

/** A row of a table, columns by name. */
export type SqlRow = Record<string, unknown>;

/** What a store that failed must take before it counts as mended: more than the batches that come next. */
const TRIAL_BYTES = 262_144;

/** The embedded store: one SQLite file, or nothing but memory. */
export class SqliteStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #commits: GroupCommit;
  #isInTransaction = false;
  #hasWritten = false;
  /** Why the transaction under way can no longer be committed. */
  #lost: { readonly error: unknown } | undefined;
  /** Why it failed last, unless it has been seen to take what is written since. */
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

  /** Runs a statement; answers how many rows it changed. */
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

  /** The rows one by one: of those nobody asks for, none is read. */
  *iterate(sql: string, ...values: SQLInputValue[]): Generator<SqlRow> {
    const rows = this.#execute(() => this.#statement(sql).iterate(...values));
    try {
      for (let next = this.#execute(() => rows.next()); !next.done; next = this.#execute(() => rows.next()))
        yield next.value;
    } finally {
      rows.return?.();
    }
  }

  /** Does synchronous work in one transaction, within the present one if there is one. */
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

  /** Does work that can be undone without the rest of the present transaction. */
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

  /** Returns why nothing can be written, if so. Writes nothing, unless a write failed before: then it tries whether it still does. */
  async findFailure(): Promise<string | undefined> {
    if (this.#failure === undefined) return undefined;
    this.#trial ??= this.#tryToWrite().finally(() => {
      this.#trial = undefined;
    });
    await this.#trial;
    return this.#failure;
  }

  /** What an adapter holds back is written before each commit and around each part that can be undone, and at once where there is no transaction to wait for. */
  get isInTransaction(): boolean {
    return this.#isInTransaction;
  }

  /** Whether the transaction under way has changed anything. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  onBeforeCommit(hook: () => void): void {
    this.#beforeCommit.push(hook);
  }

  /** Runs after whatever may have undone writes: what an adapter remembers of the store may not be so any more. */
  onAfterRollback(hook: () => void): void {
    this.#afterRollback.push(hook);
  }

  /**
   * Does work in one transaction, one piece of work after the other, with one commit for all who wait. A piece that throws is
   * undone alone; where the commit fails, each is done again by itself.
   */
  transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#commits.run(work);
  }

  /** Waits for the work under way, then closes. */
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

  /** What is held back until now is not part of it. */
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

  /** Undoes what SQLite has not undone by itself; returns the error to throw. */
  #rollback(error: unknown): unknown {
    this.#lost = undefined;
    this.#isInTransaction = false;
    return this.#undo(error, () => {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    });
  }

  /** Undoes writes and tells every adapter, whichever of that throws; returns the error to throw. */
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
   * Asks SQLite for something. On a full disk SQLite rolls back a whole transaction by itself, and what came after would be
   * committed without what came before: so nothing more is asked in that transaction, even where the error was caught.
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
