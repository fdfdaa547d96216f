import * as v from 'valibot';
import type { appliedSchema, applyBegunSchema } from '../api/schemas/apply.ts';
import type {
  archivedSchema,
  CampaignSummaryView,
  CampaignView,
  ListedVersionView,
  publishedSchema,
  savedSchema,
  stoppedSchema,
  versionSchema,
} from '../api/schemas/campaign.ts';
import type { DeadLetterQueueView, DeadLetterView, deadLetterRetrySchema } from '../api/schemas/dead-letter.ts';
import type { DeliveryView } from '../api/schemas/delivery.ts';
import type { EnrollmentView } from '../api/schemas/enrollment.ts';
import type { entryResultSchema } from '../api/schemas/entry-results.ts';
import type { erasureAcceptedSchema, erasureReportSchema } from '../api/schemas/erasure.ts';
import type { logIdSchema } from '../api/schemas/log-id.ts';
import type { PauseView, pausedSchema, pausesSchema, resumedSchema } from '../api/schemas/pause.ts';
import type { CampaignPlanView, planSchema } from '../api/schemas/plan.ts';
import type { PreviewedMessageView, PreviewView } from '../api/schemas/preview.ts';
import type { recountBegunSchema } from '../api/schemas/recount.ts';
import type { RefusedEventView, RetryResult } from '../api/schemas/refused-event.ts';
import type { ChannelView, channelsSchema, testSentSchema } from '../api/schemas/sending.ts';
import type { changedSettingsSchema, SettingsView } from '../api/schemas/settings.ts';
import type { DepartureView, drainedSchema, WaveView } from '../api/schemas/wave.ts';
import { decisionViewSchema } from '../core/contracts/decision-view.ts';
import type { Definition } from '../core/contracts/definition.ts';
import { isObject } from '../core/contracts/object.ts';
import type { StatisticsView } from '../core/contracts/statistics-view.ts';
import { readerOf } from './reader-of.ts';

/** The reader of one action in the history of a campaign (R74). */
const actResponse = readerOf<CampaignView['history'][number]>()({
  at: v.string(),
  by: v.string(),
  did: v.string(),
  version: v.number(),
  note: v.optional(v.string()),
});

/** The reader of the pause that holds a campaign back (R92). */
const pausedResponse = readerOf<NonNullable<CampaignView['paused']>>()({
  by: v.string(),
  at: v.optional(v.string()),
  isAll: v.boolean(),
});

/** The reader of a campaign. */
export const campaignResponse = readerOf<CampaignView>()({
  id: v.string(),
  name: v.string(),
  status: v.string(),
  version: v.number(),
  publishedAt: v.nullish(v.string()),
  paused: v.optional(pausedResponse),
  project: v.optional(v.string()),
  changedByHand: v.optional(v.boolean()),
  counts: v.optional(v.record(v.string(), v.number()), {}),
  reasons: v.optional(v.record(v.string(), v.number()), {}),
  history: v.optional(v.array(actResponse), []),
});

/** A campaign as a command shows it. */
export type CampaignResponse = v.InferOutput<typeof campaignResponse>;

/** The reader of a campaign as a list shows it. */
export const campaignSummaryResponse = readerOf<CampaignSummaryView>()({
  id: v.string(),
  name: v.string(),
  status: v.string(),
  paused: v.optional(pausedResponse),
  nextDeparture: v.optional(v.string()),
  counts: v.optional(v.record(v.string(), v.number()), {}),
  countedAt: v.optional(v.string()),
});

/** A campaign as a list shows it. */
export type CampaignSummaryResponse = v.InferOutput<typeof campaignSummaryResponse>;

/** The reader of a campaign as a plan compares it. */
export const installedResponse = readerOf<CampaignView>()({
  id: v.string(),
  status: v.string(),
  version: v.number(),
  publishedVersion: v.optional(v.number()),
  project: v.optional(v.string()),
  changedByHand: v.optional(v.boolean()),
  definition: v.custom<Definition>(isObject),
});

/** A campaign as an installation has it. */
export type InstalledResponse = v.InferOutput<typeof installedResponse>;

