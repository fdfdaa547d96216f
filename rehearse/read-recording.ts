import type { Batch, Piece, ReadingSettings } from './batch.ts';
import { newLines } from './lines.ts';
import { newReading } from './reading.ts';

/** Reads a recording piece by piece, each when its batch is asked for. */
export async function* readRecording(
  recording: AsyncIterable<Piece>,
  settings: ReadingSettings,
): AsyncGenerator<Batch> {
  const reading = newReading(settings);
  const lines = newLines();
  for await (const piece of recording) yield reading.read(lines.of(piece));
  yield reading.read(lines.rest());
  yield* reading.end();
}
