import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { FunctionName } from '../../lib/connector-function.ts';
import { isFunctionName } from './resource-variables.ts';

/** The bundle of one Lambda function. */
export interface Bundle {
  readonly functionName: FunctionName;
  readonly file: string;
  readonly bytes: number;
  /** `true` if the bundle contains Liquid or Temporal, which are a sixth of a bundle each. */
  readonly isHeavy: boolean;
}

/**
 * The maximum size in bytes of a bundle: of the API, which people wait for, of the sender of emails, which has the client of SES and
 * reads HTML, of one that events wait for, and of one without Liquid and Temporal.
 */
export const MAX_BYTES = { api: 1_010_000, email: 720_000, any: 690_000, light: 510_000 } as const;

/** Returns the maximum size in bytes of the bundle of a function. */
export function findMaxBytes(functionName: FunctionName): number {
  if (functionName === 'api') return MAX_BYTES.api;
  if (functionName === 'send-email') return MAX_BYTES.email;
  return LIGHT_FUNCTIONS.includes(functionName) ? MAX_BYTES.light : MAX_BYTES.any;
}

/** The handlers that render no message and calculate with no local time. */
export const LIGHT_FUNCTIONS = [
  'check-waves',
  'erase-user',
  'match-exception',
  'send-inbox',
  'send-webhook',
  'ses-events',
  'update-profile',
  'wave-ended',
];

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** Bundles all Lambda functions, as `npm run bundle` does, and passes the bundles to a function. They are deleted afterwards. */
export async function withBundles<Result>(use: (bundles: readonly Bundle[]) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    await run(process.execPath, [join(root, 'bin', 'bundle.ts'), folder]);
    return await use(readdirSync(join(folder, 'metafiles')).map((file) => bundleOf(folder, basename(file, '.json'))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bundleOf(folder: string, functionName: string): Bundle {
  if (!isFunctionName(functionName)) throw new Error(`bundle ${functionName}: expected the name of a Lambda function`);
  const file = join(folder, 'functions', functionName, 'index.mjs');
  const metafile = readFileSync(join(folder, 'metafiles', `${functionName}.json`), 'utf8');
  const isHeavy = /node_modules\/(liquidjs|temporal-polyfill)\//.test(metafile);
  return { functionName, file, bytes: readFileSync(file).length, isHeavy };
}