/** The reader of a saved version of a campaign. */
export const versionResponse = readerOf<v.InferOutput<typeof versionSchema>>()({
  version: v.number(),
  definition: v.custom<Definition>(isObject),
  text: v.optional(v.string()),
});

/** The reader of a version in the list of a campaign's versions. */
export const listedVersionResponse = readerOf<ListedVersionView>()({
  version: v.number(),
  isPublished: v.boolean(),
  saved: v.optional(v.looseObject({ at: v.string(), by: v.string(), note: v.optional(v.string()) })),
});

const changeOfPlan = readerOf<CampaignPlanView['changes'][number]>()({
  path: v.string(),
  from: v.optional(v.unknown()),
  to: v.optional(v.unknown()),
  affectsWaiting: v.boolean(),
});

/** The reader of the plan of one campaign. */
const campaignPlanResponse = readerOf<CampaignPlanView>()({
  id: v.string(),
  action: v.string(),
  faults: v.array(v.unknown()),
  warnings: v.array(v.string()),
  changes: v.array(changeOfPlan),
  waiting: v.number(),
  revision: v.number(),
  drift: v.array(actResponse),
  adopts: v.optional(v.boolean(), false),
  renamedFrom: v.optional(v.looseObject({ id: v.string(), waiting: v.number() })),
  hasNoFile: v.optional(v.boolean(), false),
});

/** The plan of one campaign. */
export type CampaignPlanResponse = v.InferOutput<typeof campaignPlanResponse>;

/** The reader of a plan. */
export const planResponse = readerOf<v.InferOutput<typeof planSchema>>()({
  campaigns: v.array(campaignPlanResponse),
  refused: v.boolean(),
});

/** The reader of an apply that began. */
export const applyBegunResponse = readerOf<v.InferOutput<typeof applyBegunSchema>>()({ token: v.string() });

/** The reader of a campaign after an act of an apply. */
export const appliedResponse = readerOf<v.InferOutput<typeof appliedSchema>>()({
  id: v.string(),
  status: v.string(),
  version: v.number(),
  revision: v.number(),
  publishedAt: v.optional(v.string()),
  cancelled: v.number(),
});

/** A campaign after an act of an apply. */
export type AppliedResponse = v.InferOutput<typeof appliedResponse>;

/** The reader of the answer to publishing. */
export const publishResponse = readerOf<v.InferOutput<typeof publishedSchema>>()({
  publishedAt: v.string(),
  version: v.number(),
  warnings: v.array(v.unknown()),
});

type StoppedOrArchived = v.InferOutput<typeof stoppedSchema> & Partial<v.InferOutput<typeof archivedSchema>>;

/** The reader of the answers to stopping and archiving. */
export const endResponse = readerOf<StoppedOrArchived>()({
  at: v.string(),
  cancelled: v.number(),
  already: v.optional(v.boolean(), false),
  warnings: v.optional(v.array(v.unknown()), []),
});

/** The reader of one decision about a user: the fields of the shared schema that an explanation needs. */
/** The schema of the part of a list of decisions that says into whom the user was merged (R65). */
export const mergedResponse = v.object({ mergedInto: v.optional(v.string()) });

export const decisionResponse = v.looseObject({
  ...v.omit(decisionViewSchema, ['triggeredAt', 'version']).entries,
  reason: v.optional(v.string()),
});

/** A decision as an explanation shows it. */
export type DecisionResponse = v.InferOutput<typeof decisionResponse>;

/** The reader of one delivery. */
export const deliveryResponse = readerOf<DeliveryView>()({
  dispatchId: v.string(),
  campaignId: v.string(),
  userId: v.string(),
  channel: v.string(),
  part: v.number(),
  target: v.optional(v.string()),
  state: v.string(),
  at: v.string(),
  reason: v.optional(v.string()),
  delivered: v.optional(v.string()),
  opened: v.optional(v.string()),
  clicked: v.optional(v.string()),
  bounced: v.optional(v.string()),
});

/** A delivery as an explanation shows it. */
export type DeliveryResponse = v.InferOutput<typeof deliveryResponse>;

