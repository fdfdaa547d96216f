/** The name by which the function that asked for a test recognizes the error. */
export const NOT_SENT = 'NotSentError';

/** The error of a test that failed before its message could leave. */
export class NotSentError extends Error {
  override readonly name = NOT_SENT;
}
