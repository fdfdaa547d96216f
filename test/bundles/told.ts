import { ENVIRONMENT, type Variable } from '../../core/contracts/environment.ts';
import type { Door } from '../../lib/stage-function.ts';

const { connectors, publications, enrollments, profiles, refused, bus, waveMachine } = ENVIRONMENT;
const { refusedQueue, endingsQueue, triggersQueue, currentsSecret } = ENVIRONMENT;
const fulfilling = [publications, enrollments, profiles, bus, waveMachine];

/** Of which things each Lambda is told, beside what all of them are told: no others. */
export const TOLD: Readonly<Record<Door, readonly Variable[]>> = {
  'match-trigger': [...fulfilling, connectors, refused, refusedQueue],
  'match-exception': [publications, enrollments, waveMachine, connectors, refused, refusedQueue, triggersQueue],
  'update-profile': [profiles, refused, refusedQueue],
  dispatch: fulfilling,
  'end-waits': [...fulfilling, endingsQueue],
  'wave-ended': [enrollments, endingsQueue],
  'check-waves': [publications, enrollments, waveMachine, endingsQueue],
  api: [publications, enrollments, connectors, refused, bus, refusedQueue, endingsQueue, currentsSecret],
};

/** Whether there is a Lambda of the name. */
export function isDoor(name: string): name is Door {
  return name in TOLD;
}