/** The reader of one enrollment. */
export const enrollmentResponse = readerOf<EnrollmentView>()({
  userId: v.string(),
  state: v.string(),
  reason: v.optional(v.string()),
  dueAt: v.optional(v.string()),
  cancelledBy: v.optional(v.string()),
});

/** An enrollment as a list shows it. */
export type EnrollmentResponse = v.InferOutput<typeof enrollmentResponse>;

type StoredView = v.InferOutput<typeof erasureReportSchema>['stored'][number];
type UnreachableView = v.InferOutput<typeof erasureReportSchema>['beyondReach'][number];

/** The reader of what is stored of a user, of the erasure, and of what lies elsewhere. */
export const erasureReportResponse = readerOf<v.InferOutput<typeof erasureReportSchema>>()({
  userId: v.string(),
  mergedInto: v.optional(v.string()),
  erasure: v.looseObject({
    state: v.string(),
    deletedAt: v.optional(v.string()),
    since: v.optional(v.string()),
    secondSweepAt: v.optional(v.string()),
    erasedAt: v.optional(v.string()),
  }),
  stored: v.array(readerOf<StoredView>()({ kind: v.string(), count: v.number(), keptFor: v.string() })),
  beyondReach: v.array(readerOf<UnreachableView>()({ place: v.string(), description: v.string() })),
});

/** The report about a user, as `forget` shows it. */
export type ErasureReportResponse = v.InferOutput<typeof erasureReportResponse>;

/** The reader of the answer to a deletion. */
export const erasureAcceptedResponse = readerOf<v.InferOutput<typeof erasureAcceptedSchema>>()({
  userId: v.string(),
  eventId: v.string(),
  deletedAt: v.string(),
  next: v.string(),
});

/** The reader of one refused event. */
export const refusedResponse = readerOf<RefusedEventView>()({
  id: v.string(),
  at: v.string(),
  code: v.string(),
  message: v.string(),
  retriedAt: v.optional(v.string()),
});

/** The reader of the dead-letter queues of an installation. */
export const deadLetterQueuesResponse = v.looseObject({
  queues: v.array(
    readerOf<DeadLetterQueueView>()({
      name: v.string(),
      impact: v.string(),
      messages: v.optional(v.number()),
      error: v.optional(v.string()),
    }),
  ),
});

/** A dead-letter queue as a list shows it. */
export type DeadLetterQueueResponse = v.InferOutput<typeof deadLetterQueuesResponse>['queues'][number];

/** The reader of a sample of the messages of a dead-letter queue. */
export const deadLetterSampleResponse = v.looseObject({
  sample: v.array(
    readerOf<DeadLetterView>()({
      id: v.string(),
      at: v.optional(v.string()),
      attempts: v.number(),
      code: v.optional(v.string()),
      message: v.optional(v.string()),
      userIds: v.array(v.string()),
      canRetry: v.boolean(),
    }),
  ),
});

/** A dead letter as a sample shows it. */
export type DeadLetterResponse = v.InferOutput<typeof deadLetterSampleResponse>['sample'][number];

/** The reader of the result of a retry of a dead-letter queue. */
export const deadLetterRetryResponse = readerOf<v.InferOutput<typeof deadLetterRetrySchema>>()({
  retried: v.number(),
  left: v.number(),
  isDone: v.boolean(),
});

type RetryFailure = Extract<RetryResult, { readonly errorCode: unknown }>;
type RetrySuccess = Extract<RetryResult, { readonly eventId: unknown }>;

/** The reader of the results of events that were put again. */
export const retryResponse = v.looseObject({
  results: v.array(
    readerOf<RetrySuccess & RetryFailure>()({
      id: v.string(),
      eventId: v.optional(v.string()),
      errorCode: v.optional(v.string()),
      errorMessage: v.optional(v.string()),
    }),
  ),
});

type RefusedEntry = Extract<v.InferOutput<typeof entryResultSchema>, { readonly errorCode: unknown }>;

/** The reader of the results of the entries that were put. */
export const putResponse = v.looseObject({
  entries: v.array(
    readerOf<RefusedEntry>()({ errorCode: v.optional(v.string()), errorMessage: v.optional(v.string()) }),
  ),
});

