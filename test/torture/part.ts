/** The result of a round: counts of attempts, and a sentence for each failure. */
export interface Outcome {
  readonly tried: Readonly<Record<string, number>>;
  readonly broke: readonly string[];
  /** The maximum of something that was measured, such as megabytes of memory. */
  readonly most?: Readonly<Record<string, number>>;
}

/** A part of the torture test, which runs the round of a seed. */
export interface Part {
  readonly round: (seed: number) => Promise<Outcome>;
  /** Returns the reason why some of it cannot run on this machine; undefined where all of it can. */
  readonly skips?: () => string | undefined;
}
