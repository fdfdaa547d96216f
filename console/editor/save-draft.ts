import { stringify } from 'yaml';
import { checkDefinition } from '../../core/check-definition.ts';
import type { Definition } from '../../core/contracts/definition.ts';
import { omitDefaults } from '../../core/project/campaign-text.ts';
import { YAML_FORMAT } from '../../core/project/write-yaml-field.ts';
import type { components } from '../data/api-types.ts';
import { api, unwrap } from '../data/client.ts';

/** A draft to be saved: the campaign that its text says, and the version that it was made from. */
interface DraftToSave {
  readonly definition: Definition;
  /** The version that the text was made from; undefined for a campaign that is new. */
  readonly version: number | undefined;
}

/** Saves a draft. The interface refuses it with the status 412 if another version is the newest meanwhile. */
export async function saveDraft({ definition, version }: DraftToSave) {
  const header = version === undefined ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` };
  // The interface describes filters as closed objects: what was checked here is passed on as JSON.
  const body: components['schemas']['CampaignDefinition'] = JSON.parse(JSON.stringify(definition));
  return unwrap(api.PUT('/campaigns/{id}', { params: { path: { id: definition.id }, header }, body }));
}

/** Returns the text of a saved campaign, without the fields that have their defaults. */
export function formatSavedText(definition: unknown): string {
  const checked = checkDefinition(definition);
  return stringify('definition' in checked ? omitDefaults(checked.definition) : definition, YAML_FORMAT);
}
