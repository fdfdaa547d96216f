/** The configuration of the clients of AWS: 1 s for the connection, 3 s for the response, and three attempts with growing pauses. */
export const CLIENT_CONFIG = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};

/**
 * The configuration of the client of queues, which waits 10 s for a response: a message that cannot be postponed comes again only when its
 * visibility timeout ends, which is six times the timeout of the function.
 */
export const QUEUE_CLIENT_CONFIG = {
  ...CLIENT_CONFIG,
  requestHandler: { ...CLIENT_CONFIG.requestHandler, requestTimeout: 10_000 },
};
