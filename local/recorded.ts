import { randomUUID } from 'node:crypto';
import { type Instant, readInstant } from '../core/contracts/instant.ts';
import { isObject } from '../core/contracts/object.ts';
import { fromCurrents } from '../core/currents.ts';
import { readEntry } from '../core/read-entry.ts';
import type { Heard, RefusedLine } from './batch.ts';
import type { Line } from './lines.ts';

/** An entry as it was recorded, and when it happened. */
export interface Recorded {
  readonly at: Instant;
  readonly entry: unknown;
  /** The line it stands in. */
  readonly line: number;
}

/** What a line of a recording holds: entries (none where a Currents event is none of ours), or why it cannot be read. */
export type LineReading = { readonly entries: readonly object[] } | { readonly refused: string };

/** Reads a line of recorded events: a PutEvents entry, or an event of Braze Currents. */
export function readLine({ text }: Line): LineReading {
  const content = parse(text);
  if (!isObject(content)) return { refused: 'expected a JSON object, a PutEvents entry or a Currents event' };
  if (!('event_type' in content)) return { entries: [content] };
  const reading = fromCurrents(content);
  if (reading.kind === 'entries') return { entries: reading.entries };
  return reading.kind === 'skipped' ? { entries: [] } : { refused: reading.reason };
}

const UNTIMED = 'expected a Time, or an occurredAt in its Detail; found neither';

/** The events of some lines, how many of them are too late, and the lines that hold none. */
export function eventsIn(lines: readonly Line[], until: Instant) {
  const events: Recorded[] = [];
  const refused: RefusedLine[] = [];
  let leftOut = 0;
  for (const line of lines) {
    const reading = readLine(line);
    if ('refused' in reading) {
      refused.push({ line: line.number, reason: reading.refused });
      continue;
    }
    for (const entry of reading.entries) {
      const event = timed(entry, line.number);
      if (event === undefined) refused.push({ line: line.number, reason: UNTIMED });
      else if (event.at <= until) events.push(event);
      else leftOut += 1;
    }
  }
  return { events, leftOut, refused };
}

/** Reads an event as the bus would have when it happened. */
export function understood({ at, entry, line }: Recorded): Heard {
  return { at, line, reading: readEntry(entry, { now: at, entryId: randomUUID() }) };
}

/** Whose entry it is, where it says so. */
export function userOf(entry: unknown): string | undefined {
  const detail = isObject(entry) && 'Detail' in entry ? entry.Detail : undefined;
  return isObject(detail) && 'userId' in detail && typeof detail.userId === 'string' ? detail.userId : undefined;
}

/** When an entry happened, as its Detail says, else the entry itself; undefined where neither does. */
function timed(entry: object, line: number): Recorded | undefined {
  const said = 'Detail' in entry ? entry.Detail : undefined;
  const detail = typeof said === 'string' ? parse(said) : said;
  const own = isObject(detail) && 'occurredAt' in detail ? instantOf(detail.occurredAt) : undefined;
  const at = own ?? ('Time' in entry ? instantOf(entry.Time) : undefined);
  return at === undefined ? undefined : { at, entry: { ...entry, Detail: detail ?? said }, line };
}

function instantOf(value: unknown): Instant | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.floor(value * 1000);
  return typeof value === 'string' ? readInstant(value) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
