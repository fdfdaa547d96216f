import { parseJson } from '../core/contracts/parse-json.ts';
import type { Line } from './line.ts';

/** Tells by the first lines that a file is JSON, and not one object a line. */
export interface FormatCheck {
  /** The lines as they came; of a file of another format one line that says so, and nothing after it. */
  check(lines: readonly Line[]): Line[];
  /** What was held back until the end. */
  flush(): Line[];
}

const EXPECTED = 'expected one JSON object a line (JSON Lines), found';
const ARRAY_FOUND = `${EXPECTED} a JSON array: jq -c '.[]' makes lines of it`;
const MULTILINE_FOUND = `${EXPECTED} JSON that goes on over several lines: jq -c . makes one line of each object`;

/** Begins at the first line that is not empty. */
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

/** Whether a line begins an object and does not end it. */
function isUnfinished(line: Line): boolean {
  const text = getText(line);
  return text.trimStart().startsWith('{') && parseJson(text) === undefined;
}

/** Whether a line goes on with the object of the first one: with a field, or with what the first one leaves open. */
function isContinuation(first: Line, line: Line): boolean {
  const text = getText(line);
  return text.trimStart().startsWith('"') || (/[[{,:]\s*$/.test(getText(first)) && parseJson(text) === undefined);
}

function getText(line: Line): string {
  return 'text' in line ? line.text : '';
}
