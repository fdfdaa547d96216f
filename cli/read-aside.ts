import { on } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Batch, Piece, ReadingSettings } from '../rehearse/batch.ts';

/** Pieces that are read before the first of them is asked for: enough that nobody waits for the other. */
const AHEAD = 8;

/** What is published is JavaScript. */
const THREAD = new URL(`./reading-thread${extname(import.meta.filename)}`, import.meta.url);

/** Reads a recording in a thread beside the present one, which is free to play what was read before. */
export async function* readAside(recording: AsyncIterable<Piece>, settings: ReadingSettings): AsyncGenerator<Batch> {
  const thread = new Worker(THREAD, { workerData: settings });
  try {
    const batches = on(thread, 'message', { close: ['exit'] });
    const send = (piece: Piece | null) => thread.postMessage(piece, ownMemoryOf(piece));
    let sent = 0;
    for await (const piece of recording) {
      send(piece);
      sent += 1;
      if (sent < AHEAD) continue;
      const next = await batches.next();
      if (next.done) throw new Error('reading-thread: ended before the recording');
      yield next.value[0];
    }
    for (send(null); ; send(null)) {
      const next = await batches.next();
      if (next.done) return;
      yield next.value[0];
    }
  } finally {
    await thread.terminate();
  }
}

/** What a piece lies in alone is handed over with it, and not copied. */
function ownMemoryOf(piece: Piece | null): ArrayBuffer[] {
  if (!(piece instanceof Uint8Array) || !(piece.buffer instanceof ArrayBuffer)) return [];
  return piece.byteLength === piece.buffer.byteLength ? [piece.buffer] : [];
}
