import type { ResourceNames } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';

/**
 * Where the installation's things are. A Lambda is told only of those it may use; what it is not told of has no name here,
 * and AWS refuses whoever asks for it.
 */
export function readResourceNames(environment: Readonly<Record<string, string | undefined>>): ResourceNames {
  const readName = (name: keyof typeof ENVIRONMENT) => environment[ENVIRONMENT[name]] ?? `unknown-${name}`;
  return {
    connectors: readName('connectors'),
    publications: readName('publications'),
    enrollments: readName('enrollments'),
    profiles: readName('profiles'),
    refused: readName('refused'),
    busName: readName('bus'),
    waveMachineArn: readName('waveMachine'),
    refusedQueueUrl: readName('refusedQueue'),
    cancelWaitsQueueUrl: readName('cancelWaitsQueue'),
    triggerQueueUrl: readName('triggerQueue'),
  };
}
