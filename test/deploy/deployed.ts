import { readFileSync } from 'node:fs';
import type { Outputs } from './deployment.ts';
import type { Keys, People, Staff } from './people.ts';

/** An installation as tests know it: the outputs of its stacks, and the keys of its users. */
export interface Installation {
  readonly outputs: Outputs;
  readonly people: Staff;
  /** The only address of the emulator. */
  readonly endpoint: string;
  /** The address of the management API, because its own host name does not resolve. */
  readonly api: string;
  /** The address of the ingest API. */
  readonly ingest: string;
  readonly region: string;
}

/** An installation with senders of its own. */
export interface SendingInstallation extends Installation {
  /** The address of the public API. */
  readonly publicApi: string;
  /** The topic to which SES reports what happens to emails. */
  readonly sesEventsTopicArn: string;
  /** The secret that signs webhooks. */
  readonly webhookSecret: string;
}

/** The installation of most tests, which sends nothing itself, and the one with senders. */
export interface Deployed extends Installation {
  readonly people: People;
  readonly root: Keys;
  readonly sending: SendingInstallation;
}

/** Reads the installations that the deployment test wrote down for the tests. */
export function deployed(): Deployed {
  const file = process.env['DEPLOYED'];
  if (file === undefined) throw new Error('DEPLOYED: expected a file; start with npm run test:deploy');
  return JSON.parse(readFileSync(file, 'utf8'));
}
