import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import type { FunctionName } from '../../lib/connector-function.ts';
import { isFunctionName } from './told.ts';

/** The bundle of one Lambda. */
export interface Bundle {
  readonly functionName: FunctionName;
  readonly file: string;
  readonly bytes: number;
  /** Whether Liquid or Temporal is in it, which are a sixth of a bundle each. */
  readonly isHeavy: boolean;
}

/** The most bytes of a bundle, and of one that needs neither Liquid nor Temporal. */
export const MAX_BYTES = { any: 650_000, light: 460_000 } as const;

/** Doors that render nothing and reckon with no local time. */
export const LIGHT_FUNCTIONS = ['check-waves', 'match-exception', 'update-profile', 'wave-ended'];

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

/** Bundles all Lambdas, as `npm run bundle` does, into a folder of their own for as long as somebody looks at them. */
export async function withBundles<Result>(look: (bundles: readonly Bundle[]) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    await run(process.execPath, [join(root, 'bin', 'bundle.ts'), folder]);
    return await look(readdirSync(join(folder, 'metafiles')).map((file) => bundleOf(folder, basename(file, '.json'))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bundleOf(folder: string, functionName: string): Bundle {
  if (!isFunctionName(functionName)) throw new Error(`bundle ${functionName}: expected the door of a Lambda`);
  const file = join(folder, 'functions', functionName, 'index.mjs');
  const metafile = readFileSync(join(folder, 'metafiles', `${functionName}.json`), 'utf8');
  const isHeavy = /node_modules\/(liquidjs|temporal-polyfill)\//.test(metafile);
  return { functionName, file, bytes: readFileSync(file).length, isHeavy };
}
