import { stringify } from 'yaml';
import { checkDefinition } from '../../core/check-definition.ts';
import { YAML_MEDIA_TYPE } from '../../core/contracts/media-types.ts';
import { omitDefaults } from '../../core/project/campaign-text.ts';
import { YAML_FORMAT } from '../../core/project/write-yaml-field.ts';
import { computeTextTag } from '../../core/text-tag.ts';
import { api, unwrap } from '../data/client.ts';

/** A draft to be saved: the id and the text of the campaign, and the version that the text was made from. */
interface DraftToSave {
  readonly id: string;
  readonly text: string;
  /** The version that the text was made from; undefined for a campaign that is new. */
  readonly version: number | undefined;
  /** The tag of the saved text that the text was made from. */
  readonly textTag: string;
}

/** The text of a saved version for the editor, and the tag of what is saved. */
interface SavedText {
  readonly text: string;
  readonly textTag: string;
}

/** Saves a draft as it is written, with its comments. The interface refuses it with the status 412 if another version, or another text of it, was saved meanwhile. */
export async function saveDraft({ id, text, version, textTag }: DraftToSave) {
  const condition = version === undefined ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}.${textTag}"` };
  return unwrap(
    api.PUT('/campaigns/{id}', {
      params: { path: { id }, header: condition },
      headers: { 'content-type': YAML_MEDIA_TYPE },
      body: text,
      bodySerializer: (body) => String(body),
    }),
  );
}

/** Reads the text of a saved version as it was written; where only its definition is kept, it is formatted, without the fields that have their defaults. */
export async function readSavedText(id: string, version: number): Promise<SavedText> {
  const path = { id, version: String(version) };
  const { text, definition } = await unwrap(api.GET('/campaigns/{id}/versions/{version}', { params: { path } }));
  const textTag = computeTextTag(text);
  // The editor counts a line end as one character.
  if (text !== undefined) return { text: text.replaceAll('\r\n', '\n'), textTag };
  const checked = checkDefinition(definition);
  const formatted = stringify('definition' in checked ? omitDefaults(checked.definition) : definition, YAML_FORMAT);
  return { text: formatted, textTag };
}
