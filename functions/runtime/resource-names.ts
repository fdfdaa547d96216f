import type { ResourceNames } from '../../adapters/aws/services.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';

/**
 * Reads the names and addresses of the installation's resources. The environment of a Lambda function has only those that it may use;
 * the others get a name that does not exist, and AWS refuses their use.
 */
export function readResourceNames(environment: Readonly<Record<string, string | undefined>>): ResourceNames {
  const readName = (name: keyof typeof ENVIRONMENT) => environment[ENVIRONMENT[name]] ?? `unknown-${name}`;
  return {
    connectors: readName('connectors'),
    publications: readName('publications'),
    enrollments: readName('enrollments'),
    profiles: readName('profiles'),
    contacts: readName('contacts'),
    refused: readName('refused'),
    deliveries: readName('deliveries'),
    busName: readName('bus'),
    waveMachineArn: readName('waveMachine'),
    refusedQueueUrl: readName('refusedQueue'),
    cancelWaitsQueueUrl: readName('cancelWaitsQueue'),
    triggerQueueUrl: readName('triggerQueue'),
    inputQueueUrl: readName('inputQueue'),
    erasureQueueUrl: readName('erasureQueue'),
    eventsQueueUrl: readName('eventsQueue'),
    profilesQueueUrl: readName('profilesQueue'),
    unsentQueueUrl: readName('unsentQueue'),
  };
}
