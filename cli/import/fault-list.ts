import { type FileHandle, open } from 'node:fs/promises';
import { CommandUsageError, type Terminal } from '../terminal.ts';
import type { ImportFault } from './read-user.ts';

/** The largest number of faults that are printed; further ones are counted. */
const MAX_LISTED_FAULTS = 100;

/** The faults of an import. They are written to a file while the import goes on, and only the first ones are kept. */
export class FaultList {
  readonly #file: FileHandle | undefined;
  readonly #first: ImportFault[] = [];
  #count = 0;

  constructor(file: FileHandle | undefined) {
    this.#file = file;
  }

  get count(): number {
    return this.#count;
  }

  async add(faults: readonly ImportFault[]): Promise<void> {
    if (faults.length === 0) return;
    this.#count += faults.length;
    this.#first.push(...faults.slice(0, MAX_LISTED_FAULTS - this.#first.length));
    await this.#file?.appendFile(faults.map((fault) => `${JSON.stringify(fault)}\n`).join(''));
  }

  /** Prints the first faults, and closes the file. */
  async end(file: string, { printError }: Terminal): Promise<void> {
    for (const { line, column, reason } of this.#first) {
      printError(`${file}:${line} ${column === undefined ? '' : `${column}: `}${reason}`);
    }
    const more = this.#count - this.#first.length;
    if (more > 0) printError(`${more} more: --faults FILE lists all of them`);
    await this.#file?.close();
  }
}

/** Opens the file that faults are written to, as JSON lines. An import that goes on adds to those of its first part. */
export async function openFaultFile(path: string | undefined, goesOn: boolean): Promise<FileHandle | undefined> {
  if (path === undefined) return undefined;
  try {
    return await open(path, goesOn ? 'a' : 'w');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new CommandUsageError(`--faults ${path}: cannot be written (${code})`);
  }
}
