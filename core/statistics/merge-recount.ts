import type { Instant } from '../contracts/instant.ts';
import { ROW_LIFETIME } from '../contracts/lifetime.ts';
import { addFigure, type FigureSums, type Figures, parseFigureKey, toFigures } from './figures.ts';
import { computeLocalDay } from './local-day.ts';

/** The figures before a recount: of the recount before it, and those that were counted live since. */
export interface FiguresBefore {
  readonly begunAt: Instant;
  readonly zone: string;
  readonly before: Figures;
}

/**
 * Returns the figures of a campaign after a recount of its rows. Days that the rows remember whole are those of the rows. Earlier days
 * keep the figures that they had: rows of then have expired, and rows that still exist no longer tell all.
 */
export function mergeRecount(counted: Figures, { begunAt, zone, before }: FiguresBefore): Figures {
  const sums: FigureSums = new Map();
  const lastForgotten = computeLocalDay(Math.max(0, begunAt - ROW_LIFETIME), zone);
  const isInRows = (key: string) => (parseFigureKey(key)?.day ?? '') > lastForgotten;
  for (const [key, count] of Object.entries(counted)) if (isInRows(key)) addFigure(sums, key, count);
  for (const [key, count] of Object.entries(before)) if (!isInRows(key)) addFigure(sums, key, count);
  return toFigures(sums);
}
