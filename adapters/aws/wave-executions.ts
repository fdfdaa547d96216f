import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { formatInstant } from '../../core/contracts/instant.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import type { ExecutionsClient } from './client-interfaces.ts';

/** The status of an execution; `gone` if there is none of the name. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'gone';

/** The executions of the wave machine. */
export interface WaveExecutions {
  /** Starts an execution. Returns false if one of the name has ended. */
  start(wave: Wave, restarts: number): Promise<boolean>;
  getStatus(wave: Wave, restarts: number): Promise<ExecutionStatus>;
}

/** Creates the executions over Step Functions. The name and the input of one depend only on the wave and its number of restarts. */
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
        // Another caller started it a moment ago: AWS then returns it, and emulators throw that it exists.
        if (error instanceof ExecutionAlreadyExists) return (await getStatus(wave, restarts)) === 'RUNNING';
        throw error;
      }
    },
  };
}

function executionName({ name }: Wave, restarts: number): string {
  return restarts === 0 ? name : `${name}.r${restarts}`;
}

/** Creates the input of an execution: first what an operator looks for, then what the state machine reads. */
function createInput(wave: Wave): object {
  const { campaignId, publication, departure } = wave;
  const departureText = formatInstant(departure);
  return { campaign: campaignId, publication, departs: departureText, at: departureText, call: createFirstCall(wave) };
}
