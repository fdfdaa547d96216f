import type { DefinitionWarning } from '../../core/definition-warnings.ts';
import type { FilePosition, FileWarning } from '../../core/yaml-file.ts';
import { explainDefinitionWarning } from '../../language/en.ts';

/** Returns the warnings about a campaign file, as sentences with their places: those about its text, then those about what it defines. */
export function listFileWarnings(
  warnings: readonly FileWarning[],
  definitionWarnings: readonly (DefinitionWarning & FilePosition)[],
): FileWarning[] {
  return [
    ...warnings,
    ...definitionWarnings.map((warning) => ({
      path: warning.path,
      ...(warning.line === undefined ? {} : { line: warning.line }),
      ...(warning.column === undefined ? {} : { column: warning.column }),
      message: explainDefinitionWarning(warning),
    })),
  ];
}
