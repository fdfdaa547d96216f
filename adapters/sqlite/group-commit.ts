import { setImmediate } from 'node:timers/promises';

/** A commit takes in no further piece of work after this long, in milliseconds: whoever waits for it, and the event loop, get a turn. */
const LONGEST_TRANSACTION = 25;

type Isolate = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A database, as far as commits are shared in it. */
export interface Transactions {
  begin(): void;
  /** Does a piece of work within the transaction, and undoes what it wrote where it throws. That costs: SQLite copies each page that is written. */
  readonly isolated: Isolate;
  /** Whether a failure has undone more than its own piece, or may have: then the transaction cannot be committed. */
  isLost(): boolean;
  commit(): void;
  /** Undoes the transaction; answers the error to throw. */
  rollback(error: unknown): unknown;
}

/** A piece of work whose caller waits for the commit. */
interface Piece {
  run(isolate?: Isolate): Promise<Outcome>;
  fail(error: unknown): void;
}

/** What came of a piece of work, kept until the commit. */
interface Outcome {
  tell(): void;
  readonly broke?: unknown;
}

/**
 * Does pieces of work one after the other, with one commit for all that are waiting. Nobody is answered before the
 * commit; a piece that throws is undone alone. Where the shared commit itself fails, each piece is done again by itself.
 */
export class GroupCommit {
  readonly #transactions: Transactions;
  #waiting: Piece[] = [];
  #working: Promise<void> | undefined;

  constructor(transactions: Transactions) {
    this.#transactions = transactions;
  }

  /** Does a piece of work when its turn comes; answers once it is committed. */
  do<Result>(work: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(pieceOf(work, { resolve, reject }));
      this.#working ??= this.#work();
    });
  }

  /** Resolves when no work is left. */
  async idle(): Promise<void> {
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
    const taken: Piece[] = [];
    const end = performance.now() + LONGEST_TRANSACTION;
    const next = () => {
      const piece = taken.length === 0 || performance.now() < end ? this.#waiting.shift() : undefined;
      if (piece !== undefined) taken.push(piece);
      return piece;
    };
    try {
      await this.#transaction(next);
    } catch (error) {
      // What broke the shared transaction may lie in one of its pieces, and must not fail the others.
      if (taken.length < 2) for (const piece of taken) piece.fail(error);
      else for (const piece of taken) await this.#alone(piece);
    }
  }

  async #alone(piece: Piece): Promise<void> {
    // Whoever heard of the one before goes on before the next transaction begins.
    await setImmediate();
    const only = [piece];
    await this.#transaction(() => only.shift()).catch((error: unknown) => piece.fail(error));
  }

  async #transaction(next: () => Piece | undefined): Promise<void> {
    const transactions = this.#transactions;
    const outcomes: Outcome[] = [];
    let piece = next();
    transactions.begin();
    try {
      for (; piece !== undefined; piece = next()) {
        // The first can be undone with the transaction itself, and costs nothing to isolate: batches come one at a time.
        const isFirst = outcomes.length === 0;
        const outcome = await (isFirst ? piece.run() : piece.run(transactions.isolated));
        if (isFirst && 'broke' in outcome) throw outcome.broke;
        if (transactions.isLost()) throw outcome.broke ?? new Error('together: the transaction was lost');
        outcomes.push(outcome);
      }
      transactions.commit();
    } catch (error) {
      throw transactions.rollback(error);
    }
    for (const outcome of outcomes) outcome.tell();
  }
}

function pieceOf<Result>(
  work: () => Promise<Result>,
  { resolve, reject }: { resolve: (result: Result) => void; reject: (error: unknown) => void },
): Piece {
  return {
    run: (isolate) =>
      (isolate === undefined ? work() : isolate(work)).then(
        (result): Outcome => ({ tell: () => resolve(result) }),
        (broke: unknown): Outcome => ({ tell: () => reject(broke), broke }),
      ),
    fail: reject,
  };
}
