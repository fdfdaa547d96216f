import { readFileSync } from 'node:fs';
import type { Outputs } from './deployment.ts';
import type { Keys, People } from './people.ts';

/** What the tests know of the installation: what its stacks tell, and who may do what. */
export interface Deployed {
  readonly outputs: Outputs;
  readonly people: People;
  readonly root: Keys;
  /** The emulator's only address. */
  readonly endpoint: string;
  /** The HTTP interface: its own host name resolves nowhere. */
  readonly api: string;
  readonly region: string;
}

/** Reads what the rehearsal wrote down for the tests. */
export function deployed(): Deployed {
  const file = process.env['DEPLOYED'];
  if (file === undefined) throw new Error('DEPLOYED: expected a file; start with npm run test:deploy');
  return JSON.parse(readFileSync(file, 'utf8'));
}
