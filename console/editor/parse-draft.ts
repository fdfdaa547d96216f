import { parseCampaignFile } from '../../core/campaign-file.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { isObject } from '../../core/contracts/object.ts';
import { parseYaml } from '../../core/parse-yaml.ts';
import type { FileFault, FileWarning } from '../../core/yaml-file.ts';
import { findYamlProblems } from '../../core/yaml-problems.ts';
import { listFileWarnings } from '../parts/list-file-warnings.ts';

/** The fields of a campaign as a text says them, whatever they are. */
export type DraftContent = Readonly<Record<string, unknown>>;

/** The meaning of the text of a draft: its fields if it can be read, and its campaign if it has no fault. */
export interface ParsedDraft {
  /** Undefined if the text has an error of syntax, or is no object. */
  readonly content: DraftContent | undefined;
  readonly definition: Definition | undefined;
  readonly faults: readonly FileFault[];
  readonly warnings: readonly FileWarning[];
}

/** Reads the text of a draft: YAML or JSON. */
export function parseDraft(text: string): ParsedDraft {
  const content = readFields(text);
  const result = parseCampaignFile(text);
  if ('faults' in result) return { content, definition: undefined, faults: result.faults, warnings: [] };
  const { definition, warnings, definitionWarnings } = result;
  return {
    content,
    definition,
    faults: [],
    warnings: listFileWarnings(warnings, definitionWarnings),
  };
}

/** The maximum number of aliases that are followed, as in a file. */
const MAX_ALIASES = 100;

function readFields(text: string): DraftContent | undefined {
  const yaml = parseYaml(text);
  if ('problem' in yaml || findYamlProblems(yaml, 'one campaign').length > 0) return undefined;
  try {
    const content: unknown = yaml.document.toJS({ maxAliasCount: MAX_ALIASES });
    if (content === null) return {};
    return isObject(content) ? { ...content } : undefined;
  } catch {
    // More aliases than a file may have, which is a fault of its own.
    return undefined;
  }
}
