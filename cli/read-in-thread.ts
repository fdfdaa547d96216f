import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecordingBatch, RecordingChunk, RecordingReaderSettings } from '../rehearse/recording-batch.ts';

/** The number of chunks that are sent ahead to the thread: enough that neither side waits for the other. */
const PREFETCHED_CHUNKS = 8;

/** The address of the thread's module, which is JavaScript in the published package. */
const THREAD_URL = new URL(`./recording-thread${extname(import.meta.filename)}`, import.meta.url);

/** Reads a recording in a thread of its own, while the present thread plays the batches that were read before. */
export async function* readInThread(
  recording: AsyncIterable<RecordingChunk>,
  settings: RecordingReaderSettings,
): AsyncGenerator<RecordingBatch> {
  const thread = new Worker(THREAD_URL, { workerData: settings });
  try {
    const batches = on(thread, 'message', { close: ['exit'] });
    const send = (chunk: RecordingChunk | null) => thread.postMessage(chunk, listTransferables(chunk));
    let sent = 0;
    for await (const chunk of recording) {
      send(chunk);
      sent += 1;
      if (sent < PREFETCHED_CHUNKS) continue;
      const next = await batches.next();
      if (next.done) throw new Error('recording-thread: ended before the recording');
      yield JSON.parse(next.value[0]);
    }
    for (send(null); ; send(null)) {
      const next = await batches.next();
      if (next.done) return;
      yield JSON.parse(next.value[0]);
    }
  } finally {
    await thread.terminate();
  }
}

/** Returns the buffer of a chunk if no other chunk shares it: it is transferred to the thread, and not copied. */
function listTransferables(chunk: RecordingChunk | null): ArrayBuffer[] {
  if (!(chunk instanceof Uint8Array) || !(chunk.buffer instanceof ArrayBuffer)) return [];
  return chunk.byteLength === chunk.buffer.byteLength ? [chunk.buffer] : [];
}
