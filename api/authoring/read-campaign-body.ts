import type { Context } from 'hono';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { describeValue, type Fault, formatPath } from '../../core/contracts/fault.ts';
import { YAML_MEDIA_TYPE } from '../../core/contracts/media-types.ts';
import type { DefinitionWarning } from '../../core/definition-warnings.ts';
import type { FileKind, FilePosition } from '../../core/yaml-file.ts';
import { getField, readJsonBody, readTextBody } from '../read-body.ts';
import { respondFaults } from '../respond-faults.ts';
import { formatDefinitionWarning } from './format-definition-warning.ts';

/** A campaign that a call sends: its definition, its text if it is YAML, and the warnings about it. */
export interface CampaignBody {
  readonly definition: Definition;
  readonly text?: string;
  readonly warnings: readonly string[];
}

/** Reads the campaign in the body of a call, as JSON or as YAML. One with faults is answered with 422; those of YAML have their lines. */
export function readCampaignBody(context: Context, id: string): Promise<CampaignBody | { readonly refused: Response }> {
  return isYaml(context) ? readYaml(context, id) : readJson(context, id);
}

function isYaml(context: Context): boolean {
  return context.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() === YAML_MEDIA_TYPE;
}

async function readJson(context: Context, id: string): Promise<CampaignBody | { readonly refused: Response }> {
  const result = await readJsonBody(context);
  if ('refused' in result) return result;
  const checked = checkContent(result.body, id);
  if ('faults' in checked) return { refused: respondFaults(context, 'invalid-campaign', checked.faults) };
  return { definition: checked.value, warnings: checked.warnings.map(formatDefinitionWarning) };
}

async function readYaml(context: Context, id: string): Promise<CampaignBody | { readonly refused: Response }> {
  const result = await readTextBody(context);
  if ('refused' in result) return result;
  const kind: FileKind<Definition, DefinitionWarning> = {
    expected: 'one campaign as YAML or JSON',
    check: (content) => checkContent(content, id),
  };
  // A cold start of the API on AWS does not load the parser of YAML, which is an eighth of its code.
  const { parseYamlFile } = await import('../../core/yaml-file.ts');
  const read = parseYamlFile(result.text, kind);
  if ('faults' in read) return { refused: respondFaults(context, 'invalid-campaign', read.faults) };
  const warnings = [
    ...read.warnings.map((each) => addLine(`${formatPath(each.path)}: ${each.message}`, each)),
    ...read.contentWarnings.map((each) => addLine(formatDefinitionWarning(each), each)),
  ];
  return { definition: read.value, text: result.text, warnings };
}

function addLine(warning: string, { line }: FilePosition): string {
  return line === undefined ? warning : `line ${line}: ${warning}`;
}

function checkContent(content: unknown, id: string): ReturnType<FileKind<Definition, DefinitionWarning>['check']> {
  const check = checkDefinition(content);
  const faults = [...('faults' in check ? check.faults : []), ...findIdFaults(content, id)];
  if ('faults' in check || faults.length > 0) return { faults };
  return { value: check.definition, warnings: check.warnings };
}

function findIdFaults(body: unknown, id: string): Fault[] {
  const found = getField(body, 'id');
  if (typeof found !== 'string' || found === id) return [];
  return [{ path: ['id'], found: describeValue(found), expected: `"${id}", the id in the path` }];
}
