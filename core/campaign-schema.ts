import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { BEHAVIORS, INTERACTIONS } from './contracts/catalogue.ts';
import { conversionUnionSchema } from './contracts/conversion.ts';
import { definitionUnionSchema, messageSchema, SELECTOR_UNIONS } from './contracts/definition.ts';
import { HEADER_NAME, headersObjectSchema } from './contracts/headers.ts';
import { filterSchema } from './contracts/selector.ts';
import { overrideAction } from './json-schema.ts';

/** The descriptions of fields that editors show. */
const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['id', 'The id of the campaign: a-z, 0-9 and -, at most 48 characters.'],
  ['name', 'A name for people; of a custom event or a variant: its name.'],
  ['triggers', 'What users do to be sent the messages; any one of these.'],
  ['delay', 'How long a user waits after the trigger: "none", or a span such as "30 minutes", at most 360 days.'],
  ['exceptions', 'What users do while they wait so that they are sent nothing; any one of these. Needs a delay.'],
  ['audience', 'Who can be enrolled: "everyone", or a filter on the attributes of the profile.'],
  ['recheckAudience', 'Whether the audience is checked again before the messages leave.'],
  [
    'reeligibility',
    'When a user may receive the messages again: "never", "immediately", or a span of at most 720 days.',
  ],
  ['staleAfter', 'How late the messages may leave; later they are withheld.'],
  [
    'precision',
    'Leave to the second, at a cost: one wave a second instead of one a window. For a delay of at most 4,000 seconds.',
  ],
  [
    'messages',
    'What is sent, by channel; texts are Liquid templates that see user, trigger and campaign. A campaign has at most 256 KiB as JSON.',
  ],
  [
    'controlGroup',
    'The share of the users, in percent, who are sent nothing, so that the others can be compared with them.',
  ],
  ['variants', 'In place of messages: the messages of each share of the users. Shares and controlGroup sum to 100.'],
  ['share', 'The share of the users in percent.'],
  ['from', 'The sender of an email: an address, or "Name <address>". Absent, that of the installation.'],
  ['replyTo', 'Where answers to an email go: an address, or "Name <address>".'],
  ['preheader', 'The text that inboxes show after the subject.'],
  ['html', 'The HTML of an email. What Liquid outputs in it is escaped, except with | raw.'],
  ['text', 'The plain text of an email; absent, it is made from the html.'],
  ['body', 'The text of the message; of an email its html if it has a tag, and its plain text otherwise.'],
  ['buttons', 'The buttons of the message, each with an id of its own.'],
  [
    'translations',
    'Texts in other languages, by language tag such as pt-BR. Fields that a translation leaves out are those of the message.',
  ],
  ['statistics', 'Whether the campaign has statistics, although nothing of it is compared or converted.'],
  ['purpose', 'The purpose of the messages: "marketing" if absent; "transactional" ones need no consent.'],
  [
    'untracked',
    'What happens to the message of a user whose opens are not tracked, if email.opened is an exception: "send" or "withhold".',
  ],
  [
    'frequencyCaps',
    'The part of the messages in the frequency caps of the installation: "apply" if absent, "ignore", or { ignore: true, count: true } to count without being capped.',
  ],
  [
    'conversions',
    'What the messages are for: up to four conversion events A to D. Each that follows a message in time is counted, and put on the bus.',
  ],
  ['A', 'The conversion event A.'],
  ['B', 'The conversion event B.'],
  ['C', 'The conversion event C.'],
  ['D', 'The conversion event D.'],
  ['within', 'The time after the message in which the event is its conversion, such as "3 days": at most 30 days.'],
  ['sentElsewhere', 'This campaign is sent by another tool; only its status is kept here.'],
  ['interaction', 'What users do with a campaign.'],
  ['campaign', 'The id of the campaign that they do it with, here or in another tool.'],
  ['behavior', 'What users do outside campaigns.'],
  ['where', 'A filter on the fields of the event, such as { price: { $gte: 20 } }.'],
  [
    'sameAsTrigger',
    'Fields that are compared with those of the trigger event: only a wait whose trigger has the same values is cancelled.',
  ],
  ['includeSuspectedBots', 'Clicks of suspected bots count too.'],
  ['includeRefunds', 'Purchases with a negative price count too.'],
]);

const MEANINGS: ReadonlyMap<unknown, { readonly means: string }> = new Map<unknown, { readonly means: string }>([
  ...Object.entries(INTERACTIONS),
  ...Object.entries(BEHAVIORS),
]);

/** The JSON Schema of a webhook's headers, which valibot holds by a check. */
const HEADERS: JsonSchema = {
  type: 'object',
  propertyNames: { type: 'string', pattern: HEADER_NAME.source },
  additionalProperties: { type: 'string', minLength: 1, maxLength: 1_000 },
};

/**
 * Generates the JSON Schema of campaign files. `checkDefinition` checks what JSON Schema cannot express: the longest spans, filters,
 * templates and the total size.
 */
export function createCampaignSchema(): object {
  const schema = toJsonSchema(definitionUnionSchema, {
    typeMode: 'input',
    ignoreActions: ['check', 'raw_check'],
    overrideAction,
    definitions: {
      ...SELECTOR_UNIONS,
      conversion: conversionUnionSchema,
      message: messageSchema,
      filter: filterSchema,
    },
    overrideSchema: ({ valibotSchema, jsonSchema }) => {
      if (valibotSchema === headersObjectSchema) return HEADERS;
      if (valibotSchema.type === 'custom') return { type: 'object' };
      return valibotSchema.type === 'loose_object' ? toClosedObject(jsonSchema) : undefined;
    },
  });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:campaign-connector:campaign',
    title: 'A campaign of the Campaign Connector',
    ...schema,
  };
}

/** The fields of a campaign of which it has one. */
const FORMS = ['messages', 'variants'];

/** Closes the JSON Schema of an object, which a check closes in valibot, and adds descriptions to its fields. */
function toClosedObject(schema: JsonSchema): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(
    ([field, property]) => [field, addDescription(field, property)] as const,
  );
  const closed = { ...schema, properties: Object.fromEntries(properties), additionalProperties: false };
  const hasForms = FORMS.every((field) => schema.properties?.[field] !== undefined);
  return hasForms
    ? { ...closed, oneOf: FORMS.map((field) => ({ properties: { [field]: true }, required: [field] })) }
    : closed;
}

function addDescription(field: string, property: NonNullable<JsonSchema['properties']>[string]) {
  if (typeof property === 'boolean' || property.$ref !== undefined) return property;
  const meaning = MEANINGS.get(property.const);
  const description = meaning === undefined ? DESCRIPTIONS.get(field) : `The user ${meaning.means}.`;
  return description === undefined ? property : { description, ...property };
}
