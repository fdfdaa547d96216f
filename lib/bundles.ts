import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** Where this package keeps the bundles of its Lambdas: `npm run bundle` makes them, and they ship with the package. */
export function findPackagedBundles(): string {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error('the package of the connector: expected a package.json above lib');
  return join(dirname(manifest), 'dist', 'functions');
}
