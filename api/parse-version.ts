import type { Context } from 'hono';
import { respondWithProblem } from './problems.ts';

/** Parses the number of a saved version; undefined if the campaign has no such version. */
export function parseVersion(text: string, newestVersion: number): number | undefined {
  const number = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= newestVersion ? number : undefined;
}

/** Answers 404 for a version that was never saved. */
export function respondUnknownVersion(context: Context, text: string, newestVersion: number): Response {
  const message = `version: expected a whole number from 1 to ${newestVersion}, found ${text}`;
  return respondWithProblem(context, 404, { code: 'unknown-version', message });
}
