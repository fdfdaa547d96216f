import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Running, run } from './run-command.ts';

const ENVIRONMENTS = resolve(import.meta.dirname, '../../.venv');

/** A Python environment of the repository, and the file that lists its packages. */
export interface VirtualEnvironment {
  /** The name of its folder in `.venv`. */
  readonly name: string;
  /** The path of its requirements.txt, with exact versions. */
  readonly requirements: string;
}

/** Returns the path of a folder with the commands of an environment. */
export function commandsOf({ name }: VirtualEnvironment): string {
  return join(ENVIRONMENTS, name, 'bin');
}

/** Installs the packages of an environment, unless exactly these are installed already; throws if there is no Python with `venv`. */
export async function installPackages({ name, requirements }: VirtualEnvironment, running: Running): Promise<void> {
  const folder = join(ENVIRONMENTS, name);
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  const mark = join(folder, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', folder], running).catch((error: unknown) => {
    throw new Error(`${name} needs Python 3 with its venv module (python3 -m venv), to install its packages.`, {
      cause: error,
    });
  });
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-compile'];
  const python = join(folder, 'bin', 'python');
  await run(python, ['-m', 'pip', 'install', ...quietly, '--requirement', requirements], running);
  writeFileSync(mark, wanted);
}
