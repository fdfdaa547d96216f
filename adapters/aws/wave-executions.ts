import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { formatInstant } from '../../core/contracts/instant.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import type { ExecutionsClient } from './client-interfaces.ts';

/** What became of an execution; `gone` where there is none of the name. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'gone';

/** The executions of the wave machine. */
export interface WaveExecutions {
  /** Starts an execution; false where one of the name has been, and is no more. */
  start(wave: Wave, restarts: number): Promise<boolean>;
  getStatus(wave: Wave, restarts: number): Promise<ExecutionStatus>;
}

/** The wave machine in Step Functions. An execution's name and input are a function of wave and restart, and nothing else. */
export function createWaveExecutions(client: ExecutionsClient, stateMachineArn: string): WaveExecutions {
  const executionArn = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const getStatus: WaveExecutions['getStatus'] = async (wave, restarts) => {
    try {
      const command = new DescribeExecutionCommand({ executionArn: executionArn(executionName(wave, restarts)) });
      return (await client.send(command)).status ?? 'gone';
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return 'gone';
      throw error;
    }
  };
  return {
    getStatus,
    async start(wave, restarts) {
      try {
        const name = executionName(wave, restarts);
        await client.send(
          new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(createInput(wave)) }),
        );
        return true;
      } catch (error) {
        // Started a moment ago by another: AWS says it is started, the emulators that it exists.
        if (error instanceof ExecutionAlreadyExists) return (await getStatus(wave, restarts)) === 'RUNNING';
        throw error;
      }
    },
  };
}

function executionName({ name }: Wave, restarts: number): string {
  return restarts === 0 ? name : `${name}.r${restarts}`;
}

/** What an operator sees of an execution at a glance, and what the machine goes by. */
function createInput(wave: Wave): object {
  const { campaignId, publication, departure } = wave;
  const departureText = formatInstant(departure);
  return { campaign: campaignId, publication, departs: departureText, at: departureText, call: createFirstCall(wave) };
}
