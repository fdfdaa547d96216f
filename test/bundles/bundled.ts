import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';
import type { FunctionName } from '../../lib/connector-function.ts';
import { isFunctionName } from './resource-variables.ts';

/** The bundle of one Lambda function. */
export interface Bundle {
  readonly functionName: FunctionName;
  /** The file that Lambda starts. */
  readonly file: string;
  /** The size of what a cold start loads: the file that Lambda starts, and what it imports by `import` statements. */
  readonly bytes: number;
  /** The size of all files of the bundle. */
  readonly allBytes: number;
  /** `true` if a cold start loads Liquid or Temporal, which are a sixth of a bundle each. */
  readonly isHeavy: boolean;
}

/**
 * The maximum size in bytes of what a cold start loads: of the API, which people wait for, of the sender of emails, which has the client
 * of SES and reads HTML, of one that events wait for, and of one without Liquid and Temporal.
 */
export const MAX_BYTES = { api: 700_000, email: 660_000, any: 620_000, light: 460_000 } as const;

/** Returns the maximum size in bytes of the bundle of a function. */
export function findMaxBytes(functionName: FunctionName): number {
  if (functionName === 'api') return MAX_BYTES.api;
  if (functionName === 'send-email') return MAX_BYTES.email;
  return LIGHT_FUNCTIONS.includes(functionName) ? MAX_BYTES.light : MAX_BYTES.any;
}

/** The handlers that render no message and calculate with no local time, besides the API. */
export const LIGHT_FUNCTIONS = [
  'check-waves',
  'erase-user',
  'ingest',
  'match-exception',
  'public',
  'send-inbox',
  'send-webhook',
  'ses-events',
  'update-profile',
  'wave-ended',
];

type Output = Metafile['outputs'][string];

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
  const { outputs } = JSON.parse(readFileSync(join(folder, 'metafiles', `${functionName}.json`), 'utf8')) as Metafile;
  const started = listStartFiles(outputs, `functions/${functionName}/index.mjs`);
  const modules = started.flatMap(({ inputs }) => Object.keys(inputs));
  return {
    functionName,
    file,
    bytes: sumBytes(started),
    allBytes: sumBytes(Object.values(outputs)),
    isHeavy: modules.some((each) => /node_modules\/(liquidjs|temporal-polyfill)\//.test(each)),
  };
}

/** Returns the file that Lambda starts, whose path ends as given, and the files that it imports by statements, in turn. */
function listStartFiles(outputs: Metafile['outputs'], start: string): Output[] {
  const first = Object.keys(outputs).find((path) => path.endsWith(start));
  if (first === undefined) throw new Error(`the metafile: expected the file ${start}`);
  const paths = new Set([first]);
  // A set is walked to its end, and here it grows while it is walked.
  for (const path of paths) {
    const imports = outputs[path]?.imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    for (const each of imports ?? []) paths.add(each.path);
  }
  return [...paths].flatMap((path) => outputs[path] ?? []);
}

function sumBytes(files: readonly Output[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
