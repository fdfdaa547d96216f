/** The environment variables of a Lambda function that consumes messages. The construct sets them, the package's `consumer` entry reads them. */
export const CONSUMER_ENVIRONMENT = {
  queue: 'CONSUMER_QUEUE_URL',
  deadLetters: 'CONSUMER_DEAD_LETTERS_URL',
  table: 'CONSUMER_TABLE',
  /** The time in milliseconds for which a message that fails is tried again. */
  retryForMs: 'CONSUMER_RETRY_FOR_MS',
  /** The longest time in milliseconds between two attempts. */
  maxDelayMs: 'CONSUMER_MAX_DELAY_MS',
  /** The time in milliseconds after which work that was begun counts as crashed. */
  leaseMs: 'CONSUMER_LEASE_MS',
} as const;

/** The attributes of the items in the table of a consumer: one item for each id. */
export const ONCE_ATTRIBUTES = { id: 'id', expiresAt: 'expiresAt' } as const;
