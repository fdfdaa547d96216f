import type * as v from 'valibot';
import type { IngestCall, ManagementCall } from '../core/contracts/calls.ts';
import { appliedSchema, applyBegunSchema, applyEndedSchema } from './schemas/apply.ts';
import {
  archivedSchema,
  campaignListSchema,
  campaignSchema,
  publishedSchema,
  savedSchema,
  stoppedSchema,
  versionSchema,
} from './schemas/campaign.ts';
import { currentsResultSchema } from './schemas/currents-result.ts';
import { decisionListSchema } from './schemas/decision.ts';
import { documentSchema } from './schemas/document.ts';
import { enrollmentListSchema } from './schemas/enrollment.ts';
import { entryResultsSchema } from './schemas/entry-results.ts';
import { healthSchema } from './schemas/health.ts';
import { logIdSchema } from './schemas/log-id.ts';
import { pausedSchema, pausesSchema, resumedSchema } from './schemas/pause.ts';
import { planSchema } from './schemas/plan.ts';
import { refusedEventListSchema, retryResultsSchema } from './schemas/refused-event.ts';
import { changedSettingsSchema, settingsSchema } from './schemas/settings.ts';
import { drainedSchema, waitingWaveListSchema } from './schemas/wave.ts';

/** A call of the interface: what it takes, what it answers, and the problems that it may answer instead. */
export interface Route {
  readonly summary: string;
  /** The names of the parameters of the query. */
  readonly query?: readonly string[];
  readonly requiredQuery?: readonly string[];
  /** The names of headers that it reads. */
  readonly headers?: readonly string[];
  /** The name of the schema of the body. */
  readonly body?: string;
  readonly isBodyOptional?: true;
  /** The schema of the answer with status 200. */
  readonly answer: v.GenericSchema;
  /** The schema of the problems, if it is not the usual one. */
  readonly problem?: v.GenericSchema;
  /** The media type of its answers, if it is not `application/json`. */
  readonly mediaType?: string;
  /** The problems of this call, by status. Those of every call are in `openapi.ts`. */
  readonly problems?: Readonly<Record<number, string>>;
}

/** Calls by their method and path, such as `GET /campaigns/{id}`. */
export type Routes = Readonly<Record<string, Route>>;

const MALFORMED_BODY = { 400: 'The body is malformed.' } as const;
const UNKNOWN = { 404: 'No campaign has this id.' } as const;
const CONFLICT = {
  409: 'The state of the campaign does not allow it, or another version is the newest; details give the reasons.',
} as const;
/** The optional body that names the version which is meant (R97). */
const ACT_BODY = { body: 'MeantVersion', isBodyOptional: true } as const;
const MALFORMED_QUERY = { 400: 'The cursor belongs to another list, or a parameter is malformed.' } as const;

