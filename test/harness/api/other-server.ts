/** The header with which a server of a test says that it stands for something else than the Campaign Connector. */
export const OTHER_SERVER = 'x-test-server';

/** Returns whether an answer comes from a server that stands for something else, so that no document describes it. */
export function isOfOtherServer({ headers }: Response): boolean {
  return headers.has(OTHER_SERVER);
}
