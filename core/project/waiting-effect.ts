import type { Definition } from '../contracts/definition.ts';
import type { Fault } from '../contracts/fault.ts';

/**
 * The fields that are read when the wave of a user departs, or when an event arrives meanwhile. Those who wait keep the instant at which
 * they are due, so that triggers, delay and precision are only for users who come later (R52).
 */
const READ_AT_DEPARTURE: ReadonlySet<unknown> = new Set([
  'name',
  'messages',
  'variants',
  'controlGroup',
  'exceptions',
  'recheckAudience',
  'reeligibility',
  'staleAfter',
  'duration',
  'quietHours',
  'frequencyCaps',
  'purpose',
  'untracked',
  'conversions',
]);

/** Returns whether a change of a field affects the users who wait when it is published. */
export function affectsWaiting([field]: Fault['path'], definition: Definition): boolean {
  if (field === 'audience') return 'recheckAudience' in definition && definition.recheckAudience;
  return READ_AT_DEPARTURE.has(field);
}
