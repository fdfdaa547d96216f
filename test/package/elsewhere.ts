import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A project of somebody else: an empty folder outside of this repository. */
export function newProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'somebody-else-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return folder;
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program in a folder, with nothing of this repository on its PATH. */
export function runIn(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const [program = '', ...rest] = words;
  const options = { cwd: folder, env: { ...strangersEnvironment(), ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr, error } = spawnSync(program, rest, options);
  if (error !== undefined) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** The same where it must end well: what it printed. */
export function mustRunIn(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  const { code, out, err } = runIn(folder, words, env);
  if (code !== 0) throw new Error(`${words.join(' ')}: ended with ${code}\n${out}\n${err}`);
  return out;
}

/** Starts a program that goes on, and waits for what it says first; `end` ends it with whatever it started. */
export async function startIn(folder: string, words: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, { cwd: folder, env: { ...strangersEnvironment(), ...env }, detached: true });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk) => complaints.push(String(chunk)));
  const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => complaints)]);
  const end = async () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGTERM');
    await once(child, 'exit');
  };
  return { said: String(said), end };
}

/** What the shell of a stranger has: npm scripts put the programs of this repository first and tell who runs, and who signs is told by the test. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache))|NODE_|AWS_|VITEST|TEST$)/i.test(name),
  );
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) };
}
