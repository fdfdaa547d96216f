import { parentPort, workerData } from 'node:worker_threads';
import { createChunkReader } from '../rehearse/chunk-reader.ts';
import type { RecordingChunk, RecordingReaderSettings } from '../rehearse/recording-batch.ts';

if (parentPort === null) throw new Error('recording-thread: expected to be started as a thread');
const port = parentPort;
const settings: RecordingReaderSettings = workerData;
const reader = createChunkReader(settings);
const remainingBatches = reader.finish();

// One batch for each message, so that the sender decides how far ahead the thread reads.
port.on('message', (chunk: RecordingChunk | null) => {
  if (chunk !== null) return port.postMessage(JSON.stringify(reader.read(chunk)));
  const { done, value } = remainingBatches.next();
  if (done) port.close();
  else port.postMessage(JSON.stringify(value));
});
