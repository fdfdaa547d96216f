import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Figure, judged, median, type Part, written } from './figure.ts';
import { followUp } from './traffic.ts';

const EVENTS = 1_000_000;
const MOST = 300_000;
const START = Date.UTC(2026, 9, 1);

/** The number of times that each checkout rehearses: A B B A A B; the figures are medians. */
const TURNS = 3;

/** The module that reports the processor time of all threads, loaded before the command line. */
const REPORT_PROCESSOR_TIME = `data:text/javascript,${encodeURIComponent(`
import { isMainThread } from 'node:worker_threads';
if (isMainThread) process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write('processor time: ' + (user + system) / 1e6 + ' s');
});`)}`;

/** The result of one rehearsal of a checkout. */
interface Turn {
  readonly seconds: number;
  /** The processor time of all threads in seconds: hardly changed by other programs on the machine. */
  readonly processorSeconds: number;
  readonly enrolled: string;
}

interface Rehearsed {
  readonly checkout: string;
  readonly args: readonly string[];
  readonly profileTo: string | undefined;
}

/**
 * Measures how long the command line takes to rehearse a campaign against a million recorded events, a tenth of which trigger it. Another
 * checkout takes turns with this one, so that a busy machine slows both.
 */
export const rehearsing: Part = async ({ profileTo, users = EVENTS, against }) => {
  const directory = await mkdtemp(join(tmpdir(), 'connector-bench-'));
  try {
    const [campaign, events] = [join(directory, 'campaign.json'), join(directory, 'events.jsonl')];
    await writeFile(campaign, JSON.stringify(followUp('rehearsed', '1 day')));
    await writeEvents(events, users);
    const args = [campaign, '--events', events, '--json'];
    const [own, theirs]: [Turn[], Turn[]] = [[], []];
    for (let turn = 0; turn < TURNS; turn++) {
      const both = [
        async () => own.push(await rehearse({ checkout: '.', args, profileTo })),
        async () => against && theirs.push(await rehearse({ checkout: against, args, profileTo })),
      ];
      for (const each of turn % 2 === 0 ? both : both.toReversed()) await each();
    }
    const what = `rehearse, ${users.toLocaleString('en')} events, ${own[0]?.enrolled} enrolled`;
    return [
      judged(what, median(own.map(({ seconds }) => seconds)), { max: 10, unit: 's' }),
      { what: 'processor time', found: `${processorTime(own)} s` },
      ...(against === undefined ? [] : compareTurns(against, own, theirs)),
    ];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

function compareTurns(name: string, own: readonly Turn[], theirs: readonly Turn[]): Figure[] {
  const ratio = (measure: (turn: Turn) => number) =>
    written(median(own.map((turn, index) => measure(turn) / measure(theirs[index] ?? turn))));
  return [
    { what: name, found: `${written(median(theirs.map(({ seconds }) => seconds)))} s` },
    { what: `processor time of ${name}`, found: `${processorTime(theirs)} s` },
    { what: 'time, as a part of that', found: ratio(({ seconds }) => seconds) },
    { what: 'processor time, as a part of that', found: ratio(({ processorSeconds }) => processorSeconds) },
  ];
}

const processorTime = (turns: readonly Turn[]): string =>
  written(median(turns.map(({ processorSeconds }) => processorSeconds)));

async function rehearse({ checkout, args, profileTo }: Rehearsed): Promise<Turn> {
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileTo];
  const options = [...profiling, '--import', REPORT_PROCESSOR_TIME];
  const first = performance.now();
  const child = spawn(process.execPath, [...options, 'bin/campaign-connector.ts', 'rehearse', ...args], {
    cwd: checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST,
  });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const seconds = (performance.now() - first) / 1000;
  if (code !== 0) throw new Error(`rehearse: ended with ${code}: ${errors.slice(-300)}`);
  const processorSeconds = Number(/processor time: ([\d.]+) s$/.exec(errors)?.[1]);
  return { seconds, processorSeconds, enrolled: /"enrolled": ?(\d+)/.exec(out)?.[1] ?? '?' };
}

/** Writes events in order of time over thirty days; every tenth is a trigger, of a different user each. */
async function writeEvents(path: string, count: number): Promise<void> {
  const file = createWriteStream(path);
  const step = Math.floor((30 * 86_400_000) / count);
  for (let first = 0; first < count; first += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, count - first) }, (_, index) => line(first + index, step));
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

function line(index: number, step: number): string {
  const kind =
    index % 10 === 0
      ? { interaction: 'email.received', campaignId: 'rehearsed-target' }
      : { interaction: 'email.clicked', campaignId: `other-${index % 97}` };
  const occurredAt = new Date(START + index * step).toISOString();
  const detail = {
    id: `event-${index}`,
    userId: `user-${index % 10 === 0 ? index : index % 500_000}`,
    ...kind,
    occurredAt,
  };
  return `${JSON.stringify({ Source: 'bench', DetailType: 'Campaign Interaction', Detail: JSON.stringify(detail) })}\n`;
}
