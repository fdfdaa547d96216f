import { ENVIRONMENT, type EnvironmentVariable } from '../../core/contracts/environment.ts';
import type { FunctionName } from '../../lib/connector-function.ts';

const { connectors, publications, enrollments, profiles, refused, bus, waveMachine } = ENVIRONMENT;
const { refusedQueue, cancelWaitsQueue, triggerQueue, inputQueue, eventsQueue, profilesQueue, currentsSecret } =
  ENVIRONMENT;
const dispatching = [publications, enrollments, profiles, bus, waveMachine];

/** The environment variables with the resources of each Lambda function. */
export const RESOURCE_VARIABLES: Readonly<Record<FunctionName, readonly EnvironmentVariable[]>> = {
  'match-trigger': [...dispatching, connectors, refused, refusedQueue, inputQueue],
  'match-exception': [
    publications,
    enrollments,
    profiles,
    waveMachine,
    connectors,
    refused,
    refusedQueue,
    triggerQueue,
    inputQueue,
  ],
  'update-profile': [profiles, refused, refusedQueue, inputQueue],
  dispatch: dispatching,
  'end-waits': [...dispatching, cancelWaitsQueue, inputQueue],
  'wave-ended': [enrollments, cancelWaitsQueue, inputQueue],
  'check-waves': [publications, enrollments, waveMachine, cancelWaitsQueue],
  api: [
    publications,
    enrollments,
    connectors,
    refused,
    bus,
    refusedQueue,
    cancelWaitsQueue,
    waveMachine,
    eventsQueue,
    profilesQueue,
  ],
  ingest: [enrollments, connectors, refused, refusedQueue, eventsQueue, currentsSecret],
};

/** Returns whether a name is that of a Lambda function. */
export function isFunctionName(name: string): name is FunctionName {
  return name in RESOURCE_VARIABLES;
}
