import { parseArgs } from 'node:util';
import { localPlatform } from './local-platform.ts';
import { writeFailure } from './report.ts';
import { runFor } from './run.ts';

const USAGE = `npm run simulate -- [--seed N] [--step N] [--histories N] [--platform local|aws]
Plays random histories of campaigns and users, and compares the messages with the model of the rules.
Ends with exit code 1 at the first history that differs.
--seed       the seed of the first history (default 1)
--step       the distance of the next seeds (default 1): the kind of a history follows from its seed, so that
             --seed 4 --step 5 plays those in which users are merged
--histories  the number of histories (default 1,000)
--platform   local (the engine over SQLite) or aws (the handlers over doubles of the services of AWS); default local`;

if (process.argv.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    step: { type: 'string' },
    histories: { type: 'string' },
    platform: { type: 'string', default: 'local' },
  },
});
const createPlatform =
  values.platform === 'aws' ? (await import('./aws-platform.ts')).createAwsPlatform : localPlatform();
const seed = Number(values.seed ?? 1);
const step = Number(values.step ?? 1);
const histories = Number(values.histories ?? 1_000);
const begun = performance.now();
const sum = { exact: 0, open: 0, messages: 0, cancelled: 0, exactHistories: 0 };

let failed = false;

for (let index = 0; index < histories && !failed; index++) {
  const drawn = seed + index * step;
  const { failure, exact, open, messages, cancelled } = await runFor(drawn, createPlatform);
  sum.exact += exact;
  sum.open += open;
  sum.messages += messages;
  sum.cancelled += cancelled;
  if (open === 0) sum.exactHistories += 1;
  if (failure === undefined) continue;
  failed = true;
  console.error(writeFailure(failure));
  console.error(
    `failed after ${index + 1} histories; again: node test/simulation/simulate.ts --platform ${values.platform} --seed ${drawn} --histories 1`,
  );
}

// Sets the exit code instead of calling process.exit, which would cut off output that is still being written.
if (failed) process.exitCode = 1;
else print();

function print(): void {
  const seconds = (performance.now() - begun) / 1_000;
  const share = Math.round((100 * sum.exactHistories) / histories);
  console.log(`${histories} histories from seed ${seed} in ${seconds.toFixed(1)} s: nothing broke`);
  console.log(
    `${share} % compared with the model wholly; users and follow-ups: ${sum.exact} with the model, ${sum.open} with the invariants alone`,
  );
  console.log(`${sum.messages} messages, ${sum.cancelled} cancelled by an exception`);
}
