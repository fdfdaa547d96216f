import { type SettingsChange, settingsChangeSchema } from './contracts/settings.ts';
import { createSchemaFileKind, parseYamlFile, type YamlFileResult } from './yaml-file.ts';

const SETTINGS_FILE = createSchemaFileKind('settings as YAML or JSON', settingsChangeSchema);

/** Reads a file of settings: YAML or JSON, in UTF-8. Absent fields stay as they are, null removes a field. */
export function parseSettingsFile(content: string | Uint8Array): YamlFileResult<SettingsChange, never> {
  return parseYamlFile(content, SETTINGS_FILE);
}
