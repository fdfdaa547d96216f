import * as v from 'valibot';
import { isCampaignId } from '../../core/contracts/definition.ts';
import { DESIRED_STATES } from '../../core/contracts/desired-state.ts';
import { closedObject } from '../../core/contracts/fault.ts';
import { noteSchema } from '../../core/contracts/note.ts';
import { isObject } from '../../core/contracts/object.ts';
import { projectNameSchema } from '../../core/contracts/project-name.ts';
import { settingsFieldsSchema } from '../../core/contracts/settings.ts';

const STATE_EXPECTED = DESIRED_STATES.join(', ');
const BOOLEAN_EXPECTED = 'true or false';
const ID_EXPECTED = 'ids of campaigns';
const TOKEN_EXPECTED = 'the token that /apply/begin returned';
const REVISION_EXPECTED = 'the revision of the campaign in the plan: a whole number from 0';

const idSchema = v.pipe(v.string(ID_EXPECTED), v.check(isCampaignId, ID_EXPECTED));
const stateSchema = v.picklist(DESIRED_STATES, STATE_EXPECTED);
const definitionSchema = v.custom<Readonly<Record<string, unknown>>>(isObject, 'the definition of a campaign');
const tokenSchema = v.pipe(v.string(TOKEN_EXPECTED), v.minLength(1, TOKEN_EXPECTED), v.maxLength(100, TOKEN_EXPECTED));
const flagSchema = v.optional(v.boolean(BOOLEAN_EXPECTED), false);

/** The schema of the body of `POST /plan`. */
export const folderToPlanSchema = closedObject({
  /** Absent for files that belong to no project: they own no campaigns. */
  project: v.optional(projectNameSchema),
  definitions: v.array(v.unknown(), 'a list of definitions of campaigns'),
  /** The states of campaigns that are not to be published. One that is to be stopped needs no definition. */
  states: v.optional(v.record(idSchema, stateSchema, 'the states of campaigns by their ids'), {}),
  /** The ids of the campaigns of the folder that are left out here, because they are as they should be. */
  others: v.optional(v.array(idSchema, `a list of ${ID_EXPECTED}`), []),
  /** The settings that the folder names: the plan is that of an installation that has them. */
  settings: v.optional(settingsFieldsSchema),
  prune: flagSchema,
  overwrite: flagSchema,
});

/** The schema of the body of `POST /apply/begin`. */
export const applyBeginSchema = closedObject({ project: projectNameSchema });

/** The schema of the body of `POST /apply/end`. */
export const applyEndSchema = closedObject({ token: tokenSchema });

/** The schema of the body of `POST /campaigns/{id}/apply`. */
export const campaignApplySchema = closedObject({
  token: tokenSchema,
  revision: v.pipe(v.number(REVISION_EXPECTED), v.safeInteger(REVISION_EXPECTED), v.minValue(0, REVISION_EXPECTED)),
  state: stateSchema,
  /** Needed unless the campaign is to be stopped. */
  definition: v.optional(definitionSchema),
  note: v.optional(noteSchema),
});
