/** An email as it was caught. */
export interface CaughtEmail {
  /** The number of the email, from 1. */
  readonly id: number;
  /** RFC 3339. */
  readonly caughtAt: string;
  /** The sender and the recipients of the envelope, by which an SMTP server delivers. */
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** The headers in their order, with encoded words decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly html?: string;
  readonly text?: string;
}

/** The emails that were caught since the start. They are kept in memory only. */
export interface CaughtEmails {
  /** Adds an email, and gives it its number. */
  add(email: Omit<CaughtEmail, 'id'>): void;
  /** Returns the emails, the newest first. */
  list(): readonly CaughtEmail[];
  get(id: number): CaughtEmail | undefined;
}

/** The number of emails that are kept. The oldest make room. */
const MAX_KEPT = 500;

/** Creates an empty list of caught emails. */
export function createCaughtEmails(maxKept = MAX_KEPT): CaughtEmails {
  let newestFirst: readonly CaughtEmail[] = [];
  let count = 0;
  return {
    add(email) {
      count += 1;
      newestFirst = [{ id: count, ...email }, ...newestFirst].slice(0, maxKept);
    },
    list: () => newestFirst,
    get: (id) => newestFirst.find((email) => email.id === id),
  };
}
