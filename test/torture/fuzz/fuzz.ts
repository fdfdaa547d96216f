import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import type { Outcome, Part } from '../part.ts';

/** The number of inputs in one round. */
const ATTEMPTS = 2_000;
/** The maximum milliseconds of one input, and of the dispatch of all messages at the end. */
const MAX_MS = { attempt: 10_000, end: 60_000 };
/** The maximum heap in MiB: a thread that needs more is ended. */
const HEAP_MIB = 512;

const doneSchema = v.object({ broke: v.array(v.string()), attempts: v.number(), megabytes: v.number() });
const aboutSchema = v.object({ about: v.string() });

/** The part that sends random input to everything that reads data of others. */
export const fuzz: Part = { round: (seed) => fuzzRound(seed, ATTEMPTS) };

/** Runs the round of a seed. */
export async function fuzzRound(seed: number, attempts: number): Promise<Outcome> {
  const progress = new SharedArrayBuffer(4);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { seed, attempts, progress },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
  });
  try {
    return await outcomeOf(worker, new Int32Array(progress), attempts);
  } finally {
    await worker.terminate();
  }
}

function outcomeOf(worker: Worker, progress: Int32Array, attempts: number): Promise<Outcome> {
  return new Promise((resolve) => {
    let about = 'the start';
    const end = (outcome: Outcome) => {
      clearInterval(watch);
      resolve(outcome);
    };
    const tried = () => ({ inputs: Atomics.load(progress, 0) });
    let seen = { count: 0, since: performance.now() };
    const watch = setInterval(() => {
      const count = Atomics.load(progress, 0);
      if (count !== seen.count) seen = { count, since: performance.now() };
      const maxWait = count === attempts || count === 0 ? MAX_MS.end : MAX_MS.attempt;
      if (performance.now() - seen.since > maxWait) end({ tried: tried(), broke: [`${about}: hangs`] });
    }, 250);
    worker.on('message', (message) => {
      const named = v.safeParse(aboutSchema, message);
      if (named.success) about = named.output.about;
      const done = v.safeParse(doneSchema, message);
      if (!done.success) return;
      const { broke, megabytes } = done.output;
      end({ tried: tried(), broke, most: { 'MiB of heap': megabytes } });
    });
    worker.on('error', (error) => end({ tried: tried(), broke: [`${about}: ${error.stack ?? String(error)}`] }));
  });
}
