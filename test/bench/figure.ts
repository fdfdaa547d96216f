/** One line of the table: what was measured, what it came to, and what was wished for. */
export interface Figure {
  readonly what: string;
  readonly found: string;
  readonly goal?: string;
  readonly isMet?: boolean;
}

/** What a part of the bench is told. */
export interface BenchSettings {
  /** How many users take part, where it is not the part's own number. */
  readonly users: number | undefined;
  /** Where CPU profiles of the server are put. */
  readonly profileTo: string | undefined;
  /** Another checkout, whose server takes turns with this one's where a part compares. */
  readonly against: string | undefined;
}

/** One part of the bench. */
export type Part = (settings: BenchSettings) => Promise<Figure[]>;

/** A figure that ought to be at most, or at least, so much. */
export function judged(what: string, value: number, goal: { atMost?: number; atLeast?: number; unit: string }): Figure {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY, unit } = goal;
  const bound = goal.atMost === undefined ? `>= ${written(atLeast)}` : `<= ${written(atMost)}`;
  const isMet = value <= atMost && value >= atLeast;
  return { what, found: `${written(value)} ${unit}`, goal: `${bound} ${unit}`, isMet };
}

/** A number as a person reads it. */
export function written(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** The value that so large a part of all does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The value in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The table, one line each. */
export function tableOf(figures: readonly Figure[]): string {
  const lines = figures.map(({ what, found, goal = '', isMet }) => [
    what,
    found,
    goal,
    isMet === undefined ? '' : isMet ? 'met' : 'NOT MET',
  ]);
  const all = [['measured', 'found', 'goal', ''], ...lines];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
