import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { formatInteger } from '../../core/contracts/format-integer.ts';
import type { Line } from '../../rehearse/line.ts';
import { readLines } from '../../rehearse/line-splitter.ts';
import { type LineResult, parseLine } from '../../rehearse/parse-line.ts';
import { toFileError } from '../campaign-files.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { BATCH_LIMITS, batchEntries, type LineEntries, type LineEntry, putEntries } from '../put-entries.ts';
import { CommandRefusedError } from '../terminal.ts';

/** The largest number of refused lines that are printed for people; further ones are counted. */
const MAX_LISTED_LINES = 100;

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
    const stream = file === '-' ? context.terminal.stdin : createReadStream(file);
    for await (const batch of batchEntries(readEntries(stream, summary))) {
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

/** Reads the lines of a file, many at a time. Those that hold no event are refused. */
async function* readEntries(stream: Readable, summary: PutSummary): AsyncGenerator<LineEntries[]> {
  for await (const lines of readLines(stream)) {
    const all: LineEntries[] = [];
    for (const line of lines) {
      const result = measureLine(line);
      if ('refused' in result) summary.refused.push({ line: line.number, reason: result.refused });
      else all.push({ line: line.number, ...result });
    }
    yield all;
  }
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
  for (const { line, refused } of await putEntries(batch, client)) {
    if (refused !== undefined) summary.refused.push({ line, reason: refused });
    else {
      summary.accepted += 1;
      summary.lastLine = line;
    }
  }
}
