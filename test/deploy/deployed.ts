import { readFileSync } from 'node:fs';
import type { Outputs } from './deployment.ts';
import type { Keys, People } from './people.ts';

/** The installation as tests know it: the outputs of its stacks, and the keys of its users. */
export interface Deployed {
  readonly outputs: Outputs;
  readonly people: People;
  readonly root: Keys;
  /** The only address of the emulator. */
  readonly endpoint: string;
  /** The address of the management API, because its own host name does not resolve. */
  readonly api: string;
  /** The address of the ingest API. */
  readonly ingest: string;
  readonly region: string;
}

/** Reads the installation that the deployment test wrote down for the tests. */
export function deployed(): Deployed {
  const file = process.env['DEPLOYED'];
  if (file === undefined) throw new Error('DEPLOYED: expected a file; start with npm run test:deploy');
  return JSON.parse(readFileSync(file, 'utf8'));
}
