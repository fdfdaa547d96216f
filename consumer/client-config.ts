/** The configuration of the clients of AWS: 1 s for the connection, 3 s for the response, and three attempts with growing pauses. */
export const CLIENT_CONFIG = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
};
