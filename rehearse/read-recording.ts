import type { Piece, RecordingBatch, RecordingReaderSettings } from './batch.ts';
import { createLineSplitter } from './lines.ts';
import { createRecordingReader } from './reading.ts';

/** Reads a recording piece by piece, each when its batch is asked for. */
export async function* readRecording(
  recording: AsyncIterable<Piece>,
  settings: RecordingReaderSettings,
): AsyncGenerator<RecordingBatch> {
  const reading = createRecordingReader(settings);
  const lines = createLineSplitter();
  for await (const piece of recording) yield reading.read(lines.push(piece));
  yield reading.read(lines.flush());
  yield* reading.finish();
}
