import * as v from 'valibot';
import { closedObject } from '../contracts/fault.ts';
import { findSecrets, type SecretWarning } from '../find-secrets.ts';
import { createSchemaFileKind, parseYamlFile, type YamlFileResult } from '../yaml-file.ts';

/** The name of the file at the root of a folder of campaigns. */
export const PROJECT_FILE_NAME = 'campaigns.yaml';

/** A project: a folder of campaign files that belong together. */
export interface Project {
  /** The name of the project, such as `shop`. */
  readonly project: string;
}

const EXPECTED = 'a name of 1 to 64 lowercase letters, digits and hyphens, such as shop';

const projectSchema = closedObject({
  project: v.pipe(v.string(EXPECTED), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, EXPECTED)),
});

const PROJECT_FILE = createSchemaFileKind(
  'a project as YAML or JSON, such as project: shop',
  projectSchema,
  findSecrets,
);

/** Reads the file `campaigns.yaml` at the root of a folder: YAML or JSON, in UTF-8. */
export function parseProjectFile(file: string | Uint8Array): YamlFileResult<Project, SecretWarning> {
  return parseYamlFile(file, PROJECT_FILE);
}