/** The calls by which campaigns are managed and events are sent. The OpenAPI document and the types of the answers come from it. */
export const MANAGEMENT_ROUTES = {
  'GET /health': {
    summary: 'Returns whether the installation can work',
    answer: healthSchema,
    problems: { 503: 'Nothing can be written, or the latest work failed; the message gives the reason.' },
  },
  'GET /campaigns': {
    summary: 'Lists campaigns: definition, status, counts by outcome, history',
    query: ['cursor'],
    answer: campaignListSchema,
    problems: MALFORMED_QUERY,
  },
  'GET /campaigns/{id}': { summary: 'Returns one campaign', answer: campaignSchema, problems: UNKNOWN },
  'GET /campaigns/{id}/versions/{version}': {
    summary: 'Returns a saved version of a campaign: its definition, and who saved it',
    answer: versionSchema,
    problems: UNKNOWN,
  },
  'PUT /campaigns/{id}': {
    summary:
      'Saves a new version, a draft until it is published; a definition that is equal to the newest changes nothing',
    headers: ['If-Match', 'If-None-Match'],
    body: 'CampaignDefinition',
    answer: savedSchema,
    problems: {
      412: 'Another version is the newest than the header names.',
      422: 'The body is not a campaign: details list every fault with its path, what was found and what was expected.',
      ...MALFORMED_BODY,
      ...CONFLICT,
    },
  },
  'POST /campaigns/{id}/publish': {
    summary: 'Publishes the newest version',
    ...ACT_BODY,
    answer: publishedSchema,
    problems: { ...MALFORMED_BODY, ...UNKNOWN, ...CONFLICT },
  },
  'POST /campaigns/{id}/stop': {
    summary: 'Ends the publication and cancels all of its waits',
    ...ACT_BODY,
    answer: stoppedSchema,
    problems: { ...MALFORMED_BODY, ...UNKNOWN, ...CONFLICT },
  },
  'POST /campaigns/{id}/archive': {
    summary: 'Archives permanently, and stops first',
    ...ACT_BODY,
    answer: archivedSchema,
    problems: { ...MALFORMED_BODY, ...UNKNOWN, ...CONFLICT },
  },
  'POST /plan': {
    summary: 'Compares the campaigns of a folder with what is published, and saves nothing',
    body: 'FolderToPlan',
    answer: planSchema,
    problems: {
      422: 'The body is no folder: details list every fault. Faults of campaigns are in the answer.',
      ...MALFORMED_BODY,
    },
  },
  'POST /apply/begin': {
    summary: 'Begins an apply: no other begins until it ends, or does nothing for a minute',
    body: 'ApplyBegin',
    answer: applyBegunSchema,
    problems: { 409: 'Another apply acts.', 422: 'The body names no project.', ...MALFORMED_BODY },
  },
  'POST /apply/end': {
    summary: 'Ends an apply, so that another may begin',
    body: 'ApplyEnd',
    answer: applyEndedSchema,
    problems: { 409: 'Other applies came first, again and again.', 422: 'The body names no token.', ...MALFORMED_BODY },
  },
  'POST /campaigns/{id}/apply': {
    summary: 'Saves, publishes or stops a campaign in one write, if nothing was done to it since the plan',
    body: 'CampaignApply',
    answer: appliedSchema,
    problems: {
      422: 'The body has a fault, or the definition: details list every fault.',
      ...MALFORMED_BODY,
      ...UNKNOWN,
      ...CONFLICT,
    },
  },
  'GET /pause': { summary: 'Returns what is paused, and who paused and resumed what', answer: pausesSchema },
  'POST /pause': {
    summary: 'Pauses all campaigns: nothing leaves until they are resumed',
    answer: pausedSchema,
    problems: { 409: 'Other pauses came first, again and again.' },
  },
  'POST /resume': {
    summary: 'Resumes all campaigns, except those that are paused themselves',
    answer: resumedSchema,
    problems: { 409: 'Other pauses came first, again and again.' },
  },
  'POST /campaigns/{id}/pause': {
    summary: 'Pauses a campaign: its users wait until it is resumed',
    answer: pausedSchema,
    problems: { ...UNKNOWN, ...CONFLICT },
  },
  'POST /campaigns/{id}/resume': {
    summary: 'Resumes a campaign',
    answer: resumedSchema,
    problems: { ...UNKNOWN, ...CONFLICT },
  },
  'GET /settings': {
    summary: 'Returns the settings of the installation, and who changed them',
    answer: settingsSchema,
  },
  'PUT /settings': {
    summary: 'Changes settings: absent fields stay, null removes a field',
    headers: ['If-Match'],
    body: 'SettingsChange',
    answer: changedSettingsSchema,
    problems: {
      409: 'Other changes came first, again and again.',
      412: 'Another revision is the newest than the header names.',
      422: 'The body is no change of the settings: details list every fault.',
      ...MALFORMED_BODY,
    },
  },
  'GET /campaigns/{id}/enrollments': {
    summary: 'Lists enrollments that took a seat in a wave; a page may be short although a cursor follows',
    query: ['state', 'userId', 'cursor'],
    answer: enrollmentListSchema,
    problems: { ...MALFORMED_QUERY, ...UNKNOWN },
  },
  'GET /decisions': {
    summary: 'Lists what was decided about a user, oldest first',
    query: ['userId', 'campaignId', 'cursor'],
    requiredQuery: ['userId'],
    answer: decisionListSchema,
    problems: MALFORMED_QUERY,
  },
  'GET /users/{id}/decisions': {
    summary:
      'Lists the same, for ids that a path carries unchanged: all but such as `.` and `..`, and on AWS those with a slash',
    query: ['campaignId', 'cursor'],
    answer: decisionListSchema,
    problems: MALFORMED_QUERY,
  },
  'GET /log-id': {
    summary: 'Returns the text by which a user is found in the logs: the id, or a keyed hash of it',
    query: ['userId'],
    requiredQuery: ['userId'],
    answer: logIdSchema,
    problems: { 400: 'The parameter is malformed.' },
  },
  'POST /events': {
    summary: 'Takes events, and returns a result for each, in order',
    body: 'Entries',
    answer: entryResultsSchema,
    problems: MALFORMED_BODY,
  },
  'GET /refused': {
    summary: 'Lists refused events with reason and entry; a page has at most 4 MB',
    query: ['cursor'],
    answer: refusedEventListSchema,
    problems: MALFORMED_QUERY,
  },
  'POST /refused/retry': {
    summary: 'Puts refused events again, and returns a result for each, in order',
    body: 'RefusedIds',
    answer: retryResultsSchema,
    problems: MALFORMED_BODY,
  },
  'GET /waves': {
    summary: 'Lists the waves that wait or are leaving, by the names of their executions',
    query: ['cursor'],
    answer: waitingWaveListSchema,
    problems: MALFORMED_QUERY,
  },
  'POST /drain': {
    summary: 'Ends the waves that wait, as many as a call has time for, and cancels the waits in them',
    answer: drainedSchema,
    problems: { 409: 'A campaign is published, and would start waves again; details list all that are.' },
  },
  'GET /openapi.json': { summary: 'Returns this document', answer: documentSchema },
  'GET /schemas/campaign.json': { summary: 'Returns the JSON Schema of campaigns', answer: documentSchema },
} as const satisfies Readonly<Record<ManagementCall, Route>>;

/** The calls of other systems. */
export const INGEST_ROUTES = {
  'POST /ingest/currents': {
    summary: "Takes events of Braze Currents' custom HTTP connector",
    body: 'CurrentsBody',
    answer: currentsResultSchema,
    problems: {
      401: 'The token is missing or wrong.',
      ...MALFORMED_BODY,
      413: 'The body is longer than 4 MiB, or has more than 1,000 records.',
    },
  },
} as const satisfies Readonly<Record<IngestCall, Route>>;

/** Every call of the interface, on AWS and on one machine. */
export const ROUTES = { ...MANAGEMENT_ROUTES, ...INGEST_ROUTES } as const;
