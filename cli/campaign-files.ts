import { readFileSync } from 'node:fs';
import { type CampaignFileReading, readCampaignFile, writeFileFault } from '../core/campaign-file.ts';
import type { Definition } from '../core/contracts/definition.ts';
import { Misused, Refused } from './terminal.ts';

/** A campaign file and what is in it. */
export type ReadFile = { readonly file: string } & CampaignFileReading;

/** Reads campaign files, with every fault of each. */
export function readCampaignFiles(files: readonly string[]): ReadFile[] {
  return files.map((file) => ({ file, ...readCampaignFile(textOf(file)) }));
}

/** Every fault of files that were read, a line each. */
export function faultLines(read: readonly ReadFile[]): string[] {
  return read.flatMap((each) => ('faults' in each ? each.faults.map((fault) => writeFileFault(each.file, fault)) : []));
}

/** The campaigns of files in which nothing is wrong; throws `Refused` with every fault where there is one. */
export function definitionsIn(files: readonly string[]): Definition[] {
  const read = readCampaignFiles(files);
  const faults = faultLines(read);
  if (faults.length > 0) throw new Refused(faults.join('\n'));
  return read.flatMap((each) => ('definition' in each ? [each.definition] : []));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw noFile(file, error);
  }
}

/** Why a file cannot be read, for a person. */
export function noFile(file: string, error: unknown): Misused {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return new Misused(`${file}: ${code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? error})`}`);
}
