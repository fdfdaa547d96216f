import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AWS_FAULTS } from './aws-faults.ts';
import { CONVERSION_FAULTS } from './conversion-faults.ts';
import type { PlantedFault } from './faults.ts';
import { localPlatform } from './local-platform.ts';
import { FEW_MARKS, PORT_FAULTS, TEXT_FAULTS } from './planted-faults.ts';
import { replaceOnce } from './replace-once.ts';
import { runHistory } from './run.ts';
import { STATISTICS_FAULTS } from './statistics-faults.ts';
import { type Replacement, SMALL_MEMORY, type TextFault } from './text-fault.ts';

// Plants one fault at a time and counts the histories until the simulation finds it.

/** The folder of the copies. Node does not strip types under node_modules, so it lies beside it, where packages are still found. */
const COPIES = '.data/planted-faults';
const FOLDERS = [
  ...[
    'core',
    'engine',
    'functions',
    'adapters',
    'api',
    'sources',
    'language',
    'server',
    'rehearse',
    'channels',
    'tokens',
  ],
  ...['test/simulation', 'test/doubles', 'test/adapters', 'test/harness'],
];

const { values } = parseArgs({
  options: {
    histories: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    step: { type: 'string', default: '1' },
    platform: { type: 'string', default: 'local' },
  },
});
const onAws = values.platform === 'aws';
const max = Number(values.histories ?? 2_000);
const isRequested = ({ name }: { name: string }) => values.only === undefined || name.includes(values.only);

/** The discovery of a fault: the number of histories it took, the seed of the last one, and the first complaint. */
interface Catch {
  readonly after: number;
  readonly seed: number;
  readonly complaint: string;
}

console.log('| fault | where | caught | histories | seed | first complaint |');
console.log('| --- | --- | --- | --- | --- | --- |');
let missed = 0;
for (const fault of onAws ? [] : PORT_FAULTS.filter(isRequested)) print(fault.name, 'ports', await inPorts(fault));
for (const fault of (onAws ? AWS_FAULTS : [...TEXT_FAULTS, ...CONVERSION_FAULTS, ...STATISTICS_FAULTS]).filter(
  isRequested,
))
  print(fault.name, fault.file, inText(fault));
// The control: rows that keep few triggers and few marks are no fault.
const control =
  onAws || values.only !== undefined ? undefined : inText({ name: 'control', ...SMALL_MEMORY, also: [FEW_MARKS] });
rmSync(COPIES, { recursive: true, force: true });
if (control !== undefined)
  print('(no fault, but rows that remember two triggers and the marks of one value)', 'core/row.ts', control);
process.exitCode = missed === 0 && control === undefined ? 0 : 1;

async function inPorts(fault: PlantedFault): Promise<Catch | undefined> {
  for (let played = 0; played < max; played++) {
    const seed = Number(values.seed) + played * Number(values.step);
    const failure = await runHistory(seed, localPlatform(fault));
    const [complaint] = failure?.complaints.flatMap(({ faults }) => faults) ?? [];
    if (complaint !== undefined) return { after: played + 1, seed, complaint };
  }
  return undefined;
}

function inText({ file, also = [], ...fault }: TextFault): Catch | undefined {
  rmSync(COPIES, { recursive: true, force: true });
  mkdirSync(COPIES, { recursive: true });
  for (const folder of FOLDERS) cpSync(folder, join(COPIES, folder), { recursive: true });
  for (const each of [{ file, ...fault }, ...also]) replaceIn(each);
  const args = [
    'test/simulation/simulate.ts',
    '--platform',
    values.platform,
    '--seed',
    values.seed,
    '--step',
    values.step,
    '--histories',
    String(max),
  ];
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    cwd: COPIES,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (error !== undefined) throw error;
  if (status === 0) return undefined;
  const [, after, seed] = /failed after (\d+) histories;.*--seed (\d+)/.exec(stderr) ?? [];
  if (after === undefined) throw new Error(`${file}: the simulation itself broke: ${stderr.slice(-500)}`);
  const complaint = /== expected and found\n.*:\n {2}(.*)/.exec(stderr)?.[1] ?? '';
  return { after: Number(after), seed: Number(seed), complaint };
}

function replaceIn({ file, find, replace }: Replacement): void {
  const path = join(COPIES, file);
  const text = replaceOnce(readFileSync(path, 'utf8'), find, replace);
  if (text === undefined) throw new Error(`${file}: expected this passage once: ${find}`);
  writeFileSync(path, text);
}

function print(name: string, where: string, found: Catch | undefined): void {
  if (found === undefined) missed += 1;
  const columns = found === undefined ? ['no', `> ${max}`, '', ''] : ['yes', found.after, found.seed, found.complaint];
  console.log(`| ${[name, where, ...columns].join(' | ')} |`);
}
