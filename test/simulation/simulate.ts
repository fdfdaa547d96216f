import { parseArgs } from 'node:util';
import { writeFailure } from './report.ts';
import { runFor } from './run.ts';

const { values } = parseArgs({ options: { seed: { type: 'string' }, histories: { type: 'string' } } });
const seed = Number(values.seed ?? 1);
const histories = Number(values.histories ?? 1_000);
const begun = performance.now();
const sum = { exact: 0, open: 0, messages: 0, cancelled: 0, exactHistories: 0 };

for (let index = 0; index < histories; index++) {
  const { failure, exact, open, messages, cancelled } = await runFor(seed + index);
  sum.exact += exact;
  sum.open += open;
  sum.messages += messages;
  sum.cancelled += cancelled;
  if (open === 0) sum.exactHistories += 1;
  if (failure === undefined) continue;
  console.error(writeFailure(failure));
  console.error(
    `failed after ${index + 1} histories; again: node test/simulation/simulate.ts --seed ${seed + index} --histories 1`,
  );
  process.exit(1);
}

const seconds = (performance.now() - begun) / 1_000;
const share = Math.round((100 * sum.exactHistories) / histories);
console.log(`${histories} histories from seed ${seed} in ${seconds.toFixed(1)} s: nothing broke`);
console.log(
  `${share} % compared with the model wholly; users and follow-ups: ${sum.exact} with the model, ${sum.open} with the invariants alone`,
);
console.log(`${sum.messages} messages, ${sum.cancelled} cancelled by an exception`);
