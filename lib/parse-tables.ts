import * as v from 'valibot';
import { parseInput, parseJsonInput } from '../core/contracts/parse-input.ts';
import type { CampaignTables } from './campaign-data.ts';

const EXPECTED = 'the name of a table: 3 to 255 of letters, digits, _, - and .';
const name = v.pipe(v.string(EXPECTED), v.regex(/^[\w.-]{3,255}$/, EXPECTED));

/** The schema of the tables to attach. Each must be named, and nothing else: a name that is misspelt would be a new, empty table. */
const tablesSchema: v.GenericSchema<unknown, CampaignTables> = v.strictObject(
  {
    connectors: name,
    publications: name,
    enrollments: name,
    profiles: name,
    contacts: name,
    refused: name,
    deliveries: name,
  },
  'connectors, publications, enrollments, profiles, contacts, refused and deliveries, each with the name of its table',
);

/** Parses the setting `tables`: JSON from the command line, or an object from cdk.json. Returns undefined if it is not set. */
export function parseTables(setting: unknown): CampaignTables | undefined {
  if (setting === undefined) return undefined;
  return typeof setting === 'string'
    ? parseJsonInput(tablesSchema, setting, 'tables')
    : parseInput(tablesSchema, setting, 'tables');
}
