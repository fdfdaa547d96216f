import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  type SFNClientConfig,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { ExecutionsClient } from './client-interfaces.ts';

/** Creates the client of Step Functions. */
export function createExecutionsClient(config: SFNClientConfig): ExecutionsClient {
  const client = new SFNClient(config);
  return {
    startExecution: (input) => client.send(new StartExecutionCommand(input)),
    describeExecution: (input) => client.send(new DescribeExecutionCommand(input)),
    listExecutions: (input) => client.send(new ListExecutionsCommand(input)),
    stopExecution: (input) => client.send(new StopExecutionCommand(input)),
  };
}
