import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { linesOf } from '../../local/lines.ts';
import { readLine } from '../../local/recorded.ts';
import { putAnswer } from '../answers.ts';
import { noFile } from '../campaign-files.ts';
import { answer, type Context } from '../context.ts';
import { many } from '../table.ts';
import { Refused } from '../terminal.ts';

/** Entries of one request, and bytes of their lines. A Lambda takes 6 MiB, in which a body is text in JSON: up to three times as long. */
const BATCH = { entries: 500, bytes: 1024 * 1024 };

const TOO_LONG = { refused: 'longer than 1 MiB, which no event may be' };

/** An entry and the line it stands in. */
interface Placed {
  readonly line: number;
  readonly entry: object;
}

interface Sum {
  accepted: number;
  readonly refused: { readonly line: number; readonly reason: string }[];
}

/** `put-events FILE`: every event of a file of JSON lines, or of stdin ("-"), goes to the bus. */
export async function putEvents(file: string, context: Context): Promise<void> {
  const sum: Sum = { accepted: 0, refused: [] };
  try {
    for await (const batch of batchesOf(file === '-' ? context.terminal.stdin : createReadStream(file), sum)) {
      await put(batch, sum, context);
      context.terminal.progress(`${many(sum.accepted, 'event')} put`);
    }
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? noFile(file, error) : error;
  }
  const { accepted, refused } = sum;
  for (const { line, reason } of refused) context.terminal.complain(`${file}:${line} refused: ${reason}`);
  answer(context, { accepted, refused }, () => `${many(accepted, 'event')} put, ${refused.length} refused`);
  if (refused.length > 0) throw new Refused('');
}

async function* batchesOf(stream: Readable, sum: Sum): AsyncGenerator<Placed[]> {
  let batch: Placed[] = [];
  let bytes = 0;
  for await (const lines of linesOf(stream)) {
    for (const line of lines) {
      const length = Buffer.byteLength(line.text);
      const reading = length > BATCH.bytes ? TOO_LONG : readLine(line);
      if ('refused' in reading) {
        sum.refused.push({ line: line.number, reason: reading.refused });
        continue;
      }
      if (batch.length + reading.entries.length > BATCH.entries || bytes + length > BATCH.bytes) {
        if (batch.length > 0) yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(...reading.entries.map((entry) => ({ line: line.number, entry })));
      bytes += length;
    }
  }
  if (batch.length > 0) yield batch;
}

async function put(batch: readonly Placed[], sum: Sum, { client }: Context): Promise<void> {
  const body = { entries: batch.map(({ entry }) => entry) };
  const { entries } = await client.call({ method: 'POST', path: '/events', body }, putAnswer);
  for (const [index, { errorCode, errorMessage }] of entries.entries()) {
    if (errorCode === undefined) sum.accepted += 1;
    else sum.refused.push({ line: batch[index]?.line ?? 0, reason: errorMessage ?? errorCode });
  }
}
