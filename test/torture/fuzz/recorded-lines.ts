import { createLineSplitter } from '../../../rehearse/line-splitter.ts';
import { parseEvents, parseLine } from '../../../rehearse/parse-line.ts';
import type { Random } from '../../simulation/random.ts';
import { garbledBytes, mutated } from './mutate.ts';
import { anEntry, aRecord, FUZZ_START } from './samples.ts';
import { isClear, type Target, writeInput } from './target.ts';

const GOOD = JSON.stringify({
  Source: 'fuzz',
  DetailType: 'User Behavior',
  Detail: { userId: 'good', behavior: 'session.started', occurredAt: '2026-12-01T08:00:00Z' },
});

/** The fuzz test of JSON lines files, as put-events and rehearse read them: a valid line beside an invalid one is always read. */
export const RECORDED_LINES: Target = {
  name: 'recorded lines',
  attempt(random) {
    const bad = Array.from({ length: random.between(1, 5) }, () => badLine(random));
    // A file that does not begin like lines of JSON may be refused as a whole.
    const isWhole = random.chance(0.8);
    const parts = bad.flatMap((line) => [line, Buffer.from(`\n${GOOD}${random.pick(['\n', '\r\n'])}`)]);
    const file = Buffer.concat([Buffer.from(isWhole ? `${GOOD}\n` : ''), ...parts]);
    const expected = bad.length + (isWhole ? 1 : 0);
    const lines = createLineSplitter();
    const read = [...piecesOf(file, random).flatMap((piece) => lines.push(piece)), ...lines.flush()];
    for (const line of read) {
      const reading = parseLine(line);
      if ('refused' in reading && !isClear(reading.refused)) {
        return `an unclear refusal, "${reading.refused}", of ${writeInput(line)}`;
      }
    }
    const good = read.filter((line) => 'text' in line && line.text.trim() === GOOD);
    let found = 0;
    parseEvents(read, FUZZ_START, ({ line }) => {
      if (good.some(({ number }) => number === line)) found += 1;
    });
    if (!isWhole && read.some((line) => 'refused' in line)) return undefined;
    return good.length === expected && found === expected
      ? undefined
      : `expected ${expected} good lines, read ${good.length}, understood ${found}: ${writeInput(file)}`;
  },
};

/** Creates a line without an end of line in it. */
function badLine(random: Random): Buffer {
  const value = mutated(random.chance(0.5) ? anEntry(random) : aRecord(random), random);
  const bytes = garbledBytes(Buffer.from(String(JSON.stringify(value))), random);
  return Buffer.from(bytes.filter((byte) => byte !== 0x0a));
}

function piecesOf(file: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < file.length; ) {
    const length = random.pick([1, 100, 5_000, 100_000]);
    pieces.push(file.subarray(from, from + length));
    from += length;
  }
  return pieces;
}
