import type { Plugin } from 'vite';

/** The plugins that list the modules of packages in a build: for the build itself, and for its workers. */
export interface PackageList {
  /** The plugin that collects the modules, and writes the list beside `index.html`. */
  readonly ofPage: Plugin;
  /** Creates the plugin that collects the modules of a worker, which is a build of its own. */
  readonly ofWorker: () => Plugin;
}

const FILE_NAME = 'bundled-packages.json';

/**
 * Creates the plugins that list the modules of packages which a build contains, in the form of the metafiles of esbuild, so that
 * bin/notices.ts can distribute the licences of these packages.
 */
export function listPackages(): PackageList {
  const inputs = new Set<string>();
  const collect = (ids: Iterable<string>): void => {
    for (const id of ids) {
      const [, path] = /(node_modules\/[^?]+)/.exec(id.replaceAll('\\', '/')) ?? [];
      if (path !== undefined) inputs.add(path);
    }
  };
  return {
    ofPage: {
      name: 'list-packages',
      apply: 'build',
      generateBundle() {
        collect(this.getModuleIds());
        const content = { inputs: Object.fromEntries([...inputs].sort().map((path) => [path, {}])) };
        this.emitFile({ type: 'asset', fileName: FILE_NAME, source: JSON.stringify(content) });
      },
    },
    ofWorker: () => ({
      name: 'list-packages-of-worker',
      apply: 'build',
      generateBundle() {
        collect(this.getModuleIds());
      },
    }),
  };
}
