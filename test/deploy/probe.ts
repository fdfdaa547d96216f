import { cpus, loadavg } from 'node:os';
import type { TimeSpan } from '../../core/contracts/time-span.ts';
import type { Deployed } from './deployed.ts';
import { calledBy } from './interface.ts';

/** The duration of a call where nothing else runs, once its Lambda has started. */
const FREE: TimeSpan = 60;
const CALLS = 9;

/** Measures calls before the tests; prints and returns how many times slower than a free machine this one is. */
export async function probe(deployed: Deployed): Promise<number> {
  const call = calledBy(deployed.people.marketer, deployed);
  await call('GET', '/health');
  const took: TimeSpan[] = [];
  for (let each = 0; each < CALLS; each++) {
    const begun = performance.now();
    await call('GET', '/health');
    took.push(performance.now() - begun);
  }
  const median = took.toSorted((one, other) => one - other)[Math.floor(CALLS / 2)] ?? 0;
  const slowness = Math.max(1, median / FREE);
  const load = loadavg()[0]?.toFixed(1);
  console.log(
    `this machine: a call takes ${Math.round(median)} ms, ${slowness.toFixed(1)} times as long as where nothing else runs; load ${load} on ${cpus().length} cores`,
  );
  return slowness;
}
