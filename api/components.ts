import { type JsonSchema, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import type * as v from 'valibot';
import { decisionViewSchema } from '../core/contracts/decision-view.ts';
import { DETAIL_SCHEMAS, entrySchema } from '../core/contracts/entry.ts';
import { instantTextSchema } from '../core/contracts/instant-text.ts';
import { settingsFieldsSchema } from '../core/contracts/settings.ts';
import { overrideAction } from '../core/json-schema.ts';
import { applyBeginSchema, applyEndSchema, campaignApplySchema, folderToPlanSchema } from './schemas/apply-requests.ts';
import { campaignSchema, campaignSummarySchema, definitionViewSchema } from './schemas/campaign.ts';
import { deadLetterQueueSchema, deadLetterSchema } from './schemas/dead-letter.ts';
import { deliverySchema } from './schemas/delivery.ts';
import { enrollmentSchema } from './schemas/enrollment.ts';
import { entryResultSchema } from './schemas/entry-results.ts';
import { erasureRequestSchema } from './schemas/erasure.ts';
import { inboxMessageViewSchema, inboxTokenRequestSchema, pressSchema } from './schemas/inbox.ts';
import { previewedMessageSchema, previewRequestSchema } from './schemas/preview.ts';
import { problemSchema } from './schemas/problem.ts';
import { refusedEventSchema } from './schemas/refused-event.ts';
import { channelSchema, testSendRequestSchema } from './schemas/sending.ts';

/** The schemas of answers that have a name in the document. */
const ANSWERS = {
  Campaign: campaignSchema,
  CampaignSummary: campaignSummarySchema,
  Channel: channelSchema,
  DeadLetter: deadLetterSchema,
  DeadLetterQueue: deadLetterQueueSchema,
  Decision: decisionViewSchema,
  Delivery: deliverySchema,
  Enrollment: enrollmentSchema,
  EntryResult: entryResultSchema,
  InboxMessage: inboxMessageViewSchema,
  PreviewedMessage: previewedMessageSchema,
  Problem: problemSchema,
  RefusedEvent: refusedEventSchema,
};

const CAMPAIGN_DEFINITION = '/schemas/campaign.json';

type SchemaOverride = NonNullable<NonNullable<Parameters<typeof toJsonSchema>[1]>['overrideSchema']>;

/** Closes the objects of answers: they have the fields of their schema and no others. */
const overrideAnswerSchema: SchemaOverride = ({ valibotSchema, jsonSchema }) => {
  if (valibotSchema === definitionViewSchema) return { $ref: CAMPAIGN_DEFINITION };
  if (valibotSchema === instantTextSchema) return { type: 'string', format: 'date-time' };
  return valibotSchema.type === 'object' ? { ...jsonSchema, additionalProperties: false } : undefined;
};

const ANSWER_CONFIG = {
  target: 'draft-2020-12',
  errorMode: 'ignore',
  overrideSchema: overrideAnswerSchema,
  overrideRef: ({ referenceId }: { readonly referenceId: string }) => `#/components/schemas/${referenceId}`,
} as const;

/** Converts the schema of an answer to JSON Schema, which refers to the components of the document. */
export function toAnswerSchema(schema: v.GenericSchema): JsonSchema {
  const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema, { ...ANSWER_CONFIG, definitions: ANSWERS });
  return rest;
}

/** Creates the schemas of the document that have names: those of bodies, and those that answers have in common. */
export function createComponents(): object {
  const details = Object.entries(DETAIL_SCHEMAS).map(([type, schema]) => [
    type.replaceAll(' ', ''),
    toBodySchema(schema),
  ]);
  const entry = { $ref: '#/components/schemas/Entry' };
  return {
    CampaignDefinition: { $ref: CAMPAIGN_DEFINITION },
    Entry: toBodySchema(entrySchema),
    Entries: objectSchema({ entries: { type: 'array', minItems: 1, maxItems: 1000, items: entry } }),
    ...Object.fromEntries(details),
    CurrentsBody: {
      anyOf: [
        objectSchema({ events: { type: 'array', maxItems: 1000, items: { type: 'object' } } }),
        { type: 'object' },
      ],
    },
    RefusedIds: objectSchema({
      ids: { type: 'array', minItems: 1, maxItems: 100, items: { type: 'string' } },
    }),
    SettingsChange: toBodySchema(settingsFieldsSchema),
    FolderToPlan: toBodySchema(folderToPlanSchema),
    ApplyBegin: toBodySchema(applyBeginSchema),
    ApplyEnd: toBodySchema(applyEndSchema),
    CampaignApply: toBodySchema(campaignApplySchema),
    ErasureRequest: toBodySchema(erasureRequestSchema),
    PreviewRequest: { anyOf: [{ $ref: CAMPAIGN_DEFINITION }, toBodySchema(previewRequestSchema)] },
    TestSendRequest: toBodySchema(testSendRequestSchema),
    InboxTokenRequest: toBodySchema(inboxTokenRequestSchema),
    Press: toBodySchema(pressSchema),
    UnsubscribeForm: objectSchema({ 'List-Unsubscribe': { type: 'string', const: 'One-Click' } }),
    MeantVersion: { type: 'object', properties: { version: { type: 'integer', minimum: 1 } } },
    ClockMove: { anyOf: [objectSchema({ advance: { type: 'string' } }), objectSchema({ to: { type: 'string' } })] },
    ...toJsonSchemaDefs(ANSWERS, ANSWER_CONFIG),
  };
}

function toBodySchema(schema: v.GenericSchema): object {
  const { $schema: _, ...rest } = toJsonSchema(schema, {
    target: 'draft-2020-12',
    typeMode: 'input',
    errorMode: 'ignore',
    overrideAction,
    overrideSchema: ({ valibotSchema }) => (valibotSchema.type === 'custom' ? { type: 'object' } : undefined),
  });
  return rest;
}

function objectSchema(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', required: Object.keys(properties), properties };
}
