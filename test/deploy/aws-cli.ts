import { run } from '../harness/run-command.ts';
import { tool } from './tools.ts';

/** A function that runs the AWS command line as the emulator's root user and returns its answer. */
export type AwsCli = (...args: readonly string[]) => Promise<unknown>;

/** Creates a function that runs the AWS command line against the emulator. */
export function createAwsCli(env: NodeJS.ProcessEnv, signal: AbortSignal): AwsCli {
  const endpoint = env['AWS_ENDPOINT_URL'] ?? '';
  return async (...args) => {
    const answer = await run(tool('aws'), [...args, '--output', 'json', '--endpoint-url', endpoint], { env, signal });
    return answer === '' ? {} : JSON.parse(answer);
  };
}
