import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { formatInteger } from '../../core/contracts/format-integer.ts';
import type { Line } from '../../rehearse/line.ts';
import { readLines } from '../../rehearse/line-splitter.ts';
import { type LineResult, parseLine } from '../../rehearse/parse-line.ts';
import { toFileError } from '../campaign-files.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { putResponse } from '../responses.ts';
import { CommandRefusedError } from '../terminal.ts';

/** The largest number of entries of one request, and of their bytes. A Lambda accepts 6 MiB, and a body in it is a JSON string, which is up to three times as long. */
const BATCH_LIMITS = { entries: 500, bytes: 1024 * 1024 };

/** The largest number of refused lines that are printed for people; further ones are counted. */
const MAX_LISTED_LINES = 100;

/** An entry and the number of its line. */
interface LineEntry {
  readonly line: number;
  readonly entry: object;
}

interface PutSummary {
  accepted: number;
  /** The line of the last event that was put. */
  lastLine: number;
  readonly refused: { readonly line: number; readonly reason: string }[];
}

/** Runs `put-events FILE`, which puts every event of a file of JSON lines, or of stdin ("-"), on the bus. */
export async function runPutEvents(file: string, context: CommandContext): Promise<void> {
  const summary: PutSummary = { accepted: 0, lastLine: 0, refused: [] };
  try {
    for await (const batch of readBatches(file === '-' ? context.terminal.stdin : createReadStream(file), summary)) {
      await putBatch(batch, summary, context);
      context.terminal.showProgress(`${formatCount(summary.accepted, 'event')} put`);
    }
  } catch (error) {
    reportRefused(file, summary, context);
    if (error instanceof CommandRefusedError)
      throw new CommandRefusedError([
        ...error.lines,
        `  Before that: ${formatSummary(summary)}${formatLastLine(summary)}`,
      ]);
    throw error instanceof Error && 'syscall' in error ? toFileError(file, error) : error;
  }
  reportRefused(file, summary, context);
  const { accepted, refused } = summary;
  printResult(context, { accepted, refused }, () => formatSummary(summary));
  if (refused.length > 0) throw new CommandRefusedError('');
}

function reportRefused(file: string, { refused }: PutSummary, { terminal }: CommandContext): void {
  for (const { line, reason } of refused.slice(0, MAX_LISTED_LINES))
    terminal.printError(`${file}:${line} refused: ${reason}`);
  const more = refused.length - MAX_LISTED_LINES;
  if (more > 0) terminal.printError(`${more} more refused: --json lists all of them`);
}

function formatSummary({ accepted, refused }: PutSummary): string {
  return `${formatCount(accepted, 'event')} put, ${refused.length} refused`;
}

function formatLastLine({ lastLine }: PutSummary): string {
  return lastLine === 0 ? '' : `, the last event put is in line ${lastLine}`;
}

async function* readBatches(stream: Readable, summary: PutSummary): AsyncGenerator<LineEntry[]> {
  let batch: LineEntry[] = [];
  let bytes = 0;
  for await (const lines of readLines(stream)) {
    for (const line of lines) {
      const result = measureLine(line);
      if ('refused' in result) {
        summary.refused.push({ line: line.number, reason: result.refused });
        continue;
      }
      if (batch.length + result.entries.length > BATCH_LIMITS.entries || bytes + result.bytes > BATCH_LIMITS.bytes) {
        if (batch.length > 0) yield batch;
        batch = [];
        bytes = 0;
      }
      batch.push(...result.entries.map((entry) => ({ line: line.number, entry })));
      bytes += result.bytes;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Parses a line and measures its bytes: those of the line, or those that are sent if escapes make the line too long. */
function measureLine(line: Line): (LineResult & { readonly bytes: number }) | { readonly refused: string } {
  const result = parseLine(line);
  if ('refused' in result) return result;
  const length = 'text' in line ? Buffer.byteLength(line.text) : 0;
  const bytes = length <= BATCH_LIMITS.bytes ? length : Buffer.byteLength(JSON.stringify(result.entries));
  if (bytes <= BATCH_LIMITS.bytes) return { ...result, bytes };
  return {
    refused: `expected an event of at most 1 MiB (${formatInteger(BATCH_LIMITS.bytes)} bytes), found ${formatInteger(bytes)} bytes`,
  };
}

async function putBatch(batch: readonly LineEntry[], summary: PutSummary, { client }: CommandContext): Promise<void> {
  const body = { entries: batch.map(({ entry }) => entry) };
  const { entries } = await client.call({ method: 'POST', path: '/events', body }, putResponse);
  for (const [index, { errorCode, errorMessage }] of entries.entries()) {
    const line = batch[index]?.line ?? 0;
    if (errorCode !== undefined) summary.refused.push({ line, reason: errorMessage ?? errorCode });
    else {
      summary.accepted += 1;
      summary.lastLine = line;
    }
  }
}
