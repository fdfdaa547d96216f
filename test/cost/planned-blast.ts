import { BLAST_RATE } from './assumptions.ts';

/** A blast whose rates are computed from a smaller one that was played: its users, the events a second in which they come, and its region. */
export interface PlannedBlast {
  readonly users: number;
  readonly rate: number;
  readonly region: string;
}

/** The blast of the printed tables. */
export const MILLION_USERS: PlannedBlast = { users: 1_000_000, rate: BLAST_RATE, region: 'us-east-1' };
