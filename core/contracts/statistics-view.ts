import * as v from 'valibot';
import { instantTextSchema } from './instant-text.ts';

/** The reasons why no lift is stated: a group has no users, or too few of them did it, or did not. */
export const NO_LIFT_REASONS = ['no-users', 'too-few-conversions', 'too-few-without-conversion'] as const;
export type NoLiftReason = (typeof NO_LIFT_REASONS)[number];

/** The notes for readers of statistics: deadlines are still open, users can be sent the message again, or shares have changed. */
export const STATISTICS_NOTES = ['still-converting', 'repeated-messages', 'several-epochs'] as const;
export type StatisticsNote = (typeof STATISTICS_NOTES)[number];

const count = v.pipe(v.number(), v.integer());
const counts = v.record(v.string(), count);

/** The schema of a number with its 95 % interval. */
const estimateSchema = v.object({ value: v.number(), low: v.number(), high: v.number() });

const groupEntries = {
  group: v.picklist(['control', 'messages', 'variant']),
  /** The name of the variant. */
  variant: v.optional(v.string()),
  /** The number of messages that were sent; of the control group, of those that were not. */
  sent: count,
};

/** The schema of the conversions of a group by one letter. */
const conversionSchema = v.object({
  count,
  /** The share of the messages; absent if nothing was sent. */
  rate: v.optional(estimateSchema),
  /** The lift over the control group: 0.2 is a fifth more. */
  lift: v.optional(estimateSchema),
  /** The reason why there is a control group, but no lift is stated. */
  noLift: v.optional(v.picklist(NO_LIFT_REASONS)),
  /** The difference to the rate of the control group. */
  difference: v.optional(estimateSchema),
});

/** The schema of the outcomes of messages that this installation sent on a channel. Each message counts once. */
const deliverySchema = v.object({
  sent: count,
  /** Reports of the provider: some have none, and opens and clicks are known where they are tracked. */
  delivered: count,
  opened: count,
  clicked: count,
  bounced: count,
});

/** The figures of a campaign as a whole: enrolled users, and those that were sent nothing, by reason. */
const campaignEntries = { enrolled: count, withheld: counts, cancelled: counts };

/** The schema of the statistics of a campaign, as the HTTP interface and rehearsals return them (R48). */
export const statisticsViewSchema = v.object({
  campaignId: v.string(),
  /** True if the published version asks for statistics: nothing is counted otherwise. */
  isOn: v.boolean(),
  companyZone: v.string(),
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  asOf: instantTextSchema,
  /** The instant up to which the figures were counted from what is stored of users; absent if they never were. */
  recountedAt: v.optional(instantTextSchema),
  /** The begin of the recount that is running. */
  recountingSince: v.optional(instantTextSchema),
  /** The figures by epoch of the shares, oldest first: only those of one epoch can be compared. */
  epochs: v.array(
    v.object({
      epoch: count,
      version: v.optional(count),
      since: v.optional(instantTextSchema),
      shares: v.optional(
        v.object({
          control: v.optional(v.number()),
          variants: v.optional(v.record(v.string(), v.number())),
        }),
      ),
      ...campaignEntries,
      groups: v.array(
        v.object({
          ...groupEntries,
          conversions: v.record(v.string(), conversionSchema),
          /** The outcomes of the messages that this installation sends itself, by channel; absent if there are none. */
          deliveries: v.optional(v.record(v.string(), deliverySchema)),
        }),
      ),
    }),
  ),
  /** The figures by day of the company, if they were asked for. */
  days: v.optional(
    v.array(
      v.object({
        day: v.string(),
        epoch: count,
        ...campaignEntries,
        groups: v.array(v.object({ ...groupEntries, conversions: counts })),
      }),
    ),
  ),
  notes: v.array(v.picklist(STATISTICS_NOTES)),
});

/** The statistics of a campaign, as the HTTP interface and rehearsals return them. */
export type StatisticsView = v.InferOutput<typeof statisticsViewSchema>;
