import { ENVIRONMENT, type EnvironmentVariable } from '../../core/contracts/environment.ts';
import type { FunctionName } from '../../lib/connector-function.ts';

const { connectors, publications, enrollments, profiles, refused, bus, waveMachine } = ENVIRONMENT;
const { refusedQueue, cancelWaitsQueue, triggerQueue, currentsSecret } = ENVIRONMENT;
const fulfilling = [publications, enrollments, profiles, bus, waveMachine];

/** Of which things each Lambda is told, beside what all of them are told: no others. */
export const TOLD: Readonly<Record<FunctionName, readonly EnvironmentVariable[]>> = {
  'match-trigger': [...fulfilling, connectors, refused, refusedQueue],
  'match-exception': [publications, enrollments, waveMachine, connectors, refused, refusedQueue, triggerQueue],
  'update-profile': [profiles, refused, refusedQueue],
  dispatch: fulfilling,
  'end-waits': [...fulfilling, cancelWaitsQueue],
  'wave-ended': [enrollments, cancelWaitsQueue],
  'check-waves': [publications, enrollments, waveMachine, cancelWaitsQueue],
  api: [publications, enrollments, connectors, refused, bus, refusedQueue, cancelWaitsQueue, currentsSecret],
};

/** Whether there is a Lambda of the name. */
export function isFunctionName(name: string): name is FunctionName {
  return name in TOLD;
}
