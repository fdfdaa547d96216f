import { truncate } from '../core/contracts/characters.ts';
import { describeValue, formatFault } from '../core/contracts/fault.ts';
import { isDeeperThan } from '../core/contracts/json.ts';
import { isObject } from '../core/contracts/object.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { DETAIL_LIMIT, parseEntry } from '../core/parse-entry.ts';
import { parseCurrentsRecord } from '../sources/braze-currents/parse-record.ts';
import type { Line } from './line.ts';
import type { RecordedEvent, RecordingReaderSettings, RefusedLine } from './recording-batch.ts';

/** What a line of a recording holds: entries (none where a Currents event is none of ours), or why it cannot be read. */
export type LineResult = { readonly entries: readonly object[] } | { readonly refused: string };

/** How deep a field of an entry may be nested: a Detail is less deep, and what is deeper could not be written again. */
const MAX_FIELD_DEPTH = 200;

const EXPECTED = 'expected a JSON object, a PutEvents entry or a Currents event';

/** Reads a line of recorded events: a PutEvents entry, or an event of Braze Currents. */
export function parseLine(line: Line): LineResult {
  if ('refused' in line) return line;
  const { text } = line;
  const content = parseJson(text);
  if (content === undefined) return { refused: `${EXPECTED}; found no JSON: ${describeBeginning(text)}` };
  if (!isObject(content)) return { refused: `${EXPECTED}; found ${describeValue(content)}` };
  if (!('event_type' in content)) return checkDepth([content]);
  const parsed = parseCurrentsRecord(content);
  if (parsed.kind === 'entries') return checkDepth(parsed.entries);
  return parsed.kind === 'skipped' ? { entries: [] } : { refused: parsed.reason };
}

/** Entries that can be written again, or which field of one of them is nested too deep for that. */
function checkDepth(entries: readonly object[]): LineResult {
  const fields = entries.flatMap((entry) => Object.entries(entry));
  const deep = fields.find(([, value]) => isDeeperThan(MAX_FIELD_DEPTH, value));
  if (deep === undefined) return { entries };
  const levels = deep[0] === 'Detail' ? DETAIL_LIMIT.maxLevels : MAX_FIELD_DEPTH;
  return { refused: formatFault({ path: [deep[0]], expected: `at most ${levels} levels`, found: 'more' }) };
}

const TIME_MISSING = 'expected a Time, or an occurredAt in its Detail; found neither';

/**
 * The clock by which recorded entries are read: the end of the year 9999. No event is ahead of it, and one that has no time
 * of its own is of this instant.
 */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What some lines hold. */
export interface ParsedEvents {
  /** Events that no door would have refused, up to the end. */
  readonly events: readonly RecordedEvent[];
  /** Entries up to the end, those that are refused among them. */
  readonly entryCount: number;
  /** How many events are later. */
  readonly leftOutCount: number;
  readonly refused: readonly RefusedLine[];
}

/** Reads the events of some lines as the doors would have: what they refuse is refused here, for the same reason. */
export function parseEvents(lines: readonly Line[], until: RecordingReaderSettings['until']): ParsedEvents {
  const events: RecordedEvent[] = [];
  const refused: RefusedLine[] = [];
  let [entryCount, leftOutCount] = [0, 0];
  for (const line of lines) {
    const parsed = parseLine(line);
    if ('refused' in parsed) {
      refused.push({ line: line.number, reason: parsed.refused });
      continue;
    }
    for (const entry of parsed.entries) {
      const event = parseRecordedEvent(entry, line.number);
      if ('at' in event && event.at > until) {
        leftOutCount += 1;
        continue;
      }
      entryCount += 1;
      if ('at' in event) events.push(event);
      else refused.push(event);
    }
  }
  return { events, entryCount, leftOutCount, refused };
}

/** The event of an entry, or why there is none. */
function parseRecordedEvent(entry: object, line: number): RecordedEvent | RefusedLine {
  const parsed = parseEntry(entry, { now: END_OF_TIME, entryId: `line ${line}` });
  if ('refusal' in parsed) return { line, reason: parsed.refusal.message };
  const { event } = parsed;
  return event.at === END_OF_TIME ? { line, reason: TIME_MISSING } : { at: event.at, line, event };
}

function describeBeginning(text: string): string {
  return describeValue(truncate(text, 40));
}
