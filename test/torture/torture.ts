import { parseArgs } from 'node:util';
import '../harness/api/check-fetched-answers.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { kill } from './kill.ts';
import type { Outcome, Part } from './part.ts';
import { findPlanted, PLANTED } from './plant.ts';
import { store } from './store.ts';

const PARTS: ReadonlyMap<string, Part> = new Map([
  ['kill', kill],
  ['store', store],
  ['fuzz', fuzz],
]);

/** The duration of all parts together, unless another one is given. */
const SECONDS = 300;

const USAGE = `npm run torture -- [${[...PARTS.keys()].join('|')} …] [--seed N] [--rounds N] [--seconds N]
Without a part, all of them. Ends with exit code 1 if anything broke.
--seed     the first round's seed; the next rounds count up from it (default: drawn by chance)
--rounds   at most so many rounds of each part
--stop     ends a part when a round of it broke
--plant    plants a fault for each part in a copy of the source, and breaks where it is not found
--seconds  no new round begins after that, all parts together (default ${SECONDS})`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    stop: { type: 'boolean', default: false },
    plant: { type: 'boolean', default: false },
    help: { type: 'boolean' },
  },
});
const seed = numberOf(values.seed, Math.floor(Math.random() * 1_000_000));
const rounds = numberOf(values.rounds, Number.POSITIVE_INFINITY);
const seconds = numberOf(values.seconds, SECONDS);
const unknown = positionals.filter((name) => !PARTS.has(name));
if (values.help || unknown.length > 0 || [seed, rounds, seconds].some(Number.isNaN)) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

// An interrupted torture test ends its servers, too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const asked = [...PARTS].filter(([name]) => positionals.length === 0 || positionals.includes(name));
console.log(`seed ${seed}, ${seconds} s, Node ${process.version}`);
for (const [name, part] of asked) {
  if (values.plant) playPlanted(name, seconds / asked.length);
  else await playPart(name, part, (1_000 * seconds) / asked.length);
}

async function playPart(name: string, { round, skips }: Part, lengthMs: number): Promise<void> {
  const skipped = skips?.();
  if (skipped !== undefined) console.log(`${name}: SKIPPED IN PART: ${skipped}`);
  const begun = performance.now();
  const tried = new Map<string, number>();
  const max = new Map<string, number>();
  let [done, broken] = [0, 0];
  while (done < rounds && (done === 0 || performance.now() - begun < lengthMs)) {
    const outcome = await played(round, seed + done);
    for (const [what, count] of Object.entries(outcome.tried)) tried.set(what, (tried.get(what) ?? 0) + count);
    for (const [what, count] of Object.entries(outcome.most ?? {})) max.set(what, Math.max(max.get(what) ?? 0, count));
    if (outcome.broke.length > 0) {
      broken += 1;
      process.exitCode = 1;
      console.log(`${name}: BROKE; again: npm run torture -- ${name} --seed ${seed + done} --rounds 1`);
      for (const complaint of outcome.broke.slice(0, 20)) console.log(`  ${complaint}`);
      if (outcome.broke.length > 20) console.log(`  and ${outcome.broke.length - 20} more`);
    }
    done += 1;
    if (values.stop && broken > 0) break;
  }
  const took = ((performance.now() - begun) / 1_000).toFixed(1);
  const counts = [...tried].map(([what, count]) => `${count} ${what}`);
  const peaks = [...max].map(([what, count]) => `at most ${count} ${what}`);
  console.log(`${name}: ${[`${done} rounds in ${took} s`, ...counts, ...peaks, `${broken} rounds broke`].join(', ')}`);
}

function playPlanted(name: string, length: number): void {
  for (const fault of PLANTED.filter(({ part }) => part === name)) {
    const many = Number.isFinite(rounds) ? ['--rounds', String(rounds)] : [];
    const args = ['--seed', String(seed), '--seconds', String(Math.ceil(length)), '--stop', ...many];
    const { isFound, output } = findPlanted(fault, args);
    const told = isFound ? `found: ${/BROKE.*\n *(.*)/.exec(output)?.[1]}` : `NOT FOUND: ${output}`;
    console.log(`${name}: planted "${fault.name}": ${told}`);
    if (!isFound) process.exitCode = 1;
  }
}

async function played(round: Part['round'], ofSeed: number): Promise<Outcome> {
  try {
    return await round(ofSeed);
  } catch (error) {
    return { tried: {}, broke: [error instanceof Error ? String(error.stack) : String(error)] };
  }
}

function numberOf(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
