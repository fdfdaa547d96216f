import { ENVIRONMENT } from '../../core/contracts/environment.ts';

/** Returns a setting that the stack gives to a function. Throws if it is missing: the function then fails at its start. */
export function readSetting(name: keyof typeof ENVIRONMENT): string {
  const variable = ENVIRONMENT[name];
  const value = process.env[variable];
  if (!value) throw new Error(`${variable}: expected a value that the stack sets`);
  return value;
}

/** Returns a number that the stack gives to a function; undefined if it gives none. */
export function readNumberSetting(name: keyof typeof ENVIRONMENT): number | undefined {
  const text = process.env[ENVIRONMENT[name]];
  if (!text) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${ENVIRONMENT[name]}: expected a number above 0, found "${text}"`);
  return value;
}
