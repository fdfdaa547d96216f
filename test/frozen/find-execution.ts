import type { WaveCall } from '../../core/contracts/wave.ts';
import type { FrozenCloud } from './cloud.ts';

/** An execution of a fixture: its name, and its first call of dispatch. */
export interface FoundExecution {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly call: WaveCall;
}

/** Returns the execution of a wave by the beginning of its name, such as `reminder.1.20261201T1210`: the second depends on the windows of its version. */
export function findExecution({ executions }: FrozenCloud, beginning: string): FoundExecution {
  const found = executions.find(({ name }) => name.startsWith(beginning));
  if (found === undefined) throw new Error(`${beginning}: expected an execution`);
  const input = JSON.parse(found.input);
  return { name: found.name, input, call: input.call };
}
