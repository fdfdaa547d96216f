import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { Random } from '../../simulation/random.ts';
import { httpTargets } from './http.ts';
import { RECORDED_LINES } from './recorded-lines.ts';
import { RULES } from './rules.ts';
import { startServed } from './served.ts';
import type { Target } from './target.ts';

// Fuzzes in a thread of its own, so that an input that hangs can be ended. The parent watches the number of the attempt.

const { seed, attempts, progress } = v.parse(
  v.object({ seed: v.number(), attempts: v.number(), progress: v.instance(SharedArrayBuffer) }),
  workerData,
);
const current = new Int32Array(progress);
const targets = [...RULES, RECORDED_LINES, ...httpTargets(await startServed())];
const broke: string[] = [];
let heap = 0;
for (let attempt = 0; attempt < attempts; attempt++) {
  const target = targets[attempt % targets.length];
  if (target !== undefined) await tryOnce(target, attempt);
  Atomics.store(current, 0, attempt + 1);
  if (attempt % 50 === 0) heap = Math.max(heap, getHeapStatistics().used_heap_size);
}
for (const { finish } of targets) broke.push(...((await finish?.()) ?? []));
parentPort?.postMessage({ broke, attempts, megabytes: Math.ceil(heap / 2 ** 20) });

async function tryOnce({ name, attempt }: Target, number: number): Promise<void> {
  const about = `${name}, attempt ${number}`;
  parentPort?.postMessage({ about });
  try {
    const complaint = await attempt(new Random(seed * 1_000_003 + number));
    if (complaint !== undefined) broke.push(`${about}: ${complaint}`);
  } catch (error) {
    broke.push(`${about} threw: ${error instanceof Error ? error.stack : String(error)}`);
  }
}
