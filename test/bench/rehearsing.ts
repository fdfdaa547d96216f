import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Figure, judged, type Part } from './figure.ts';
import { followUp } from './traffic.ts';

const EVENTS = 1_000_000;
const MOST = 300_000;
const START = Date.UTC(2026, 9, 1);

/** Measures how long the command line takes to rehearse a campaign against a million recorded events, a tenth of which trigger it. */
export const rehearsing: Part = async ({ profileTo, users = EVENTS }) => {
  const directory = await mkdtemp(join(tmpdir(), 'connector-bench-'));
  try {
    const [campaign, events] = [join(directory, 'campaign.json'), join(directory, 'events.jsonl')];
    await writeFile(campaign, JSON.stringify(followUp('rehearsed', '1 day')));
    await writeEvents(events, users);
    return [await rehearsed([campaign, '--events', events, '--json'], users, profileTo)];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

async function rehearsed(args: readonly string[], count: number, profileTo: string | undefined): Promise<Figure> {
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', '--cpu-prof-dir', profileTo];
  const first = performance.now();
  const child = spawn(process.execPath, [...profiling, 'bin/campaign-connector.ts', 'rehearse', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: MOST,
  });
  const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  const seconds = (performance.now() - first) / 1000;
  if (code !== 0) throw new Error(`rehearse: ended with ${code}: ${errors.slice(-300)}`);
  const enrolled = /"enrolled": ?(\d+)/.exec(out)?.[1] ?? '?';
  return judged(`rehearse, ${count.toLocaleString('en')} events, ${enrolled} enrolled`, seconds, {
    max: 10,
    unit: 's',
  });
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
