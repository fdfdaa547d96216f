import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Creates an empty project in a folder outside of this repository. */
export function newProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'other-project-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  return folder;
}

/** The exit code of a program, and its output. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program in a folder, with nothing of this repository on its PATH. */
export function runIn(folder: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Ended {
  const [program = '', ...rest] = words;
  const options = { cwd: folder, env: { ...createOutsideEnvironment(), ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr, error } = spawnSync(program, rest, options);
  if (error !== undefined) throw error;
  return { code: status, out: stdout, err: stderr };
}

/** Runs a program in the same way, and returns its output. Throws if the program fails. */
export function mustRunIn(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string {
  const { code, out, err } = runIn(folder, words, env);
  if (code !== 0) throw new Error(`${words.join(' ')}: ended with ${code}\n${out}\n${err}`);
  return out;
}

/** Starts a program that keeps running, and waits for its first output; `end` ends it and the processes that it started. */
export async function startIn(folder: string, words: readonly string[], env: Readonly<Record<string, string>>) {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, { cwd: folder, env: { ...createOutsideEnvironment(), ...env }, detached: true });
  const errors: string[] = [];
  child.stderr.on('data', (chunk) => errors.push(String(chunk)));
  const [output] = await Promise.race([once(child.stdout, 'data'), once(child, 'close').then(() => errors)]);
  const end = async () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    process.kill(-child.pid, 'SIGTERM');
    await once(child, 'exit');
  };
  return { output: String(output), end };
}

/** Returns the environment without the programs of this repository, the variables of npm scripts, and the credentials of AWS, which a test sets itself. */
function createOutsideEnvironment(): NodeJS.ProcessEnv {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_(registry|cache))|NODE_|AWS_|VITEST|TEST$)/i.test(name),
  );
  return { ...Object.fromEntries(own), PATH: path.join(delimiter) };
}
