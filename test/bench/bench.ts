import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { batches, single } from './against-floor.ts';
import { answering } from './answering.ts';
import { type Part, tableOf } from './figure.ts';
import { lateness } from './lateness.ts';
import { matching } from './matching.ts';
import { memory } from './memory.ts';
import { rehearsing } from './rehearsing.ts';
import { retention } from './retention.ts';
import { throughput } from './throughput.ts';

const PARTS: ReadonlyMap<string, Part> = new Map([
  ['throughput', throughput],
  ['single', single],
  ['batches', batches],
  ['lateness', lateness],
  ['answering', answering],
  ['matching', matching],
  ['rehearse', rehearsing],
  ['memory', memory],
  ['retention', retention],
]);

const USAGE = `npm run bench -- [PART…] [--users N] [--profile DIRECTORY] [--against DIRECTORY]
PART is any of ${[...PARTS.keys()].join(', ')}; without one, all of them (about a quarter of an hour).
--users     users (of rehearse: events) that take part, in place of each part's own number
--profile   writes a CPU profile of each process started
--against   another checkout of this repository, which takes turns with this one (single, batches, rehearse)`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    users: { type: 'string' },
    profile: { type: 'string' },
    against: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const unknown = positionals.filter((name) => !PARTS.has(name));
const users = values.users === undefined ? undefined : Number(values.users);
if (values.help || unknown.length > 0 || (users !== undefined && !(users > 0))) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const command = ['npm run bench --', ...process.argv.slice(2)].join(' ');
console.log(`${command}\n${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} cores`);
console.log(`${cpus()[0]?.model ?? 'unknown processor'}\n`);
for (const [name, part] of PARTS) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  try {
    console.log(`${tableOf(await part({ users, profileTo: values.profile, against: values.against }))}\n`);
  } catch (error) {
    console.log(`${name}: could not be measured: ${outputOf(error)}\n`);
    process.exitCode = 1;
  }
}

function outputOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${outputOf(error.cause)})`;
}
