import { beginningOf } from '../core/contracts/characters.ts';
import { describe, writeFault } from '../core/contracts/fault.ts';
import { isDeeperThan } from '../core/contracts/json.ts';
import { isObject } from '../core/contracts/object.ts';
import { DETAIL_LIMIT, readEntry } from '../core/read-entry.ts';
import { fromCurrents } from '../sources/braze-currents/currents.ts';
import type { Heard, ReadingSettings, RefusedLine } from './batch.ts';
import type { Line } from './line.ts';

/** What a line of a recording holds: entries (none where a Currents event is none of ours), or why it cannot be read. */
export type LineReading = { readonly entries: readonly object[] } | { readonly refused: string };

/** How deep a field of an entry may be nested: a Detail is less deep, and what is deeper could not be written again. */
const DEEPEST_FIELD = 200;

const EXPECTED = 'expected a JSON object, a PutEvents entry or a Currents event';

/** Reads a line of recorded events: a PutEvents entry, or an event of Braze Currents. */
export function readLine(line: Line): LineReading {
  if ('refused' in line) return line;
  const { text } = line;
  const content = parse(text);
  if (content === undefined) return { refused: `${EXPECTED}; found no JSON: ${beginning(text)}` };
  if (!isObject(content)) return { refused: `${EXPECTED}; found ${describe(content)}` };
  if (!('event_type' in content)) return writable([content]);
  const reading = fromCurrents(content);
  if (reading.kind === 'entries') return writable(reading.entries);
  return reading.kind === 'skipped' ? { entries: [] } : { refused: reading.reason };
}

/** Entries that can be written again, or which field of one of them is nested too deep for that. */
function writable(entries: readonly object[]): LineReading {
  const fields = entries.flatMap((entry) => Object.entries(entry));
  const deep = fields.find(([, value]) => isDeeperThan(DEEPEST_FIELD, value));
  if (deep === undefined) return { entries };
  const levels = deep[0] === 'Detail' ? DETAIL_LIMIT.levels : DEEPEST_FIELD;
  return { refused: writeFault({ path: [deep[0]], expected: `at most ${levels} levels`, found: 'more' }) };
}

const UNTIMED = 'expected a Time, or an occurredAt in its Detail; found neither';

/**
 * The clock by which recorded entries are read: the end of the year 9999. No event is ahead of it, and one that has no time
 * of its own is of this instant.
 */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What some lines hold. */
export interface EventsRead {
  /** Events that no door would have refused, up to the end. */
  readonly events: readonly Heard[];
  /** Entries up to the end, those that are refused among them. */
  readonly entries: number;
  /** How many events are later. */
  readonly leftOut: number;
  readonly refused: readonly RefusedLine[];
}

/** Reads the events of some lines as the doors would have: what they refuse is refused here, for the same reason. */
export function eventsIn(lines: readonly Line[], until: ReadingSettings['until']): EventsRead {
  const events: Heard[] = [];
  const refused: RefusedLine[] = [];
  let [entries, leftOut] = [0, 0];
  for (const line of lines) {
    const reading = readLine(line);
    if ('refused' in reading) {
      refused.push({ line: line.number, reason: reading.refused });
      continue;
    }
    for (const entry of reading.entries) {
      const event = recordedIn(entry, line.number);
      if ('at' in event && event.at > until) {
        leftOut += 1;
        continue;
      }
      entries += 1;
      if ('at' in event) events.push(event);
      else refused.push(event);
    }
  }
  return { events, entries, leftOut, refused };
}

/** The event of an entry, or why there is none. */
function recordedIn(entry: object, line: number): Heard | RefusedLine {
  const reading = readEntry(entry, { now: END_OF_TIME, entryId: `line ${line}` });
  if ('refusal' in reading) return { line, reason: reading.refusal.message };
  const { event } = reading;
  return event.at === END_OF_TIME ? { line, reason: UNTIMED } : { at: event.at, line, event };
}

function beginning(text: string): string {
  return describe(beginningOf(text, 40));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
