import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import * as v from 'valibot';
import { formatInstant, INSTANT_EXPECTED, parseInstant } from '../../core/contracts/instant.ts';
import { idSchema } from '../../core/contracts/selector.ts';
import { toFileError } from '../campaign-files.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatCount } from '../format-table.ts';
import { parseHeader } from '../import/columns.ts';
import { FaultList, openFaultFile } from '../import/fault-list.ts';
import { type CsvRecord, readCsv } from '../import/read-csv.ts';
import { type ImportFault, readUser, type UserFile } from '../import/read-user.ts';
import { batchEntries, type LineEntries, type LineEntry, putEntries } from '../put-entries.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';

/** The options of `import users`. */
export interface ImportUsersOptions {
  readonly dryRun?: boolean;
  readonly fromLine?: string;
  readonly faults?: string;
  readonly source: string;
  readonly asOf?: string;
}

/** An import: the file, the options as they were parsed, and what is done so far. */
interface Import {
  readonly file: string;
  readonly source: string;
  /** The instant from which on the updates of the file hold, unless a line has its own. */
  readonly occurredAt: string;
  readonly fromLine: number;
  readonly faults: FaultList;
  /** The number of users that were put, or in a dry run those that could be. */
  users: number;
  /** The line from which on nothing is put yet. */
  nextLine: number;
}

/** Runs `import users FILE`, which puts an update of a profile for each line of a CSV file. */
export async function runImportUsers(
  file: string,
  options: ImportUsersOptions,
  context: CommandContext,
): Promise<void> {
  const isDryRun = options.dryRun === true;
  const fromLine = readFromLine(options.fromLine);
  const source = readSource(options.source);
  const occurredAt = options.asOf === undefined ? await readModifiedAt(file) : readAsOf(options.asOf);
  const faults = new FaultList(await openFaultFile(options.faults, fromLine > 1));
  const running: Import = { file, source, occurredAt, fromLine, faults, users: 0, nextLine: fromLine };
  try {
    for await (const batch of batchEntries(readEntries(running))) {
      running.nextLine = batch[0]?.line ?? running.nextLine;
      if (isDryRun) running.users += batch.length;
      else await putBatch(batch, running, context);
      context.terminal.showProgress(`${formatCount(running.users, 'user')} ${isDryRun ? 'checked' : 'put'}`);
    }
  } catch (error) {
    throw explainFailure(error, running);
  } finally {
    await faults.end(file, context.terminal);
  }
  const { users } = running;
  printResult(context, { users, faults: faults.count, isDryRun }, () => formatSummary(running, isDryRun));
  if (faults.count > 0) throw new CommandRefusedError('');
}

/** Reads the entries of a file, many at a time. Faulty lines are left out and listed. */
async function* readEntries({ file, source, occurredAt, fromLine, faults }: Import): AsyncGenerator<LineEntries[]> {
  let users: UserFile | undefined;
  for await (const records of readCsv(createReadStream(file))) {
    const [entries, found]: [LineEntries[], ImportFault[]] = [[], []];
    for (const record of records) {
      if (users === undefined) {
        users = { columns: readHeader(file, record), source, occurredAt };
      } else if (record.line >= fromLine) {
        const result = readUser(record, users);
        if ('faults' in result) found.push(...result.faults);
        else {
          const bytes = Buffer.byteLength(JSON.stringify(result.entry));
          entries.push({ line: record.line, entries: [result.entry], bytes });
        }
      }
    }
    await faults.add(found);
    yield entries;
  }
  if (users === undefined)
    throw new CommandUsageError(`${file}: expected a header with the names of columns, found nothing`);
}

function readHeader(file: string, record: CsvRecord): UserFile['columns'] {
  const header = 'refused' in record ? record : parseHeader(record.fields);
  if ('refused' in header) throw new CommandUsageError(`${file}:${record.line} ${header.refused}`);
  return header.columns;
}

async function putBatch(batch: readonly LineEntry[], running: Import, { client }: CommandContext): Promise<void> {
  const results = await putEntries(batch, client);
  const refused = results.flatMap(({ line, refused: reason }) => (reason === undefined ? [] : [{ line, reason }]));
  running.users += results.length - refused.length;
  running.nextLine = (batch.at(-1)?.line ?? running.nextLine) + 1;
  await running.faults.add(refused);
}

/** Adds to the error of an import that stopped what was done before, and how to go on. */
function explainFailure(error: unknown, running: Import): unknown {
  if (error instanceof CommandRefusedError) {
    const { nextLine } = running;
    const goOn = nextLine > 1 ? ` Go on with --from-line ${nextLine}.` : '';
    return new CommandRefusedError([...error.lines, `  Before that: ${formatSummary(running, false)}.${goOn}`]);
  }
  return error instanceof Error && 'syscall' in error ? toFileError(running.file, error) : error;
}

function formatSummary({ users, faults }: Import, isDryRun: boolean): string {
  return `${formatCount(users, 'user')} ${isDryRun ? 'can be put' : 'put'}, ${formatCount(faults.count, 'fault')}`;
}

function readFromLine(text: string | undefined): number {
  if (text === undefined) return 1;
  const line = Number(text);
  if (!Number.isSafeInteger(line) || line < 2) {
    throw new CommandUsageError(`--from-line: expected the number of a line from 2 on, found ${text}`);
  }
  return line;
}

function readSource(text: string): string {
  if (v.is(idSchema, text)) return text;
  throw new CommandUsageError(`--source: expected text of 1 to 256 characters, found ${JSON.stringify(text)}`);
}

function readAsOf(text: string): string {
  const instant = parseInstant(text);
  if (instant === undefined) throw new CommandUsageError(`--as-of: expected ${INSTANT_EXPECTED}, found ${text}`);
  return formatInstant(instant);
}

/** Returns the instant at which a file was changed last. A repeat of an import then declares nothing as of now, such as a consent that was withdrawn since. */
async function readModifiedAt(file: string): Promise<string> {
  try {
    return formatInstant(Math.floor((await stat(file)).mtimeMs));
  } catch (error) {
    throw toFileError(file, error);
  }
}
