import { PRICES, type Priced } from './prices.ts';
import type { Used } from './usage.ts';

/** What is paid for, as a person would part it. */
export const GROUPS = {
  writes: ['write'],
  reads: ['read'],
  'messages out': ['eventBridge'],
  queues: ['sqs'],
  Lambda: ['lambdaRequest', 'lambdaTime'],
  waves: ['transition', 'trace'],
  logs: ['logs'],
} as const satisfies Record<string, readonly Priced[]>;

/** One of them. */
export type Group = keyof typeof GROUPS;

const of = (group: Group): readonly Priced[] => GROUPS[group];

/** The groups, in their order. */
export const GROUP_NAMES = [
  'writes',
  'reads',
  'messages out',
  'queues',
  'Lambda',
  'waves',
  'logs',
] as const satisfies readonly Group[];

/** What something used costs, in dollars. */
export function dollarsOf({ priced, count }: Pick<Used, 'priced' | 'count'>): number {
  return count * PRICES[priced].dollars;
}

/** What all of it costs, or one group of it. */
export function billOf(used: readonly Used[], group?: Group): number {
  const asked = group === undefined ? used : used.filter(({ priced }) => of(group).includes(priced));
  return asked.reduce((sum, each) => sum + dollarsOf(each), 0);
}

/** Dollars for each million of something, of which there were so many. */
export function aMillion(dollars: number, count: number): number {
  return (dollars * 1_000_000) / count;
}
