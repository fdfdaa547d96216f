import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type CallLimits, createClientConfig } from '../../adapters/aws/clients.ts';
import type { Deadline } from '../../adapters/aws/deadline.ts';

/** The limits of a call that an operator waits for. */
const LIMITS: CallLimits = { requestTimeoutMs: 1_000, maxRequestTimeoutMs: 3_000, maxAttempts: 3 };

/** Creates a function that returns the text of a parameter of Systems Manager, or undefined if it has none. It keeps its connection. */
export function createReadParameter(deadline: Deadline): (name: string) => Promise<string | undefined> {
  const client = new SSMClient(createClientConfig(deadline, LIMITS));
  return async (Name) => {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }));
    return Parameter?.Value;
  };
}
