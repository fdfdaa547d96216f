import { createReadStream, statSync } from 'node:fs';
import { INSTANT_EXPECTED, type Instant, readInstant } from '../../core/contracts/instant.ts';
import type { Rehearsal } from '../../rehearse/rehearsal.ts';
import { rehearse as perform } from '../../rehearse/rehearse.ts';
import { definitionsIn, noFile } from '../campaign-files.ts';
import type { Context } from '../context.ts';
import { readAside } from '../read-aside.ts';
import { rehearsalJson } from '../rehearsal-json.ts';
import { many } from '../table.ts';
import { Misused, Refused, type Terminal } from '../terminal.ts';
import { writeRehearsal } from '../write-rehearsal.ts';

/** The options of `rehearse`. */
export interface RehearseOptions {
  readonly events: string;
  readonly from?: string;
  readonly until?: string;
  readonly verbose?: boolean;
}

/** Recordings of this size or more are read in a thread of their own, in bytes: a thread costs more than a small one. */
const MIN_BYTES_FOR_A_THREAD = 8 * 1024 * 1024;

/** `rehearse FILE… --events FILE`: recorded events against campaigns in their own time, on a machine that keeps nothing. */
export async function rehearse(files: readonly string[], options: RehearseOptions, context: Context): Promise<void> {
  const { terminal, isJson } = context;
  const campaigns = definitionsIn(files, terminal);
  const twice = campaigns.find(({ id }, index) => campaigns.some((other, at) => at < index && other.id === id));
  if (twice !== undefined) throw new Misused(`${twice.id}: expected one file with this id, found two`);
  const bytes = bytesOf(options.events);
  if (bytes === undefined) throw new Misused(`${options.events}: expected a file`);
  const [from, until] = [instantOf('--from', options.from), instantOf('--until', options.until)];
  const rehearsal = await perform({
    campaigns,
    events: () => createReadStream(options.events, { highWaterMark: 1 << 18 }),
    ...(bytes < MIN_BYTES_FOR_A_THREAD ? {} : { read: readAside }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    listsUsers: isJson || options.verbose === true,
    log: { warn: (code, facts) => terminal.complain(`${code} ${JSON.stringify(facts)}`), decided: () => undefined },
    onProgress: (events) => terminal.progress(`${many(events, 'event')} played`),
  });
  terminal.progress('');
  for (const lines of isJson ? rehearsalJson(rehearsal) : [writeRehearsal(rehearsal)]) terminal.print(lines);
  sayRefused(options.events, rehearsal, terminal);
}

/** Where some events are refused the rehearsal is of the others; where there is no other, it is refused itself. */
function sayRefused(file: string, { accepted, leftOut, refused }: Rehearsal, { complain }: Terminal): void {
  if (refused.count === 0) return;
  const told = `${file}: ${many(refused.count, 'event')} refused`;
  if (accepted + leftOut === 0) throw new Refused(`${told}, and no other to be played`);
  complain(`${told}, the rehearsal is of the others`);
}

/** Returns the size of a file in bytes; undefined where the path is none of a file. */
function bytesOf(file: string): number | undefined {
  try {
    const entry = statSync(file);
    return entry.isFile() ? entry.size : undefined;
  } catch (error) {
    throw noFile(file, error);
  }
}

function instantOf(option: string, text: string | undefined): Instant | undefined {
  const instant = text === undefined ? undefined : readInstant(text);
  if (text !== undefined && instant === undefined)
    throw new Misused(`${option}: expected ${INSTANT_EXPECTED}, found ${text}`);
  return instant;
}
