import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/** Returns the folder of this package with the bundles of the Lambda functions, which `npm run bundle` creates. They are part of the package. */
export function findPackagedBundles(): string {
  const manifest = findPackageJSON(import.meta.url);
  if (manifest === undefined) throw new Error('the package of the connector: expected a package.json above lib');
  return join(dirname(manifest), 'dist', 'functions');
}
