import { type Document, isScalar, stringify } from 'yaml';
import { checkDefinition } from '../check-definition.ts';
import type { Definition } from '../contracts/definition.ts';
import type { DesiredState } from '../contracts/desired-state.ts';
import type { Fault } from '../contracts/fault.ts';
import { isObject } from '../contracts/object.ts';
import { isEqualJson } from '../is-equal-json.ts';
import { parseYaml, walkYamlValues } from '../parse-yaml.ts';
import { parseProjectCampaign } from './project-campaign.ts';
import { spliceFields } from './splice-yaml.ts';
import { escapeReferences, hasReference, type StageValues } from './values.ts';
import { type FieldWrite, hasAlias, writeYamlField, YAML_FORMAT } from './write-yaml-field.ts';

/** A campaign as a file of a project is to say it. */
export interface CampaignOfText {
  readonly definition: Definition;
  readonly state: DesiredState;
}

/** The text of a campaign file, and the fields whose references `${name}` became the values of the stage. */
export interface PatchedText {
  readonly text: string;
  readonly replacedReferences: readonly Fault['path'][];
}

/** Formats a campaign as the text of a new file, without fields that have their defaults. */
export function formatCampaignText({ definition, state }: CampaignOfText, format: 'yaml' | 'json' = 'yaml'): string {
  const content = escapeTexts({ ...omitDefaults(definition), ...(state === 'published' ? {} : { state }) });
  return format === 'json' ? `${JSON.stringify(content, undefined, 2)}\n` : stringify(content, YAML_FORMAT);
}

/**
 * Changes the text of a campaign file so that it says another campaign: only fields that differ are written, and comments, order and
 * references in the others stay. Returns undefined if that cannot be done, for example because fields share an anchor.
 */
export function patchCampaignText(
  text: string,
  before: CampaignOfText,
  { after, values }: { readonly after: CampaignOfText; readonly values: StageValues },
): PatchedText | undefined {
  const yaml = parseYaml(text);
  if ('problem' in yaml) return undefined;
  const writes = listWrites([], toContent(before), toContent(after));
  // An item that is removed has no value. A field that is removed has its default.
  const replaced = writes.filter(({ path, value }) => value !== undefined || path.length === 1);
  const replacedReferences = replaced.flatMap(({ path }) => listReferences(yaml.document, path));
  const toResult = (patched: string): PatchedText | undefined => {
    const result = { text: keepLineEnds(patched, text), replacedReferences };
    return isCampaignOfText(result.text, after, values) ? result : undefined;
  };
  const spliced = spliceFields(yaml, writes);
  const result = spliced === undefined ? undefined : toResult(spliced);
  if (result !== undefined) return result;
  // A value with an alias cannot be changed by itself.
  if (hasAlias(yaml.document)) return undefined;
  // The library formats the whole document. Comments and order stay; spaces may not.
  for (const write of writes) writeYamlField(yaml.document, write);
  return toResult(yaml.document.toString(YAML_FORMAT));
}

/** Lists the fields in a part of a document whose texts have references. */
function listReferences(document: Document, path: Fault['path']): Fault['path'][] {
  const values = [...walkYamlValues(document.getIn(path, true), path)];
  return values.flatMap((each) => (isScalar(each.node) && hasReference(each.node.value) ? [each.path] : []));
}

/** Ends the lines of a text as those of another one. */
function keepLineEnds(text: string, before: string): string {
  return before.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

function toContent({ definition, state }: CampaignOfText): Readonly<Record<string, unknown>> {
  return { ...definition, ...(state === 'published' ? {} : { state }) };
}

/**
 * Lists the fields in which two values differ. Lists of the same length are compared item by item, and items at the end are added or
 * removed; other lists are written whole.
 */
function listWrites(path: Fault['path'], before: unknown, after: unknown): FieldWrite[] {
  if (isEqualJson(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return after.flatMap((value, index) => listWrites([...path, index], before[index], value));
  if (Array.isArray(before) && Array.isArray(after) && isBeginning(before, after))
    return after.slice(before.length).map((value, index) => write([...path, before.length + index], value));
  if (Array.isArray(before) && Array.isArray(after) && isBeginning(after, before))
    return before.slice(after.length).map((_, index) => write([...path, before.length - 1 - index], undefined));
  if (!isObject(before) || !isObject(after)) return [write(path, after)];
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.flatMap((name) => listWrites([...path, name], before[name], after[name]));
}

function write(path: Fault['path'], value: unknown): FieldWrite {
  return { path, value: escapeTexts(value) };
}

/** Returns whether a list is the beginning of another one, and not empty. */
function isBeginning(list: readonly unknown[], of: readonly unknown[]): boolean {
  const isSame = (item: unknown, index: number) => isEqualJson(item, of[index]);
  return list.length > 0 && list.length < of.length && list.every(isSame);
}

function isCampaignOfText(text: string, { definition, state }: CampaignOfText, values: StageValues): boolean {
  const read = parseProjectCampaign(text, values);
  return !('faults' in read) && read.value.state === state && isEqualJson(read.value.definition, definition);
}

/** Returns a definition without the fields that a check fills in. */
export function omitDefaults(definition: Definition): Readonly<Record<string, unknown>> {
  let content: Readonly<Record<string, unknown>> = { ...definition };
  for (const name of Object.keys(definition)) {
    const { [name]: _, ...rest } = content;
    const checked = checkDefinition(rest);
    if ('definition' in checked && isEqualJson(checked.definition, definition)) content = rest;
  }
  return content;
}

/** Escapes the characters `${` in the texts of a value, so that they stay characters. */
function escapeTexts(value: unknown): unknown {
  if (typeof value === 'string') return escapeReferences(value);
  if (Array.isArray(value)) return value.map(escapeTexts);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, escapeTexts(inner)]));
}
