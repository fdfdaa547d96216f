import type { Line } from './line.ts';

/** Tells by the first lines that a file is JSON, and not one object a line. */
export interface FormatCheck {
  /** The lines as they came; of a file of another format one line that says so, and nothing after it. */
  of(lines: readonly Line[]): Line[];
  /** What was held back until the end. */
  rest(): Line[];
}

const EXPECTED = 'expected one JSON object a line (JSON Lines), found';
const IS_ARRAY = `${EXPECTED} a JSON array: jq -c '.[]' makes lines of it`;
const IS_SPREAD = `${EXPECTED} JSON that goes on over several lines: jq -c . makes one line of each object`;

/** Begins at the first line that is not empty. */
export function newFormatCheck(): FormatCheck {
  let state: 'begin' | 'lines' | 'other' | Line = 'begin';
  const next = (line: Line): Line[] => {
    if (state === 'other') return [];
    if (state === 'lines') return [line];
    if (state === 'begin') {
      if (isArray(line)) return other(line, IS_ARRAY);
      if ('refused' in line && line.isOfFile === true) return other(line, line.refused);
      if (isBegun(line)) {
        state = line;
        return [];
      }
      state = 'lines';
      return [line];
    }
    const first = state;
    if (goesOn(first, line)) return other(first, IS_SPREAD);
    state = 'lines';
    return [first, line];
  };
  const other = ({ number }: Line, refused: string): Line[] => {
    state = 'other';
    return [{ number, refused }];
  };
  return {
    of: (lines) => (state === 'lines' ? [...lines] : lines.flatMap(next)),
    rest: () => (typeof state === 'string' ? [] : [state]),
  };
}

function isArray(line: Line): boolean {
  return /^\s*\[\s*($|[[{"\]])/.test(textOf(line));
}

/** Whether a line begins an object and does not end it. */
function isBegun(line: Line): boolean {
  const text = textOf(line);
  return text.trimStart().startsWith('{') && !isJson(text);
}

/** Whether a line goes on with the object of the first one: with a field, or with what the first one leaves open. */
function goesOn(first: Line, line: Line): boolean {
  const text = textOf(line);
  return text.trimStart().startsWith('"') || (/[[{,:]\s*$/.test(textOf(first)) && !isJson(text));
}

function textOf(line: Line): string {
  return 'text' in line ? line.text : '';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