/** The reader of the answer to a pause. */
export const pauseResponse = readerOf<v.InferOutput<typeof pausedSchema>>()({
  by: v.string(),
  at: v.optional(v.string()),
  already: v.optional(v.boolean(), false),
});

const pauseOfList = readerOf<PauseView>()({ by: v.string(), at: v.optional(v.string()) });

/** The reader of all pauses. */
export const pausesResponse = readerOf<v.InferOutput<typeof pausesSchema>>()({
  all: v.optional(pauseOfList),
  campaigns: v.record(v.string(), pauseOfList),
});

/** The reader of the answer to a resumption. */
export const resumeResponse = readerOf<v.InferOutput<typeof resumedSchema>>()({
  at: v.string(),
  already: v.optional(v.boolean(), false),
});

const quietHoursOfSettings = v.looseObject({ from: v.string(), to: v.string(), then: v.string() });

/** The reader of the settings of the installation. */
export const settingsResponse = readerOf<SettingsView>()({
  revision: v.number(),
  companyZone: v.string(),
  quietHours: v.optional(quietHoursOfSettings),
  consent: readerOf<SettingsView['consent']>()({ email: v.string(), sms: v.string(), push: v.string() }),
  tracking: readerOf<SettingsView['tracking']>()({ opens: v.boolean(), clicks: v.boolean() }),
  dailyRecount: v.optional(v.boolean()),
  frequencyCaps: v.array(
    readerOf<SettingsView['frequencyCaps'][number]>()({
      atMost: v.number(),
      in: v.string(),
      calendarDays: v.optional(v.boolean()),
      channel: v.optional(v.string()),
    }),
  ),
  history: v.array(
    readerOf<SettingsView['history'][number]>()({ at: v.string(), by: v.string(), changed: v.array(v.string()) }),
  ),
});

/** The settings as a command shows them. */
export type SettingsResponse = v.InferOutput<typeof settingsResponse>;

/** The reader of the answer to a change of the settings. */
export const changedSettingsResponse = readerOf<v.InferOutput<typeof changedSettingsSchema>>()({
  ...settingsResponse.entries,
  unchanged: v.optional(v.boolean(), false),
  warnings: v.array(v.string()),
});

/** The reader of the answer to saving. */
export const saveResponse = readerOf<v.InferOutput<typeof savedSchema>>()({
  id: v.string(),
  version: v.number(),
  unchanged: v.optional(v.boolean(), false),
});

/** The reader of one wave that waits. */
export const waveResponse = readerOf<WaveView>()({ name: v.string(), campaignId: v.string() });

/** The reader of an upcoming departure of a campaign. */
export const departureResponse = readerOf<DepartureView>()({
  departure: v.string(),
  waiting: v.number(),
  isAtLeast: v.optional(v.boolean(), false),
});

/** The reader of the answer to a drain. */
export const drainResponse = readerOf<v.InferOutput<typeof drainedSchema>>()({
  ended: v.array(v.string()),
  isDone: v.boolean(),
});

/** The reader of the text by which a user is found in the log. */
export const logIdResponse = readerOf<v.InferOutput<typeof logIdSchema>>()({ userId: v.string(), logId: v.string() });

const previewedMessageResponse = readerOf<PreviewedMessageView>()({
  channel: v.string(),
  variant: v.optional(v.string()),
  part: v.number(),
  language: v.optional(v.string()),
  content: v.optional(v.record(v.string(), v.unknown())),
  problem: v.optional(v.looseObject({ reason: v.string(), detail: v.optional(v.string()) })),
  missing: v.array(v.looseObject({ field: v.string(), variable: v.string() })),
  hasSender: v.boolean(),
  target: v.optional(v.string()),
  reason: v.optional(v.string()),
  heldBack: v.optional(v.string()),
});

/** A message of a preview. */
export type PreviewedMessageResponse = v.InferOutput<typeof previewedMessageResponse>;

