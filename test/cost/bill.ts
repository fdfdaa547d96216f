import { PRICES, type Priced } from './prices.ts';
import type { Used } from './usage.ts';

/** The groups of things that are paid for, as people distinguish them. */
export const GROUPS = {
  writes: ['write'],
  reads: ['read'],
  'messages out': ['eventBridge'],
  queues: ['sqs'],
  Lambda: ['lambdaRequest', 'lambdaTime'],
  waves: ['transition', 'trace'],
  logs: ['logs'],
} as const satisfies Record<string, readonly Priced[]>;

/** The name of a group. */
export type Group = keyof typeof GROUPS;

const of = (group: Group): readonly Priced[] => GROUPS[group];

/** The names of the groups in their order. */
export const GROUP_NAMES = [
  'writes',
  'reads',
  'messages out',
  'queues',
  'Lambda',
  'waves',
  'logs',
] as const satisfies readonly Group[];

/** Computes the price of a used quantity in dollars. */
export function dollarsOf({ priced, count }: Pick<Used, 'priced' | 'count'>): number {
  return count * PRICES[priced].dollars;
}

/** Computes the price of all of it in dollars, or of one group of it. */
export function billOf(used: readonly Used[], group?: Group): number {
  const asked = group === undefined ? used : used.filter(({ priced }) => of(group).includes(priced));
  return asked.reduce((sum, each) => sum + dollarsOf(each), 0);
}

/** Computes the dollars for a million of something from those for a count of it. */
export function aMillion(dollars: number, count: number): number {
  return (dollars * 1_000_000) / count;
}
