import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { writeInstant } from '../../core/contracts/instant.ts';
import { firstCall, type Wave } from '../../core/contracts/wave.ts';
import type { Executions } from './asks.ts';

/** What became of an execution; `gone` where there is none of the name. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'gone';

/** The executions of the wave machine. */
export interface WaveMachine {
  /** Starts an execution; false where one of the name has been, and is no more. */
  start(wave: Wave, restarts: number): Promise<boolean>;
  status(wave: Wave, restarts: number): Promise<ExecutionStatus>;
}

/** The wave machine in Step Functions. An execution's name and input are a function of wave and restart, and nothing else. */
export function waveMachine(client: Executions, stateMachineArn: string): WaveMachine {
  const executionArn = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const status: WaveMachine['status'] = async (wave, restarts) => {
    try {
      const command = new DescribeExecutionCommand({ executionArn: executionArn(executionName(wave, restarts)) });
      return (await client.send(command)).status ?? 'gone';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'gone';
      throw error;
    }
  };
  return {
    status,
    async start(wave, restarts) {
      try {
        const name = executionName(wave, restarts);
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(inputOf(wave)) }));
        return true;
      } catch (error) {
        // Started a moment ago by another: AWS says it is started, the emulators that it exists.
        if (error instanceof ExecutionAlreadyExists) return (await status(wave, restarts)) === 'RUNNING';
        throw error;
      }
    },
  };
}

function executionName({ name }: Wave, restarts: number): string {
  return restarts === 0 ? name : `${name}.r${restarts}`;
}

/** What an operator sees of an execution at a glance, and what the machine goes by. */
function inputOf(wave: Wave): object {
  const { campaignId, publication, departure } = wave;
  const departs = writeInstant(departure);
  return { campaign: campaignId, publication, departs, at: departs, call: firstCall(wave) };
}
