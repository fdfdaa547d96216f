/** The error of a message that can never be sent, such as one to an address that does not exist. It goes to the dead-letter queue at once. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
}
