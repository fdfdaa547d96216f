/** A line of the table: what was measured, the result and the goal. */
export interface Figure {
  readonly what: string;
  readonly found: string;
  readonly goal?: string;
  readonly isMet?: boolean;
}

/** The settings of a part of the bench. */
export interface BenchSettings {
  /** The number of users, where it is not the part's own number. */
  readonly users: number | undefined;
  /** The folder for CPU profiles of the server. */
  readonly profileTo: string | undefined;
  /** Another checkout, which takes turns with this one where a part compares. */
  readonly against: string | undefined;
}

/** A part of the bench. */
export type Part = (settings: BenchSettings) => Promise<Figure[]>;

/** Compares a value with its goal: at most, or at least, so much. */
export function judged(what: string, value: number, goal: { max?: number; min?: number; unit: string }): Figure {
  const { max = Number.POSITIVE_INFINITY, min = Number.NEGATIVE_INFINITY, unit } = goal;
  const bound = goal.max === undefined ? `>= ${written(min)}` : `<= ${written(max)}`;
  const isMet = value <= max && value >= min;
  return { what, found: `${written(value)} ${unit}`, goal: `${bound} ${unit}`, isMet };
}

/** Formats a number for people. */
export function written(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Computes the value that a share of all values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Computes the value in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Formats the figures as a table, one line each. */
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
