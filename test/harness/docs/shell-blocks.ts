import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readRepositoryFile } from './rule-citations.ts';

/** Returns the text of a section of a page, by its heading. */
export function readSection(page: string, heading: string): string {
  const [, section = ''] = readRepositoryFile(page).split(`\n## ${heading}\n`);
  return section.split('\n## ')[0] ?? '';
}

/** Returns the code of the blocks of a language in a section, in their order. */
export function listBlocks(section: string, language: string): string[] {
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code);
}

/** The environment of a reader who copies commands: a shell that no test has changed. */
type ShellEnvironment = Readonly<Record<string, string>>;

/** Runs the commands of a block as a shell does, and returns its output. Throws with all of it if a command fails. */
export async function runBlock(block: string, env: ShellEnvironment): Promise<string> {
  const { child, output } = startShell(block, env);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${block}\nended with ${code}\n${output()}`);
  return output();
}

/** A command that keeps running. */
export interface RunningBlock {
  /** Returns what it has printed so far. */
  output(): string;
  /** Ends it, with the processes that it started. */
  end(): Promise<void>;
}

/** Starts a block whose command keeps running. */
export function startBlock(block: string, env: ShellEnvironment): RunningBlock {
  const { child, output } = startShell(block, env);
  return {
    output,
    async end() {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      process.kill(-child.pid, 'SIGTERM');
      await closed;
    },
  };
}

function startShell(block: string, env: ShellEnvironment): { child: ChildProcess; output: () => string } {
  const child = spawn('sh', ['-e', '-c', block], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  return { child, output: () => printed };
}
