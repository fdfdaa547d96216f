import { truncate } from '../core/contracts/characters.ts';
import { describeValue, formatFault } from '../core/contracts/fault.ts';
import { isDeeperThan } from '../core/contracts/json.ts';
import { isObject } from '../core/contracts/object.ts';
import { parseJson } from '../core/contracts/parse-json.ts';
import { DETAIL_LIMIT, parseEntry } from '../core/parse-entry.ts';
import { parseCurrentsRecord } from '../sources/braze-currents/parse-record.ts';
import type { Line } from './line.ts';
import type { RecordedEvent, RecordingReaderSettings, RefusedLine } from './recording-batch.ts';

/** The entries of a line (none of a Currents event that is not read), or why the line cannot be read. */
export type LineResult = { readonly entries: readonly object[] } | { readonly refused: string };

/** The deepest nesting of a field of an entry. A Detail is less deep, and a deeper value could not be serialized again. */
const MAX_FIELD_DEPTH = 200;

const EXPECTED = 'expected a JSON object, a PutEvents entry or a Currents event';

/** Parses a line of recorded events: a PutEvents entry, or an event of Braze Currents. */
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

/** Checks that entries can be serialized again, and names the field that is nested too deep for that. */
function checkDepth(entries: readonly object[]): LineResult {
  if (!entries.some((entry) => isDeeperThan(MAX_FIELD_DEPTH + 1, entry))) return { entries };
  const fields = entries.flatMap((entry) => Object.entries(entry));
  const deep = fields.find(([, value]) => isDeeperThan(MAX_FIELD_DEPTH, value));
  if (deep === undefined) return { entries };
  const levels = deep[0] === 'Detail' ? DETAIL_LIMIT.maxLevels : MAX_FIELD_DEPTH;
  return { refused: formatFault({ path: [deep[0]], expected: `at most ${levels} levels`, found: 'more' }) };
}

const TIME_MISSING = 'expected a Time, or an occurredAt in its Detail; found neither';

/**
 * The present instant for recorded entries: the end of the year 9999. No event is later than it, and an event without a
 * time gets this instant.
 */
const END_OF_TIME = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The counts of the events of some lines. */
export interface ParsedCounts {
  /** The number of entries up to the end of the rehearsal, with the refused ones. */
  readonly entryCount: number;
  /** The number of events up to the end of the rehearsal that an installation would have accepted. */
  readonly acceptedCount: number;
  /** The number of events after the end of the rehearsal. */
  readonly leftOutCount: number;
  readonly refused: readonly RefusedLine[];
}

/**
 * Parses the events of some lines as an installation would have: what it refuses is refused here, for the same reason. Each event up to
 * the end of the rehearsal is passed on as soon as it is parsed, so that those which are not needed do not stay in memory.
 */
export function parseEvents(
  lines: readonly Line[],
  until: RecordingReaderSettings['until'],
  onEvent: (event: RecordedEvent) => void,
): ParsedCounts {
  const refused: RefusedLine[] = [];
  let [entryCount, acceptedCount, leftOutCount] = [0, 0, 0];
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
      if ('at' in event) {
        acceptedCount += 1;
        onEvent(event);
      } else refused.push(event);
    }
  }
  return { entryCount, acceptedCount, leftOutCount, refused };
}

/** Parses an entry into its event, or returns why there is none. */
function parseRecordedEvent(entry: object, line: number): RecordedEvent | RefusedLine {
  const parsed = parseEntry(entry, { now: END_OF_TIME, entryId: `line ${line}` });
  if ('refusal' in parsed) return { line, reason: parsed.refusal.message };
  const { event } = parsed;
  return event.at === END_OF_TIME ? { line, reason: TIME_MISSING } : { at: event.at, line, event };
}

function describeBeginning(text: string): string {
  return describeValue(truncate(text, 40));
}
