import { type Definition, getStaleAfter, isFollowUp } from './contracts/definition.ts';
import type { Fault } from './contracts/fault.ts';
import { getQuietSpan } from './contracts/quiet-hours.ts';
import type { TimeSpan } from './contracts/time-span.ts';

/** A warning about a campaign that is accepted: it may not do what its author intends. The values are for its sentence. */
export type DefinitionWarning = { readonly path: Fault['path'] } & {
  /** Messages that quiet hours hold become stale before the hours end (R26, R27). */
  readonly code: 'stale-in-quiet-hours';
  readonly staleAfter: TimeSpan;
  readonly quietSpan: TimeSpan;
};

/** Returns the warnings about a campaign, which needs no installation to be found. */
export function findDefinitionWarnings(definition: Definition): DefinitionWarning[] {
  if (!isFollowUp(definition)) return [];
  const { quietHours } = definition;
  if (quietHours === undefined || quietHours === 'none' || quietHours.then !== 'hold') return [];
  const [staleAfter, quietSpan] = [getStaleAfter(definition), getQuietSpan(quietHours)];
  return staleAfter < quietSpan ? [{ path: ['staleAfter'], code: 'stale-in-quiet-hours', staleAfter, quietSpan }] : [];
}
