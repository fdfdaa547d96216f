/** What one round did: how often each thing was tried, and a sentence for everything that broke. */
export interface Outcome {
  readonly tried: Readonly<Record<string, number>>;
  readonly broke: readonly string[];
  /** The most of something that was seen, such as megabytes of memory. */
  readonly most?: Readonly<Record<string, number>>;
}

/** A campaign of the torture: plays the round of a seed. */
export interface Part {
  readonly round: (seed: number) => Promise<Outcome>;
  /** Says why part of it cannot be tried on this machine; undefined where all of it can. */
  readonly skips?: () => string | undefined;
}
