/** The error of a message that another call is working on. The message is tried again when the lease of that call has ended. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  /** The end of the lease, in milliseconds since 1970. */
  readonly leaseUntil: number;

  constructor(id: string, leaseUntil: number) {
    super(`${id}: another call is working on it, or crashed`);
    this.leaseUntil = leaseUntil;
  }
}
