import type { ApiClient } from './client.ts';
import { putResponse } from './responses.ts';

/** The largest number of entries of one request, and of their bytes. A Lambda accepts 6 MiB, and a body in it is a JSON string, which is up to three times as long. */
export const BATCH_LIMITS = { entries: 500, bytes: 1024 * 1024 };

/** The entries of a line, and the number of their bytes. */
export interface LineEntries {
  readonly line: number;
  readonly entries: readonly object[];
  readonly bytes: number;
}

/** An entry and the number of its line. */
export interface LineEntry {
  readonly line: number;
  readonly entry: object;
}

/** Returns the entries of lines in batches, each of which fits into a request. The entries of a line stay together. */
export async function* batchEntries(lines: AsyncIterable<readonly LineEntries[]>): AsyncGenerator<LineEntry[]> {
  let batch: LineEntry[] = [];
  let bytes = 0;
  for await (const each of lines) {
    for (const { line, entries, bytes: lineBytes } of each) {
      if (batch.length + entries.length > BATCH_LIMITS.entries || bytes + lineBytes > BATCH_LIMITS.bytes) {
        if (batch.length > 0) yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(...entries.map((entry) => ({ line, entry })));
      bytes += lineBytes;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Puts a batch of entries. Returns the result of each, in their order: its line, and why it was refused if it was. */
export async function putEntries(
  batch: readonly LineEntry[],
  client: ApiClient,
): Promise<{ readonly line: number; readonly refused?: string }[]> {
  const body = { entries: batch.map(({ entry }) => entry) };
  const { entries } = await client.call({ method: 'POST', path: '/events', body }, putResponse);
  return entries.map(({ errorCode, errorMessage }, index) => {
    const line = batch[index]?.line ?? 0;
    return errorCode === undefined ? { line } : { line, refused: errorMessage ?? errorCode };
  });
}
