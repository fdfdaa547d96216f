import { parseJson } from '../core/contracts/parse-json.ts';
import type { Line } from './line.ts';

/** A check of the first lines of a file, which finds JSON that is not one object a line. */
export interface FormatCheck {
  /** Returns the lines as they are; of a file of another format, one refused line that says so, and no line after it. */
  check(lines: readonly Line[]): Line[];
  /** Returns the line that was held back for the check, if any, at the end of the file. */
  flush(): Line[];
}

const EXPECTED = 'expected one JSON object a line (JSON Lines), found';
const ARRAY_FOUND = `${EXPECTED} a JSON array: jq -c '.[]' makes lines of it`;
const MULTILINE_FOUND = `${EXPECTED} JSON that goes on over several lines: jq -c . makes one line of each object`;

/** Creates a check that begins at the first line that is not empty. */
export function createFormatCheck(): FormatCheck {
  let state: 'begin' | 'lines' | 'other' | Line = 'begin';
  const next = (line: Line): Line[] => {
    if (state === 'other') return [];
    if (state === 'lines') return [line];
    if (state === 'begin') {
      if (isArray(line)) return refuseRest(line, ARRAY_FOUND);
      if ('refused' in line && line.isOfFile === true) return refuseRest(line, line.refused);
      if (isUnfinished(line)) {
        state = line;
        return [];
      }
      state = 'lines';
      return [line];
    }
    const first = state;
    if (isContinuation(first, line)) return refuseRest(first, MULTILINE_FOUND);
    state = 'lines';
    return [first, line];
  };
  const refuseRest = ({ number }: Line, refused: string): Line[] => {
    state = 'other';
    return [{ number, refused }];
  };
  return {
    check: (lines) => (state === 'lines' ? [...lines] : lines.flatMap(next)),
    flush: () => (typeof state === 'string' ? [] : [state]),
  };
}

function isArray(line: Line): boolean {
  return /^\s*\[\s*($|[[{"\]])/.test(getText(line));
}

/** Checks whether a line begins an object and does not end it. */
function isUnfinished(line: Line): boolean {
  const text = getText(line);
  return text.trimStart().startsWith('{') && parseJson(text) === undefined;
}

/** Checks whether a line continues the object of the first one: with a field, or after a bracket, comma or colon. */
function isContinuation(first: Line, line: Line): boolean {
  const text = getText(line);
  return text.trimStart().startsWith('"') || (/[[{,:]\s*$/.test(getText(first)) && parseJson(text) === undefined);
}

function getText(line: Line): string {
  return 'text' in line ? line.text : '';
}
