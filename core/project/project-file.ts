import * as v from 'valibot';
import { closedObject } from '../contracts/fault.ts';
import { projectNameSchema } from '../contracts/project-name.ts';
import { type SettingsChange, settingsChangeSchema } from '../contracts/settings.ts';
import { TIME_ZONE_EXPECTED } from '../contracts/time-zone.ts';
import { findSecrets, type SecretWarning } from '../find-secrets.ts';
import { createSchemaFileKind, parseYamlFile, type YamlFileResult } from '../yaml-file.ts';
import { fillValues, type StageValues } from './values.ts';

/** The name of the file at the root of a folder of campaigns. */
export const PROJECT_FILE_NAME = 'campaigns.yaml';

/** A project: a folder of campaign files that belong together. */
export interface Project {
  /** The name of the project, such as `shop`. */
  readonly project: string;
  /** The settings of the installation that the project sets: absent fields stay, null removes a field. */
  readonly settings?: SettingsChange;
}

const projectSchema = closedObject({
  project: projectNameSchema,
  settings: v.optional(
    v.pipe(
      settingsChangeSchema,
      v.forward(
        v.check(({ companyZone }) => companyZone !== null, `${TIME_ZONE_EXPECTED}; a project does not remove it`),
        ['companyZone'],
      ),
    ),
  ),
});

const PROJECT_FILE = createSchemaFileKind(
  'a project as YAML or JSON, such as project: shop',
  projectSchema,
  findSecrets,
);

/** Reads the file `campaigns.yaml` at the root of a folder: YAML or JSON, in UTF-8, with references `${name}` to the values of a stage. */
export function parseProjectFile(
  file: string | Uint8Array,
  values: StageValues,
): YamlFileResult<Project, SecretWarning> {
  return parseYamlFile(file, { ...PROJECT_FILE, check: (content) => checkProject(content, values) });
}

function checkProject(content: unknown, values: StageValues) {
  const filled = fillValues(content, values);
  return filled.faults.length > 0 ? { faults: filled.faults } : PROJECT_FILE.check(filled.content);
}
