import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { DAY, MINUTE } from '../../core/contracts/time-span.ts';
import type { ConsoleBuild, ConsoleSource } from './console-build.ts';
import { listStaticFiles } from './static-files.ts';

/** The settings of a builder. */
export interface BuilderOptions {
  /** The folder that keeps what was built, each in a folder with the hash of its sources as its name. */
  readonly cacheFolder: string;
  readonly hashSources: () => Promise<string>;
  /** The file of JavaScript that builds, with its arguments; `--outDir` and the folder to fill are added. */
  readonly command: readonly string[];
  readonly workingFolder: string;
  /** The priority of the process that builds, as `os.setPriority` takes it; one below that of other programs if absent. */
  readonly priority?: number;
}

/** The maximum number of characters of the reason why a build failed. */
const MAX_REASON_LENGTH = 8_000;
/** The time after which what was built of other sources is removed. */
const KEPT_FOR = 7 * DAY;
/** The time after which a build is given up. */
const BUILD_TIMEOUT = 10 * MINUTE;

/**
 * Creates a source that builds the console in another process, at a lower priority, when it is read first. What was built of the same
 * sources before is used again. After a failure the next reading but one builds again.
 */
export function createBuilder(options: BuilderOptions): ConsoleSource {
  let build: ConsoleBuild | undefined;
  let child: ChildProcess | undefined;
  const run = async (): Promise<ConsoleBuild> => {
    const folder = join(options.cacheFolder, await options.hashSources());
    const cached = findBuilt(folder);
    if (cached !== undefined) return cached;
    mkdirSync(options.cacheFolder, { recursive: true });
    removeOld(options.cacheFolder);
    const output = mkdtempSync(join(options.cacheFolder, 'building-'));
    const reason = await runBuild(output, options, (started) => {
      child = started;
    });
    if (reason === undefined) moveInto(output, folder);
    rmSync(output, { recursive: true, force: true });
    return findBuilt(folder) ?? { state: 'failed', reason: reason ?? 'the build wrote no index.html' };
  };
  return {
    read() {
      if (build?.state === 'failed') {
        const failed = build;
        build = undefined;
        return failed;
      }
      if (build === undefined) {
        build = { state: 'building' };
        run()
          .catch((error: unknown): ConsoleBuild => ({ state: 'failed', reason: String(error) }))
          .then((ended) => {
            build = ended;
          });
      }
      return build;
    },
    stop: () => void child?.kill(),
  };
}

/** Runs the build, and returns why it failed, or undefined. */
function runBuild(
  output: string,
  { command, workingFolder, priority = constants.priority.PRIORITY_BELOW_NORMAL }: BuilderOptions,
  onStart: (child: ChildProcess) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...command, '--outDir', output, '--emptyOutDir'], {
      cwd: workingFolder,
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: BUILD_TIMEOUT,
    });
    onStart(child);
    changePriority(child, priority);
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        printed = `${printed}${chunk}`.slice(-MAX_REASON_LENGTH);
      });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `${printed}\nended with ${code ?? signal}`));
  });
}

/** Changes the priority of a build, as a rule to one below that of the server. Some systems do not allow it: the server is then slower meanwhile. */
function changePriority({ pid }: ChildProcess, priority: number): void {
  try {
    if (pid !== undefined) setPriority(pid, priority);
  } catch {}
}

function findBuilt(folder: string): ConsoleBuild | undefined {
  try {
    return { state: 'ready', files: listStaticFiles(folder) };
  } catch {
    return undefined;
  }
}

/** Moves what was built to its place, unless another server was faster. */
function moveInto(output: string, folder: string): void {
  try {
    renameSync(output, folder);
  } catch (error) {
    if (findBuilt(folder) === undefined) throw error;
  }
}

/** Removes what was built long ago, and what a build left that was ended. */
function removeOld(cacheFolder: string): void {
  for (const name of readdirSync(cacheFolder)) {
    const path = join(cacheFolder, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_FOR) rmSync(path, { recursive: true, force: true });
  }
}
