import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { writeWhole } from '../../core/contracts/whole-number.ts';
import type { Line } from '../../rehearse/line.ts';
import { linesOf } from '../../rehearse/lines.ts';
import { type LineReading, readLine } from '../../rehearse/recorded.ts';
import { putAnswer } from '../answers.ts';
import { noFile } from '../campaign-files.ts';
import { answer, type Context } from '../context.ts';
import { many } from '../table.ts';
import { Refused } from '../terminal.ts';

/** Entries of one request, and their bytes. A Lambda takes 6 MiB, in which a body is text in JSON: up to three times as long. */
const BATCH = { entries: 500, bytes: 1024 * 1024 };

/** Refused lines that are listed one by one for a person; further ones are counted. */
const MOST_LISTED = 100;

/** An entry and the line it stands in. */
interface Placed {
  readonly line: number;
  readonly entry: object;
}

interface Sum {
  accepted: number;
  /** The line of the last event that was put. */
  last: number;
  readonly refused: { readonly line: number; readonly reason: string }[];
}

/** `put-events FILE`: every event of a file of JSON lines, or of stdin ("-"), goes to the bus. */
export async function putEvents(file: string, context: Context): Promise<void> {
  const sum: Sum = { accepted: 0, last: 0, refused: [] };
  try {
    for await (const batch of batchesOf(file === '-' ? context.terminal.stdin : createReadStream(file), sum)) {
      await put(batch, sum, context);
      context.terminal.progress(`${many(sum.accepted, 'event')} put`);
    }
  } catch (error) {
    sayRefused(file, sum, context);
    if (error instanceof Refused) throw new Refused([...error.lines, `  Before that: ${writeSum(sum)}${lastOf(sum)}`]);
    throw error instanceof Error && 'syscall' in error ? noFile(file, error) : error;
  }
  sayRefused(file, sum, context);
  const { accepted, refused } = sum;
  answer(context, { accepted, refused }, () => writeSum(sum));
  if (refused.length > 0) throw new Refused('');
}

function sayRefused(file: string, { refused }: Sum, { terminal }: Context): void {
  for (const { line, reason } of refused.slice(0, MOST_LISTED)) terminal.complain(`${file}:${line} refused: ${reason}`);
  const more = refused.length - MOST_LISTED;
  if (more > 0) terminal.complain(`${more} more refused: --json lists all of them`);
}

function writeSum({ accepted, refused }: Sum): string {
  return `${many(accepted, 'event')} put, ${refused.length} refused`;
}

function lastOf({ last }: Sum): string {
  return last === 0 ? '' : `, the last event put is in line ${last}`;
}

async function* batchesOf(stream: Readable, sum: Sum): AsyncGenerator<Placed[]> {
  let batch: Placed[] = [];
  let bytes = 0;
  for await (const lines of linesOf(stream)) {
    for (const line of lines) {
      const reading = measured(line);
      if ('refused' in reading) {
        sum.refused.push({ line: line.number, reason: reading.refused });
        continue;
      }
      if (batch.length + reading.entries.length > BATCH.entries || bytes + reading.bytes > BATCH.bytes) {
        if (batch.length > 0) yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(...reading.entries.map((entry) => ({ line: line.number, entry })));
      bytes += reading.bytes;
    }
  }
  if (batch.length > 0) yield batch;
}

/** What a line holds and how many bytes it takes: those of the line, or where escapes make that too long, those that are sent. */
function measured(line: Line): (LineReading & { readonly bytes: number }) | { readonly refused: string } {
  const reading = readLine(line);
  if ('refused' in reading) return reading;
  const length = 'text' in line ? Buffer.byteLength(line.text) : 0;
  const bytes = length <= BATCH.bytes ? length : Buffer.byteLength(JSON.stringify(reading.entries));
  if (bytes <= BATCH.bytes) return { ...reading, bytes };
  return {
    refused: `expected an event of at most 1 MiB (${writeWhole(BATCH.bytes)} bytes), found ${writeWhole(bytes)} bytes`,
  };
}

async function put(batch: readonly Placed[], sum: Sum, { client }: Context): Promise<void> {
  const body = { entries: batch.map(({ entry }) => entry) };
  const { entries } = await client.call({ method: 'POST', path: '/events', body }, putAnswer);
  for (const [index, { errorCode, errorMessage }] of entries.entries()) {
    const line = batch[index]?.line ?? 0;
    if (errorCode !== undefined) sum.refused.push({ line, reason: errorMessage ?? errorCode });
    else {
      sum.accepted += 1;
      sum.last = line;
    }
  }
}
