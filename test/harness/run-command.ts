import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The settings with which a command is run. */
export interface Running {
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Runs a command and returns its output; throws with all of it where the command fails. */
export async function run(command: string, args: readonly string[], running: Running): Promise<string> {
  const child = spawn(command, args, { ...running, stdio: ['ignore', 'pipe', 'pipe'] });
  let written = '';
  let output = '';
  child.stdout.on('data', (chunk) => {
    written += chunk;
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    written += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${[command, ...args].join(' ')}: ended with ${code}\n${written}`);
  return output;
}

/** Runs a command that writes to our own output; returns its exit code. */
export async function show(command: string, args: readonly string[], running: Running): Promise<number> {
  const child = spawn(command, args, { ...running, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'close');
  return code ?? 1;
}
