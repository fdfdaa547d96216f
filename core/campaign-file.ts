import { checkDefinition } from './check-definition.ts';
import type { Definition } from './contracts/definition.ts';
import { type FileFault, type FileKind, type FileWarning, parseYamlFile } from './yaml-file.ts';

/** The result of reading a campaign file: the campaign with warnings, or all faults. */
export type CampaignFileResult =
  | { readonly definition: Definition; readonly warnings: readonly FileWarning[] }
  | { readonly faults: readonly FileFault[] };

const CAMPAIGN_FILE: FileKind<Definition> = {
  expected: 'one campaign as YAML or JSON',
  check: (content) => {
    const checked = checkDefinition(content);
    return 'definition' in checked ? { value: checked.definition } : checked;
  },
};

/** Reads a campaign file: YAML or JSON, in UTF-8. */
export function parseCampaignFile(content: string | Uint8Array): CampaignFileResult {
  const result = parseYamlFile(content, CAMPAIGN_FILE);
  return 'faults' in result ? result : { definition: result.value, warnings: result.warnings };
}
