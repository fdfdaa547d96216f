import { readFileSync } from 'node:fs';
import { type CampaignFileReading, readCampaignFile, writeFileFault, writeFileWarning } from '../core/campaign-file.ts';
import type { Definition } from '../core/contracts/definition.ts';
import { Misused, Refused, type Terminal } from './terminal.ts';

/** A campaign file and what is in it. */
export type ReadFile = { readonly file: string } & CampaignFileReading;

/** Reads campaign files, with every fault of each. */
export function readCampaignFiles(files: readonly string[]): ReadFile[] {
  return files.map((file) => ({ file, ...readCampaignFile(bytesOf(file)) }));
}

/** Every fault of files that were read, a line each. */
export function faultLines(read: readonly ReadFile[]): string[] {
  return read.flatMap((each) => ('faults' in each ? each.faults.map((fault) => writeFileFault(each.file, fault)) : []));
}

/** Everything doubtful in files that were read, a line each. */
export function warningLines(read: readonly ReadFile[]): string[] {
  return read.flatMap((each) =>
    'warnings' in each ? each.warnings.map((warning) => writeFileWarning(each.file, warning)) : [],
  );
}

/** The campaigns of files in which nothing is wrong, complaining of what is doubtful; throws `Refused` with every fault where there is one. */
export function definitionsIn(files: readonly string[], { complain }: Pick<Terminal, 'complain'>): Definition[] {
  const read = readCampaignFiles(files);
  const faults = faultLines(read);
  if (faults.length > 0) throw new Refused(faults);
  for (const warning of warningLines(read)) complain(warning);
  return read.flatMap((each) => ('definition' in each ? [each.definition] : []));
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw noFile(file, error);
  }
}

/** Why a file cannot be read, for a person. */
export function noFile(file: string, error: unknown): Misused {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new Misused(`${file}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? error})`}`);
}
