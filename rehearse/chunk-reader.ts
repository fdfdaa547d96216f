import { createLineSplitter } from './line-splitter.ts';
import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from './recording-batch.ts';
import { createRecordingReader } from './recording-reader.ts';

/** A reader of a recording that comes in chunks, which may end in the middle of a line. */
export interface ChunkReader {
  /** Returns the batch of the lines that end in a chunk. */
  read(chunk: RecordingChunk): RecordingBatch;
  /** Returns the batches that are left after the last chunk, each read when it is requested. */
  finish(): Generator<RecordingBatch, undefined>;
}

/** Creates a reader for the chunks of a recording. */
export function createChunkReader(settings: RecordingReaderSettings): ChunkReader {
  const reader = createRecordingReader(settings);
  const splitter = createLineSplitter();
  return {
    read: (chunk) => reader.read(splitter.push(chunk)),
    *finish(): Generator<RecordingBatch, undefined> {
      yield reader.read(splitter.flush());
      yield* reader.finish();
    },
  };
}
