import * as v from 'valibot';
import { instantTextSchema } from '../../core/contracts/instant-text.ts';

const quietHoursSchema = v.object({ from: v.string(), to: v.string(), then: v.string() });

const frequencyCapSchema = v.object({
  atMost: v.number(),
  in: v.string(),
  calendarDays: v.optional(v.boolean()),
  channel: v.optional(v.string()),
});

/** The schema of the settings of the installation, with who changed which fields and when (R74). */
export const settingsSchema = v.object({
  /** The number of changes, for `If-Match`. */
  revision: v.number(),
  companyZone: v.string(),
  /** Absent, the installation has none. */
  quietHours: v.optional(quietHoursSchema),
  /** The consent that messages of each channel need (R82). */
  consent: v.object({ email: v.string(), sms: v.string(), push: v.string() }),
  /** True for what is tracked of emails that this installation sends (R94). */
  tracking: v.object({ opens: v.boolean(), clicks: v.boolean() }),
  /** False if statistics are recounted on demand only (R48); absent, they are recounted once a day. */
  dailyRecount: v.optional(v.boolean()),
  frequencyCaps: v.array(frequencyCapSchema),
  history: v.array(v.object({ at: instantTextSchema, by: v.string(), changed: v.array(v.string()) })),
});

/** The schema of the answer to a change of the settings, and whether they were so already. */
export const changedSettingsSchema = v.object({
  ...settingsSchema.entries,
  unchanged: v.optional(v.literal(true)),
  warnings: v.array(v.string()),
});

/** The settings as the HTTP interface returns them. */
export type SettingsView = v.InferOutput<typeof settingsSchema>;
