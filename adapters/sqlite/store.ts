import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { GroupCommit } from './group-commit.ts';
import { openDatabase } from './open-database.ts';
import { storeFailure } from './store-failure.ts';

/** A row of a table, columns by name. */
export type Columns = Record<string, unknown>;

/** What a store that failed must take before it counts as mended: more than the batches that come next. */
const TRIAL_BYTES = 262_144;

/** The embedded store: one SQLite file, or nothing but memory. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #commits: GroupCommit;
  #isOpen = false;
  #hasWritten = false;
  /** Why the transaction under way can no longer be committed. */
  #lost: { readonly error: unknown } | undefined;
  /** Why it failed last, unless it has been seen to take what is written since. */
  #failure: string | undefined;
  #trial: Promise<void> | undefined;
  readonly #beforeCommit: (() => void)[] = [];
  readonly #afterRollback: (() => void)[] = [];

  /** Opens the store of a directory, or ":memory:". Throws a StoreRefused. */
  constructor(directory: string) {
    this.#database = openDatabase(directory);
    this.#commits = new GroupCommit({
      begin: () => this.#begin(),
      isolated: (work) => this.isolated(work),
      isLost: () => this.#lost !== undefined || !this.#database.isTransaction,
      commit: () => this.#commit(),
      rollback: (error) => this.#rolledBack(error),
    });
  }

  /** Runs a statement; answers how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    const changes = this.#ask(() => Number(this.#statement(sql).run(...values).changes));
    this.#hasWritten ||= changes > 0;
    return changes;
  }

  one(sql: string, ...values: SQLInputValue[]): Columns | undefined {
    return this.#ask(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Columns[] {
    return this.#ask(() => this.#statement(sql).all(...values));
  }

  /** The rows one by one: of those nobody asks for, none is read. */
  *each(sql: string, ...values: SQLInputValue[]): Generator<Columns> {
    const rows = this.#ask(() => this.#statement(sql).iterate(...values));
    try {
      for (let next = this.#ask(() => rows.next()); !next.done; next = this.#ask(() => rows.next())) yield next.value;
    } finally {
      rows.return?.();
    }
  }

  /** Does synchronous work in one transaction, within the present one if there is one. */
  atomically<Result>(work: () => Result): Result {
    if (this.#isOpen) return this.#nested(work);
    this.#begin();
    try {
      const result = work();
      this.#commit();
      return result;
    } catch (error) {
      throw this.#rolledBack(error);
    }
  }

  /** Does work that can be undone without the rest of the present transaction. */
  async isolated<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#beginPart();
    try {
      const result = await work();
      this.#endPart();
      return result;
    } catch (error) {
      throw this.#partUndone(error);
    }
  }

  /** Returns why nothing can be written, if so. Writes nothing, unless a write failed before: then it tries whether it still does. */
  async failure(): Promise<string | undefined> {
    if (this.#failure === undefined) return undefined;
    this.#trial ??= this.#tryToWrite().finally(() => {
      this.#trial = undefined;
    });
    await this.#trial;
    return this.#failure;
  }

  /** What an adapter holds back is written before each commit and around each part that can be undone, and at once where there is no transaction to wait for. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether the transaction under way has changed anything. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  beforeCommit(hook: () => void): void {
    this.#beforeCommit.push(hook);
  }

  /** Runs after whatever may have undone writes: what an adapter remembers of the store may not be so any more. */
  afterRollback(hook: () => void): void {
    this.#afterRollback.push(hook);
  }

  /**
   * Does work in one transaction, one piece of work after the other, with one commit for all who wait. A piece that throws is
   * undone alone; where the commit fails, each is done again by itself.
   */
  together<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#commits.do(work);
  }

  /** Waits for the work under way, then closes. */
  async close(): Promise<void> {
    await this.#commits.idle();
    this.#database.close();
  }

  async #tryToWrite(): Promise<void> {
    try {
      await this.together(async () =>
        this.run(`INSERT OR REPLACE INTO settings VALUES ('trial', zeroblob(${TRIAL_BYTES}))`),
      );
      this.#failure = undefined;
      await this.together(async () => this.run("DELETE FROM settings WHERE name = 'trial'"));
    } catch (error) {
      this.#failure = storeFailure(error) ?? String(error);
    }
  }

  #nested<Result>(work: () => Result): Result {
    this.#beginPart();
    try {
      const result = work();
      this.#endPart();
      return result;
    } catch (error) {
      throw this.#partUndone(error);
    }
  }

  /** What is held back until now is not part of it. */
  #beginPart(): void {
    this.#writeHeld();
    this.run('SAVEPOINT part');
  }

  #endPart(): void {
    this.#writeHeld();
    this.run('RELEASE part');
  }

  #partUndone(error: unknown): unknown {
    return this.#undone(error, () => {
      if (this.#lost === undefined) this.#ask(() => this.#database.exec('ROLLBACK TO part; RELEASE part'));
    });
  }

  #writeHeld(): void {
    for (const hook of this.#beforeCommit) hook();
  }

  #begin(): void {
    if (this.#isOpen) throw new Error('together: expected one piece of work at a time');
    this.#lost = undefined;
    this.run('BEGIN IMMEDIATE');
    this.#isOpen = true;
    this.#hasWritten = false;
  }

  #commit(): void {
    this.#writeHeld();
    this.run('COMMIT');
    this.#isOpen = false;
  }

  /** Undoes what SQLite has not undone by itself; returns the error to throw. */
  #rolledBack(error: unknown): unknown {
    this.#lost = undefined;
    this.#isOpen = false;
    return this.#undone(error, () => {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    });
  }

  /** Undoes writes and tells every adapter, whichever of that throws; returns the error to throw. */
  #undone(error: unknown, undo: () => void): unknown {
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
  #ask<Answer>(question: () => Answer): Answer {
    if (this.#lost !== undefined) throw this.#lost.error;
    try {
      return question();
    } catch (error) {
      const failure = storeFailure(error);
      this.#failure = failure ?? this.#failure;
      if (!this.#isOpen) throw this.#undone(error, () => {});
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
