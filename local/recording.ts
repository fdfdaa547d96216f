import type { Readable } from 'node:stream';
import type { Instant } from '../core/contracts/instant.ts';
import { type Line, linesOf } from './lines.ts';
import { type Recorded, readLine, timed } from './recorded.ts';

/** Events that are played at once: enough that playing costs more than asking. */
const BATCH = 5_000;

/** Told of a line that cannot be played, and why. */
export type OnRefused = (line: number, reason: string) => void;

/** The events of a recording as they stand in it, many at a time. */
export async function* asRecorded(stream: Readable, onRefused: OnRefused): AsyncGenerator<Recorded[]> {
  for await (const lines of linesOf(stream)) yield lines.flatMap((line) => eventsOf(line, onRefused));
}

/** The same in the order of their time, equal instants as they stand. Holds the lines, which are smaller than what they say. */
export async function* inOrder(stream: Readable, onRefused: OnRefused): AsyncGenerator<Recorded[]> {
  const held: { at: Instant; line: Line }[] = [];
  for await (const lines of linesOf(stream)) {
    for (const line of lines) {
      const [first] = eventsOf(line, onRefused);
      if (first !== undefined) held.push({ at: first.at, line });
    }
  }
  held.sort((one, other) => one.at - other.at);
  for (let first = 0; first < held.length; first += BATCH) {
    yield held.slice(first, first + BATCH).flatMap(({ line }) => eventsOf(line, () => undefined));
  }
}

function eventsOf(line: Line, onRefused: OnRefused): Recorded[] {
  const reading = readLine(line);
  if ('refused' in reading) {
    onRefused(line.number, reading.refused);
    return [];
  }
  return reading.entries.flatMap((entry) => {
    const event = timed(entry, line.number);
    if (event === undefined) onRefused(line.number, 'expected a Time, or an occurredAt in its Detail; found neither');
    return event ?? [];
  });
}
