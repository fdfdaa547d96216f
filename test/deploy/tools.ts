import { delimiter, dirname, join, resolve } from 'node:path';
import type { Running } from '../harness/run-command.ts';
import { commandsOf, installPackages } from '../harness/virtual-environment.ts';

/** The root of the repository. */
export const REPOSITORY = resolve(import.meta.dirname, '../..');

/** The CDK's command line. */
export const CDK = join(REPOSITORY, 'node_modules/.bin/cdk');

const ENVIRONMENT = { name: 'deploy', requirements: join(import.meta.dirname, 'requirements.txt') };
const COMMANDS = commandsOf(ENVIRONMENT);

/** The path that finds commands of the Python packages of requirements.txt first, then those of this Node. */
export const PATH = [COMMANDS, dirname(process.execPath), process.env['PATH']].join(delimiter);

/** Returns the path of a command of the virtual environment. */
export function tool(name: 'aws' | 'cfn-lint' | 'python'): string {
  return join(COMMANDS, name);
}

/** Installs what npm does not install into a virtual environment of the repository, unless it is there already. */
export function installTools(running: Running): Promise<void> {
  return installPackages(ENVIRONMENT, running);
}
