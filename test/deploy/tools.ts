import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Running, run } from './run.ts';

/** The root of the repository. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** The CDK's command line. */
export const CDK = join(REPOSITORY, 'node_modules/.bin/cdk');

const VENV = join(REPOSITORY, '.venv');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');

/** The path that finds commands of the Python packages of requirements.txt first, then those of this Node. */
export const PATH = [join(VENV, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);

/** Returns the path of a command of the virtual environment. */
export function tool(name: 'aws' | 'cfn-lint' | 'python'): string {
  return join(VENV, 'bin', name);
}

/** Installs what npm does not install into a virtual environment of the repository, unless it is there already. */
export async function installTools(running: Running): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex');
  const mark = join(VENV, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  rmSync(VENV, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', VENV], running).catch((error: unknown) => {
    throw new Error(
      'test:deploy needs Python 3 with its venv module (python3 -m venv), to install the emulator with.',
      {
        cause: error,
      },
    );
  });
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-compile'];
  await run(tool('python'), ['-m', 'pip', 'install', ...quietly, '--requirement', REQUIREMENTS], running);
  writeFileSync(mark, wanted);
}
