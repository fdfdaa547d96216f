import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import * as v from 'valibot';
import { createCampaignSchema } from '../campaign-schema.ts';
import { DESIRED_STATES } from '../contracts/desired-state.ts';
import { closedObject } from '../contracts/fault.ts';
import { isObject } from '../contracts/object.ts';
import { projectNameSchema } from '../contracts/project-name.ts';
import { settingsFieldsSchema } from '../contracts/settings.ts';
import { REFERENCE_PATTERN } from './values.ts';

/** The place of the schema of a text with a reference to a value. */
const REFERENCE = '#/$defs/reference';

const REFERENCE_SCHEMA = {
  description: 'A text with a reference to a value of the file of --values, by its name in braces after a dollar sign.',
  type: 'string',
  pattern: REFERENCE_PATTERN,
};

/** The fields of a JSON Schema that hold further schemas by their names. */
const MAPS: ReadonlySet<string> = new Set(['properties', '$defs']);

/**
 * Generates the JSON Schema of the campaign files of a project: that of a campaign, with a `state`, and with a reference `${name}`
 * wherever a number, a boolean or a text of a certain form stands.
 */
export function createProjectCampaignSchema(): object {
  const { $schema, anyOf, $defs, ...schema } = addReferences(createCampaignSchema());
  if (!Array.isArray(anyOf)) throw new Error('campaign schema: expected the kinds of campaigns');
  const state = {
    description: 'The state that the campaign is to have; a published campaign does not become a draft.',
    enum: DESIRED_STATES,
    default: 'published',
  };
  return {
    $schema,
    ...schema,
    $id: 'urn:campaign-connector:project-campaign',
    title: 'A campaign file of a project of the Campaign Connector',
    anyOf: anyOf.map((kind) => ({ ...kind, properties: { ...kind.properties, state } })),
    $defs: {
      ...(isObject($defs) ? $defs : {}),
      reference: REFERENCE_SCHEMA,
    },
  };
}

/** Generates the JSON Schema of the file `campaigns.yaml` of a project. */
export function createProjectSchema(): object {
  const { entries } = settingsFieldsSchema;
  // A project does not remove the zone.
  const companyZone = v.optional(v.unwrap(v.unwrap(entries.companyZone)));
  const settings = closedObject({ ...entries, companyZone });
  const fields = closedObject({ project: projectNameSchema, settings: v.optional(settings) });
  const schema = toJsonSchema(fields, {
    typeMode: 'input',
    errorMode: 'ignore',
    overrideSchema: ({ valibotSchema, jsonSchema }) => closeObject(valibotSchema.type, jsonSchema),
  });
  return {
    ...addReferences(schema),
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:campaign-connector:project',
    title: 'A project of the Campaign Connector: a folder of campaigns',
    $defs: { reference: REFERENCE_SCHEMA },
  };
}

function closeObject(type: string, jsonSchema: JsonSchema): JsonSchema | undefined {
  return type === 'loose_object' ? { ...jsonSchema, additionalProperties: false } : undefined;
}

function addReferences(schema: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, addReferencesTo(name, value)]));
}

function addReferencesTo(name: string, value: unknown): unknown {
  if (MAPS.has(name) && isObject(value))
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, allowReference(inner)]));
  if (Array.isArray(value)) return value.map((inner) => (isObject(inner) ? allowReferenceInUnion(inner) : inner));
  return isObject(value) ? allowReference(value) : value;
}

/** Allows a reference in place of a value that is no free text. The names of interactions and channels are `const`, and stay. */
function allowReference(schema: unknown): unknown {
  if (!isObject(schema)) return schema;
  const { description, default: fallback, ...rest } = schema;
  const isForm = ['number', 'integer', 'boolean'].includes(String(rest['type'])) || 'enum' in rest || 'pattern' in rest;
  if (!isForm) return addReferences(schema);
  return {
    ...(description === undefined ? {} : { description }),
    anyOf: [rest, { $ref: REFERENCE }],
    ...(fallback === undefined ? {} : { default: fallback }),
  };
}

/** Allows a reference also in place of a word that stands for a value of another form, such as `everyone`. */
function allowReferenceInUnion(schema: object): unknown {
  return 'const' in schema ? { anyOf: [schema, { $ref: REFERENCE }] } : allowReference(schema);
}
