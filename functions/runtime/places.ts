import type { Places } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';

/**
 * Where the installation's things are. A Lambda is told only of those it may use; what it is not told of has no name here,
 * and AWS refuses whoever asks for it.
 */
export function placesIn(environment: Readonly<Record<string, string | undefined>>): Places {
  const place = (name: keyof typeof ENVIRONMENT) => environment[ENVIRONMENT[name]] ?? `unknown-${name}`;
  return {
    connectors: place('connectors'),
    publications: place('publications'),
    enrollments: place('enrollments'),
    profiles: place('profiles'),
    refused: place('refused'),
    busName: place('bus'),
    waveMachineArn: place('waveMachine'),
    refusedQueueUrl: place('refusedQueue'),
    endingsQueueUrl: place('endingsQueue'),
    triggersQueueUrl: place('triggersQueue'),
  };
}
