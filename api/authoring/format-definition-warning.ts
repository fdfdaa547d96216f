import { formatPath } from '../../core/contracts/fault.ts';
import type { DefinitionWarning } from '../../core/definition-warnings.ts';
import { explainDefinitionWarning } from '../../language/en.ts';

/** Formats a warning about a definition as one sentence. */
export function formatDefinitionWarning(warning: DefinitionWarning): string {
  return `${formatPath(warning.path)}: ${explainDefinitionWarning(warning)}`;
}
