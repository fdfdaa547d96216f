import { join } from 'node:path';
import { type BuilderOptions, createBuilder } from './builder.ts';
import type { ConsoleBuild, ConsoleSource } from './console-build.ts';
import { hashSources } from './hash-sources.ts';
import { listStaticFiles } from './static-files.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Opens the console of this installation. The package contains it, built; in a checkout of the repository it is built when it is asked
 * for first, and kept until its sources change. `priority` is that of the process that builds it.
 */
export function openConsoleSource(options: Pick<BuilderOptions, 'priority'> = {}): ConsoleSource {
  if (import.meta.filename.endsWith('.js')) return openFolder(join(ROOT, 'console'));
  return createBuilder({
    ...options,
    cacheFolder: join(ROOT, 'node_modules/.cache/campaign-connector/console'),
    hashSources: () => hashSources(ROOT),
    // Vite comes with the development packages of the repository.
    command: [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'console', '--logLevel', 'warn'],
    workingFolder: ROOT,
  });
}

/** Opens a folder with a built console. */
export function openFolder(folder: string): ConsoleSource {
  let build: ConsoleBuild | undefined;
  return {
    read() {
      try {
        build ??= { state: 'ready', files: listStaticFiles(folder) };
        return build;
      } catch (error) {
        return { state: 'failed', reason: String(error) };
      }
    },
    stop: () => undefined,
  };
}
