import * as v from 'valibot';
import { toFaults } from './contracts/fault.ts';
import { type SettingsChange, settingsChangeSchema } from './contracts/settings.ts';
import { type FileKind, parseYamlFile, type YamlFileResult } from './yaml-file.ts';

const SETTINGS_FILE: FileKind<SettingsChange, never> = {
  expected: 'settings as YAML or JSON',
  check: (content) => {
    const { success, output, issues } = v.safeParse(settingsChangeSchema, content);
    return success ? { value: output, warnings: [] } : { faults: toFaults(issues) };
  },
};

/** Reads a file of settings: YAML or JSON, in UTF-8. Absent fields stay as they are, null removes a field. */
export function parseSettingsFile(content: string | Uint8Array): YamlFileResult<SettingsChange, never> {
  return parseYamlFile(content, SETTINGS_FILE);
}
