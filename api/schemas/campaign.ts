import * as v from 'valibot';
import type { Definition } from '../../core/contracts/definition.ts';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';
import { isObject } from '../../core/contracts/object.ts';
import { countSchema, cursorSchema } from './page.ts';
import { pauseSchema } from './pause.ts';

/** The schema of a campaign's definition, with its defaults filled in. The document refers to the JSON Schema of campaigns instead. */
export const definitionViewSchema = v.custom<Definition>(isObject);

/** The statuses of a campaign (R50). */
export const CAMPAIGN_STATUSES = ['draft', 'published', 'stopped', 'archived'] as const;

/** The schema of the status of a campaign. */
export const statusSchema = v.picklist(CAMPAIGN_STATUSES);

/** The schema of an action in a campaign's history (R74). */
export const actSchema = v.object({
  at: instantTextSchema,
  by: v.string(),
  did: v.picklist(['saved', 'published', 'stopped', 'archived']),
  version: countSchema,
  note: v.optional(v.string()),
});

/** The schema of a campaign: its status, its newest definition, its counts and its history. */
export const campaignSchema = v.object({
  id: v.string(),
  name: v.string(),
  status: statusSchema,
  /** The newest version. */
  version: countSchema,
  publishedVersion: v.optional(countSchema),
  publishedAt: v.optional(instantTextSchema),
  stoppedAt: v.optional(instantTextSchema),
  archivedAt: v.optional(instantTextSchema),
  /** The pause that holds the campaign back (R92): its own, or that of all. */
  paused: v.optional(v.object({ ...pauseSchema.entries, isAll: v.boolean() })),
  /** The project whose folder the campaign was applied from last (R55). */
  project: v.optional(v.string()),
  /** True if the campaign was saved, published or stopped by hand since. */
  changedByHand: v.optional(v.literal(true)),
  definition: definitionViewSchema,
  /** The number of enrollments by outcome, and of those that wait. */
  counts: v.record(v.string(), countSchema),
  /** The number of enrollments by outcome and reason, such as `cancelled:exception`. */
  reasons: v.record(v.string(), countSchema),
  history: v.array(actSchema),
});

/** A campaign as the HTTP interface returns it. */
export type CampaignView = v.InferOutput<typeof campaignSchema>;

/** The schema of a saved version of a campaign as a list shows it: the save is absent if the history no longer has it. */
export const listedVersionSchema = v.object({
  version: countSchema,
  /** True if the campaign is published, and with this version. */
  isPublished: v.boolean(),
  saved: v.optional(v.omit(actSchema, ['did', 'version'])),
});

/** A saved version of a campaign, as a list of the HTTP interface shows it. */
export type ListedVersionView = v.InferOutput<typeof listedVersionSchema>;

/** The schema of a page of the versions of a campaign. */
export const versionListSchema = v.object({ versions: v.array(listedVersionSchema), cursor: cursorSchema });

/** The schema of a saved version of a campaign, with its definition. */
export const versionSchema = v.object({
  id: v.string(),
  ...listedVersionSchema.entries,
  definition: definitionViewSchema,
  /** The text as its author wrote it; absent if the version was saved as JSON. */
  text: v.optional(v.string()),
});

/** The schema of a campaign without its definition and its history, for lists. */
export const campaignSummarySchema = v.object({
  ...v.omit(campaignSchema, ['definition', 'reasons', 'history']).entries,
  /** The ids of the campaigns that the triggers of the newest definition name, each once. */
  follows: v.array(v.string()),
  /** The hash of the newest definition: equal for equal ones. */
  definitionHash: v.string(),
  /** The departure of the earliest wave that has not left. It is in the past while a pause holds it back. */
  nextDeparture: v.optional(instantTextSchema),
  /** The instant at which the counts were read. */
  countedAt: instantTextSchema,
});

/** A campaign without its definition and its history, as the HTTP interface lists it. */
export type CampaignSummaryView = v.InferOutput<typeof campaignSummarySchema>;

/** The schema of a page of campaigns: whole, or as summaries. */
export const campaignListSchema = v.object({
  campaigns: v.union([v.array(campaignSchema), v.array(campaignSummarySchema)]),
  cursor: cursorSchema,
});

const warningsSchema = v.array(v.string());

/** The schema of the answer to saving a campaign. */
export const savedSchema = v.object({
  id: v.string(),
  version: countSchema,
  status: statusSchema,
  warnings: warningsSchema,
  /** True if the definition is equal to the newest version, which stays the newest (R97). */
  unchanged: v.optional(v.literal(true)),
});

/** The schema of the answer to publishing a campaign. */
export const publishedSchema = v.object({
  publishedAt: instantTextSchema,
  version: countSchema,
  warnings: warningsSchema,
});

/** The schema of the answer to stopping a campaign. */
export const stoppedSchema = v.object({
  at: instantTextSchema,
  cancelled: countSchema,
  /** True if the campaign was stopped before the call (R97). */
  already: v.optional(v.literal(true)),
});

/** The schema of the answer to archiving a campaign. */
export const archivedSchema = v.object({ at: instantTextSchema, cancelled: countSchema, warnings: warningsSchema });
