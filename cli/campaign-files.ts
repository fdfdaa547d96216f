import { readFileSync } from 'node:fs';
import { type CampaignFileResult, parseCampaignFile } from '../core/campaign-file.ts';
import type { Definition } from '../core/contracts/definition.ts';
import { decodeUtf8 } from '../core/contracts/utf8.ts';
import type { DefinitionWarning } from '../core/definition-warnings.ts';
import {
  type FileFault,
  type FilePosition,
  type FileWarning,
  formatFileFault,
  formatFileWarning,
} from '../core/yaml-file.ts';
import { explainDefinitionWarning } from '../language/en.ts';
import { CommandRefusedError, CommandUsageError, type Terminal } from './terminal.ts';

/** A campaign file with the definition or the faults in it. */
export type CampaignFile = { readonly file: string } & CampaignFileResult;

type DefinitionFileWarning = DefinitionWarning & FilePosition;

/** A file with the faults in it, or the warnings about it. */
export type ReadFile = { readonly file: string } & (
  | { readonly faults: readonly FileFault[] }
  | { readonly warnings: readonly FileWarning[]; readonly definitionWarnings?: readonly DefinitionFileWarning[] }
);

/** Reads campaign files, with every fault of each. */
export function readCampaignFiles(files: readonly string[]): CampaignFile[] {
  return files.map((file) => ({ file, ...parseCampaignFile(readBytes(file)) }));
}

/** Formats every fault of files that were read, a line each. */
export function formatFaults(read: readonly ReadFile[]): string[] {
  return read.flatMap((each) =>
    'faults' in each ? each.faults.map((fault) => formatFileFault(each.file, fault)) : [],
  );
}

/** Formats every warning about files that were read, a line each. */
export function formatWarnings(read: readonly ReadFile[]): string[] {
  return read.flatMap((each) => listWarnings(each).map((warning) => formatFileWarning(each.file, warning)));
}

/** Returns the warnings about a file that was read: how its text may be read, and what its campaign may do. */
export function listWarnings(read: ReadFile): FileWarning[] {
  if (!('warnings' in read)) return [];
  const { warnings, definitionWarnings = [] } = read;
  return [...warnings, ...definitionWarnings.map((each) => ({ ...each, message: explainDefinitionWarning(each) }))];
}

/** A campaign without faults, and its text as it was written. */
export interface WrittenCampaign {
  readonly definition: Definition;
  readonly text: string;
}

/** Reads the campaigns of files and prints the warnings; throws `CommandRefusedError` with all faults if there are any. */
export function readWrittenCampaigns(
  files: readonly string[],
  { printError }: Pick<Terminal, 'printError'>,
): WrittenCampaign[] {
  const read = files.map((file) => {
    const bytes = readBytes(file);
    return { file, text: decodeUtf8(bytes) ?? '', ...parseCampaignFile(bytes) };
  });
  const faults = formatFaults(read);
  if (faults.length > 0) throw new CommandRefusedError(faults);
  for (const warning of formatWarnings(read)) printError(warning);
  return read.flatMap((each) => ('definition' in each ? [{ definition: each.definition, text: each.text }] : []));
}

/** Reads the definitions of the campaigns of files, as `readWrittenCampaigns` does. */
export function readDefinitions(files: readonly string[], terminal: Pick<Terminal, 'printError'>): Definition[] {
  return readWrittenCampaigns(files, terminal).map(({ definition }) => definition);
}

/** Reads a file. Throws `CommandUsageError` if it cannot be read. */
export function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw toFileError(file, error);
  }
}

/** Creates an error that says why a file cannot be read. */
export function toFileError(file: string, error: unknown): CommandUsageError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new CommandUsageError(
    `${file}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? error})`}`,
  );
}
