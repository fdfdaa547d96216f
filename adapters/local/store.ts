import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { MOST_PAGE_BYTES } from '../../core/contracts/page.ts';
import type { Page } from '../../core/ports.ts';
import { SCHEMA } from './schema.ts';
import { newTurns } from './turns.ts';

// FULL: what was committed survives a power cut. EXCLUSIVE: two servers on one store would dispatch twice.
const SETTINGS = `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16384;`;

/** A row of a table, columns by name. */
export type Columns = Record<string, unknown>;

/** The embedded store: one SQLite file, or nothing but memory. */
export class Store {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #inTurn = newTurns();
  #isOpen = false;
  readonly #beforeCommit: (() => void)[] = [];
  readonly #afterRollback: (() => void)[] = [];

  constructor(directory: string) {
    if (directory !== ':memory:') mkdirSync(directory, { recursive: true });
    this.#database = new DatabaseSync(directory === ':memory:' ? ':memory:' : join(directory, 'campaign-connector.db'));
    try {
      this.#database.exec(SETTINGS);
      this.#database.exec(SCHEMA);
    } catch (error) {
      this.#database.close();
      throw new Error(`store ${directory}: cannot be opened; is it in use by another one? (${String(error)})`, {
        cause: error,
      });
    }
  }

  /** Runs a statement; answers how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  one(sql: string, ...values: SQLInputValue[]): Columns | undefined {
    return this.#statement(sql).get(...values);
  }

  all(sql: string, ...values: SQLInputValue[]): Columns[] {
    return this.#statement(sql).all(...values);
  }

  /** The rows one by one: of those nobody asks for, none is read. */
  each(sql: string, ...values: SQLInputValue[]): Iterable<Columns> {
    return this.#statement(sql).iterate(...values);
  }

  /** Does synchronous work in one transaction, within the present one if there is one. */
  atomically<Result>(work: () => Result): Result {
    this.#database.exec('SAVEPOINT atomically');
    try {
      const result = work();
      this.#database.exec('RELEASE atomically');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK TO atomically; RELEASE atomically');
      throw error;
    }
  }

  /** What an adapter holds back is written before each commit, and at once where there is no transaction to wait for. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  beforeCommit(hook: () => void): void {
    this.#beforeCommit.push(hook);
  }

  /** What an adapter remembers of the store may not be so any more. */
  afterRollback(hook: () => void): void {
    this.#afterRollback.push(hook);
  }

  /** Does work in one transaction, one piece of work after the other: one commit for all that it writes. */
  together<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#inTurn(() => this.#transaction(work));
  }

  /** Waits for the work under way, then closes. */
  close(): Promise<void> {
    return this.#inTurn(async () => this.#database.close());
  }

  async #transaction<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#isOpen) throw new Error('together: expected one piece of work at a time');
    this.#database.exec('BEGIN IMMEDIATE');
    this.#isOpen = true;
    try {
      const result = await work();
      for (const hook of this.#beforeCommit) hook();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      for (const hook of this.#afterRollback) hook();
      throw error;
    } finally {
      this.#isOpen = false;
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

/** A page of rows, as many as were asked for or as are within its bytes; a row more tells that there are more. */
export function pageOf<Item>(
  found: Iterable<Columns>,
  most: number,
  read: (columns: Columns) => { item: Item; cursor: string },
): Page<Item> {
  const items: Item[] = [];
  let [bytes, cursor] = [0, ''];
  for (const columns of found) {
    bytes += sizeOf(columns);
    if (items.length === most || (items.length > 0 && bytes > MOST_PAGE_BYTES)) return { items, cursor };
    const entry = read(columns);
    items.push(entry.item);
    cursor = entry.cursor;
  }
  return { items };
}

function sizeOf(columns: Columns): number {
  return Object.values(columns).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 8),
    0,
  );
}
