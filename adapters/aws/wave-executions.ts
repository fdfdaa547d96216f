import { formatInstant } from '../../core/contracts/instant.ts';
import { createFirstCall, type Wave } from '../../core/contracts/wave.ts';
import type { Page } from '../../core/ports.ts';
import { InvalidCursorError } from '../../core/store-cursor.ts';
import type { ExecutionsClient } from './client-interfaces.ts';
import { isNamed } from './is-named.ts';

/** The status of an execution; `gone` if there is none of the name. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE' | 'gone';

/** The executions of the wave machine. */
export interface WaveExecutions {
  /** Starts an execution. Returns false if one of the name has ended. */
  start(wave: Wave, restarts: number): Promise<boolean>;
  getStatus(wave: Wave, restarts: number): Promise<ExecutionStatus>;
  /** Returns a page of the names of running executions. One that ended a moment ago may still be listed. */
  listRunning(cursor?: string): Promise<Page<string>>;
  /** Stops an execution. One that has ended already stays as it is. */
  stop(name: string, cause: string): Promise<void>;
}

/** The number of executions in a page, which is the most that a call may return. */
const PAGE_SIZE = 1_000;

/** Creates the executions over Step Functions. The name and the input of one depend only on the wave and its number of restarts. */
export function createWaveExecutions(client: ExecutionsClient, stateMachineArn: string): WaveExecutions {
  const executionArn = (name: string) => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const getStatus: WaveExecutions['getStatus'] = async (wave, restarts) => {
    try {
      const described = await client.describeExecution({ executionArn: executionArn(nameExecution(wave, restarts)) });
      return described.status ?? 'gone';
    } catch (error) {
      if (isNamed(error, 'ExecutionDoesNotExist')) return 'gone';
      throw error;
    }
  };
  return {
    getStatus,
    async listRunning(cursor) {
      try {
        const { executions = [], nextToken } = await client.listExecutions({
          stateMachineArn,
          statusFilter: 'RUNNING',
          maxResults: PAGE_SIZE,
          ...(cursor === undefined ? {} : { nextToken: cursor }),
        });
        const items = executions.flatMap(({ name }) => name ?? []);
        return nextToken === undefined ? { items } : { items, cursor: nextToken };
      } catch (error) {
        if (isNamed(error, 'InvalidToken') && cursor !== undefined) throw new InvalidCursorError(cursor);
        throw error;
      }
    },
    async stop(name, cause) {
      try {
        await client.stopExecution({ executionArn: executionArn(name), error: 'Drained', cause });
      } catch (error) {
        if (!isNamed(error, 'ExecutionDoesNotExist')) throw error;
      }
    },
    async start(wave, restarts) {
      try {
        const name = nameExecution(wave, restarts);
        await client.startExecution({ stateMachineArn, name, input: JSON.stringify(createInput(wave)) });
        return true;
      } catch (error) {
        // Another caller started it a moment ago: AWS then returns it, and emulators throw that it exists.
        if (isNamed(error, 'ExecutionAlreadyExists')) return (await getStatus(wave, restarts)) === 'RUNNING';
        throw error;
      }
    },
  };
}

/** Returns the name of the execution of a wave: that of the wave, with the number of its restart, if any. */
export function nameExecution({ name }: Wave, restarts: number): string {
  return restarts === 0 ? name : `${name}.r${restarts}`;
}

/** Creates the input of an execution: first what an operator looks for, then what the state machine reads. */
function createInput(wave: Wave): object {
  const { campaignId, publication, departure } = wave;
  const departureText = formatInstant(departure);
  return { campaign: campaignId, publication, departs: departureText, at: departureText, call: createFirstCall(wave) };
}
