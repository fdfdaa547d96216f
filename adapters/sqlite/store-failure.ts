/** The primary result codes of SQLite for a file that cannot be written or read, with a description. */
const FAILURE_BY_CODE: ReadonlyMap<number, string> = new Map([
  [7, 'there is not enough memory'],
  [8, 'it is read-only'],
  [10, 'the disk reports input/output errors'],
  [11, 'it is damaged'],
  [13, 'the disk is full'],
  [14, 'its file cannot be opened'],
  [26, 'its file is no SQLite database'],
]);

/** Returns why the store failed, where an error is the store's own and not the fault of what was written. */
export function describeStoreFailure(error: unknown): string | undefined {
  const code = getPrimaryErrorCode(error);
  return code === undefined ? undefined : FAILURE_BY_CODE.get(code);
}

/** Returns the primary result code of an error of SQLite, or of what caused an error: the last eight bits of an extended one. */
export function getPrimaryErrorCode(error: unknown): number | undefined {
  const code = getErrorCode(error);
  return code === undefined ? undefined : code % 256;
}

/** Returns the extended result code of an error of SQLite, or of what caused an error. */
export function getErrorCode(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : getErrorCode(error.cause);
}
