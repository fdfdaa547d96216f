import { parseArgs } from 'node:util';
import { INSTANT_EXPECTED, type Instant, readInstant } from '../core/contracts/instant.ts';
import { MINUTE } from '../core/contracts/span.ts';

/** How the one-machine server is started. */
export interface ServerSettings {
  readonly port: number;
  readonly directory: string;
  readonly currentsToken: string | undefined;
  /** The first instant of a clock moved by hand; absent: the machine's clock. */
  readonly clockStart?: Instant;
}

/** Reads the settings, or says which one is wrong and what was expected. */
export function readSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  now: Instant,
): ServerSettings | { readonly fault: string } {
  const isManual = readManual(args, env['MANUAL_CLOCK']);
  if (isManual === undefined) return { fault: `arguments: expected none, or --manual-clock; found ${args.join(' ')}` };
  const port = readPort(env['PORT'] || '8787');
  if (port === undefined) return { fault: `PORT: expected a number of 0 to 65535, found ${env['PORT']}` };
  const said = env['CLOCK_START'] || undefined;
  const start = said === undefined ? Math.floor(now / MINUTE) * MINUTE : readInstant(said);
  if (start === undefined) return { fault: `CLOCK_START: expected ${INSTANT_EXPECTED}, found ${said}` };
  return {
    port,
    directory: env['DATA_DIR'] || '.data/',
    currentsToken: env['CURRENTS_TOKEN'] || undefined,
    ...(isManual ? { clockStart: start } : {}),
  };
}

function readManual(args: readonly string[], env: string | undefined): boolean | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { 'manual-clock': { type: 'boolean' } } });
    return values['manual-clock'] === true || env === '1' || env === 'true';
  } catch {
    return undefined;
  }
}

function readPort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined;
}
