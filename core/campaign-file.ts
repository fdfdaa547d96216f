import { checkDefinition } from './check-definition.ts';
import type { Definition } from './contracts/definition.ts';
import type { DefinitionWarning } from './definition-warnings.ts';
import { type FileFault, type FileKind, type FilePosition, type FileWarning, parseYamlFile } from './yaml-file.ts';

/** The result of reading a campaign file: the campaign with warnings, or all faults. */
export type CampaignFileResult =
  | {
      readonly definition: Definition;
      /** The warnings that the text may not mean what its author intended. */
      readonly warnings: readonly FileWarning[];
      readonly definitionWarnings: readonly (DefinitionWarning & FilePosition)[];
    }
  | { readonly faults: readonly FileFault[] };

const CAMPAIGN_FILE: FileKind<Definition, DefinitionWarning> = {
  expected: 'one campaign as YAML or JSON',
  check: (content) => {
    const checked = checkDefinition(content);
    return 'definition' in checked ? { value: checked.definition, warnings: checked.warnings } : checked;
  },
};

/** Reads a campaign file: YAML or JSON, in UTF-8. */
export function parseCampaignFile(content: string | Uint8Array): CampaignFileResult {
  const result = parseYamlFile(content, CAMPAIGN_FILE);
  if ('faults' in result) return result;
  const { value: definition, warnings, contentWarnings: definitionWarnings } = result;
  return { definition, warnings, definitionWarnings };
}
