/** The begin of the ids of test messages. The ids of dispatches are base64url, and have no colon. */
const TEST_PREFIX = 'test:';

/** Returns the dispatch id of a test message. */
export function createTestDispatchId(unique: string): string {
  return `${TEST_PREFIX}${unique}`;
}

/** Returns whether an id is that of a test message. It belongs to no enrollment, and nothing that is done with it counts. */
export function isTestDispatch(dispatchId: unknown): boolean {
  return typeof dispatchId === 'string' && dispatchId.startsWith(TEST_PREFIX);
}
