import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ended } from '../harness/processes.ts';
import { show } from '../harness/run-command.ts';

/** The busy loops for each core, beside which the deployment test must pass. */
const LOOPS = 2;
/** The number of runs in a row. */
const RUNS = 3;

const aborting = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => aborting.abort());

const loops: ChildProcess[] = Array.from({ length: LOOPS * availableParallelism() }, () =>
  spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
);
try {
  for (let run = 1; run <= RUNS && process.exitCode === undefined; run++) {
    console.log(`== run ${run} of ${RUNS}, beside ${loops.length} busy loops`);
    const script = join(import.meta.dirname, 'run-deployment-test.ts');
    const code = await show(process.execPath, [script], { env: process.env, signal: aborting.signal });
    if (code !== 0) process.exitCode = code;
  }
} finally {
  for (const loop of loops) await ended(loop, 1_000);
}