/** The reader of the messages of a campaign for a user. */
export const previewResponse = readerOf<PreviewView>()({
  variant: v.optional(v.string()),
  isControl: v.optional(v.boolean(), false),
  faults: v.array(v.unknown()),
  warnings: v.array(v.string()),
  messages: v.array(previewedMessageResponse),
  leaves: v.optional(
    v.looseObject({
      dueAt: v.string(),
      leavesAt: v.optional(v.string()),
      quietUntil: v.optional(v.string()),
      isPaused: v.optional(v.boolean(), false),
    }),
  ),
  withheld: v.optional(v.looseObject({ reason: v.string(), detail: v.optional(v.string()) })),
});

/** The messages of a campaign for a user. */
export type PreviewResponse = v.InferOutput<typeof previewResponse>;

const channelResponse = readerOf<ChannelView>()({
  channel: v.string(),
  hasSender: v.boolean(),
  provider: v.optional(v.string()),
  isContained: v.optional(v.boolean(), false),
  server: v.optional(v.string()),
  from: v.optional(v.string()),
  configurationSet: v.optional(v.string()),
  campaigns: v.number(),
});

/** The state of a channel. */
export type ChannelResponse = v.InferOutput<typeof channelResponse>;

type ChannelsAnswer = v.InferOutput<typeof channelsSchema>;

/** The reader of the channels of an installation, and of what is missing. */
export const channelsResponse = readerOf<ChannelsAnswer>()({
  mode: v.string(),
  allow: v.number(),
  publicUrl: v.optional(v.string()),
  channels: v.array(channelResponse),
  findings: v.array(
    readerOf<ChannelsAnswer['findings'][number]>()({ code: v.string(), level: v.string(), message: v.string() }),
  ),
});

/** The reader of the results of a test. */
export const testSentResponse = readerOf<v.InferOutput<typeof testSentSchema>>()({
  sent: v.array(
    v.looseObject({
      part: v.number(),
      result: v.string(),
      providerId: v.optional(v.string()),
      reason: v.optional(v.string()),
    }),
  ),
});

const countsByName = v.record(v.string(), v.number());
const estimateResponse = v.object({ value: v.number(), low: v.number(), high: v.number() });
const groupFields = { group: v.string(), variant: v.optional(v.string()), sent: v.number() };
const campaignFigures = { enrolled: v.number(), withheld: countsByName, cancelled: countsByName };
const conversionResponse = v.looseObject({
  count: v.number(),
  rate: v.optional(estimateResponse),
  lift: v.optional(estimateResponse),
  noLift: v.optional(v.string()),
  difference: v.optional(estimateResponse),
});

const deliveriesResponse = v.looseObject({
  sent: v.number(),
  delivered: v.number(),
  opened: v.number(),
  clicked: v.number(),
  bounced: v.number(),
});

/** The reader of the statistics of a campaign (R48). */
export const statisticsResponse = readerOf<StatisticsView>()({
  campaignId: v.string(),
  isOn: v.boolean(),
  companyZone: v.string(),
  from: v.optional(v.string()),
  to: v.optional(v.string()),
  asOf: v.string(),
  recountedAt: v.optional(v.string()),
  recountingSince: v.optional(v.string()),
  epochs: v.array(
    v.looseObject({
      epoch: v.number(),
      version: v.optional(v.number()),
      since: v.optional(v.string()),
      shares: v.optional(v.looseObject({ control: v.optional(v.number()), variants: v.optional(countsByName) })),
      ...campaignFigures,
      groups: v.array(
        v.looseObject({
          ...groupFields,
          conversions: v.record(v.string(), conversionResponse),
          deliveries: v.optional(v.record(v.string(), deliveriesResponse)),
        }),
      ),
    }),
  ),
  days: v.optional(
    v.array(
      v.looseObject({
        day: v.string(),
        epoch: v.number(),
        ...campaignFigures,
        groups: v.array(v.looseObject({ ...groupFields, conversions: countsByName })),
      }),
    ),
  ),
  notes: v.array(v.string()),
});

/** The statistics of a campaign as a command reads them. */
export type StatisticsResponse = v.InferOutput<typeof statisticsResponse>;

/** The reader of the answer to a recount. */
export const recountResponse = readerOf<v.InferOutput<typeof recountBegunSchema>>()({
  begunAt: v.string(),
  isDone: v.boolean(),
});
