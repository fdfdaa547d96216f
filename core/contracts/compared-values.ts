/** The values of a trigger event that exceptions are compared with (R39). */
export interface ComparedValues {
  /** A digest of the exceptions that compare. If an edit changed them, the values are read again. */
  readonly exceptions: string;
  /** The values as digests, one for each exception that can be compared with the event. */
  readonly values: readonly string[];
}
