import * as v from 'valibot';
import type { IngestCall, ManagementCall, PublicCall } from '../core/contracts/calls.ts';
import { YAML_MEDIA_TYPE } from '../core/contracts/media-types.ts';
import { statisticsViewSchema } from '../core/contracts/statistics-view.ts';
import { appliedSchema, applyBegunSchema, applyEndedSchema } from './schemas/apply.ts';
import {
  archivedSchema,
  campaignListSchema,
  campaignSchema,
  publishedSchema,
  savedSchema,
  stoppedSchema,
  versionListSchema,
  versionSchema,
} from './schemas/campaign.ts';
import { currentsResultSchema } from './schemas/currents-result.ts';
import { deadLetterQueueListSchema, deadLetterRetrySchema, deadLetterSampleSchema } from './schemas/dead-letter.ts';
import { decisionListSchema } from './schemas/decision.ts';
import { deliveryListSchema } from './schemas/delivery.ts';
import { documentSchema } from './schemas/document.ts';
import { enrollmentListSchema } from './schemas/enrollment.ts';
import { entryResultsSchema } from './schemas/entry-results.ts';
import { erasureAcceptedSchema, erasureReportSchema } from './schemas/erasure.ts';
import { healthSchema } from './schemas/health.ts';
import { answeredSchema, inboxSchema, inboxTokenSchema } from './schemas/inbox.ts';
import { logIdSchema } from './schemas/log-id.ts';
import { pausedSchema, pausesSchema, resumedSchema } from './schemas/pause.ts';
import { planSchema } from './schemas/plan.ts';
import { previewSchema } from './schemas/preview.ts';
import { profileSchema } from './schemas/profile.ts';
import { recountBegunSchema } from './schemas/recount.ts';
import { refusedEventListSchema, retryResultsSchema } from './schemas/refused-event.ts';
import { channelsSchema, testSentSchema } from './schemas/sending.ts';
import { changedSettingsSchema, settingsSchema } from './schemas/settings.ts';
import { departureListSchema, drainedSchema, waitingWaveListSchema } from './schemas/wave.ts';

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
  /** The media type of the body, if it is not `application/json`. */
  readonly bodyType?: string;
  /** Another media type that the body may have, as a text. */
  readonly otherBodyType?: string;
  /** The schema of the answer with status 200. Absent if it answers with a redirect, 302. */
  readonly answer?: v.GenericSchema;
  /** True if the answer has status 202: what it says begins afterwards. */
  readonly isAccepted?: true;
  /** The media type of the answer with status 200, if it is another than that of problems. */
  readonly answerType?: 'text/html' | 'image/gif';
  /** The kind of bearer token that the call needs. */
  readonly token?: 'currentsToken' | 'inboxToken';
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
const UNKNOWN_QUEUE = { 404: 'The installation has no dead-letter queue of this name.' } as const;
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
    summary:
      'Lists campaigns: definition, status, counts by outcome, history; with view=summary without definition and history, with the next departure',
    query: ['view', 'status', 'q', 'follows', 'limit', 'cursor'],
    answer: campaignListSchema,
    problems: MALFORMED_QUERY,
  },
  'GET /campaigns/{id}': { summary: 'Returns one campaign', answer: campaignSchema, problems: UNKNOWN },
  'GET /campaigns/{id}/versions': {
    summary: 'Lists the saved versions of a campaign, newest first',
    query: ['cursor'],
    answer: versionListSchema,
    problems: { ...MALFORMED_QUERY, ...UNKNOWN },
  },
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
    otherBodyType: YAML_MEDIA_TYPE,
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
  'GET /campaigns/{id}/messages': {
    summary: 'Renders the messages of a campaign for a user and an example of its trigger; sends nothing',
    query: ['userId', 'version', 'variant'],
    requiredQuery: ['userId'],
    answer: previewSchema,
    problems: { 400: 'A parameter is malformed.', ...UNKNOWN },
  },
  'POST /preview': {
    summary: 'Renders the messages of a definition that need not be saved; sends nothing',
    body: 'PreviewRequest',
    answer: previewSchema,
    problems: {
      422: 'The body is no preview: details list every fault. Faults of the definition are in the answer.',
      ...MALFORMED_BODY,
    },
  },
  'GET /campaigns/{id}/enrollments': {
    summary: 'Lists enrollments that took a seat in a wave; a page may be short although a cursor follows',
    query: ['state', 'userId', 'limit', 'cursor'],
    answer: enrollmentListSchema,
    problems: { ...MALFORMED_QUERY, ...UNKNOWN },
  },
  'GET /campaigns/{id}/waves': {
    summary:
      'Lists the upcoming departures of a campaign and how many users wait for each, soonest first; a page may be short although a cursor follows',
    query: ['cursor'],
    answer: departureListSchema,
    problems: { ...MALFORMED_QUERY, ...UNKNOWN },
  },
  'GET /campaigns/{id}/stats': {
    summary: 'Returns the statistics of a campaign by group: counts, rates with their intervals, and the lift',
    query: ['from', 'to', 'by'],
    answer: statisticsViewSchema,
    problems: { 400: 'A day is none, or by is another word than day.', ...UNKNOWN },
  },
  'POST /campaigns/{id}/recount': {
    summary: 'Begins to count the statistics of all campaigns again from what is stored of users',
    answer: recountBegunSchema,
    problems: {
      ...UNKNOWN,
      409: 'The campaign never asked for statistics, or other calls came first, again and again.',
    },
  },
  'GET /decisions': {
    summary: 'Lists what was decided about a user, oldest first, or with order=newest newest first',
    query: ['userId', 'campaignId', 'order', 'cursor'],
    requiredQuery: ['userId'],
    answer: decisionListSchema,
    problems: MALFORMED_QUERY,
  },
  'GET /users/{id}/decisions': {
    summary:
      'Lists the same, for ids that a path carries unchanged: all but such as `.` and `..`, and on AWS those with a slash',
    query: ['campaignId', 'order', 'cursor'],
    answer: decisionListSchema,
    problems: MALFORMED_QUERY,
  },
  'GET /deliveries': {
    summary:
      'Lists what the senders did with the messages of a user, newest first, of a campaign, or of one dispatch; one of these is required',
    query: ['userId', 'campaignId', 'dispatchId', 'cursor'],
    answer: deliveryListSchema,
    problems: { ...MALFORMED_QUERY, ...UNKNOWN },
  },
  'GET /log-id': {
    summary: 'Returns the text by which a user is found in the logs: the id, or a keyed hash of it',
    query: ['userId'],
    requiredQuery: ['userId'],
    answer: logIdSchema,
    problems: { 400: 'The parameter is malformed.' },
  },
  'GET /profile': {
    summary: 'Returns the profile of a user: attributes, addresses, consents, and if each channel can be used',
    query: ['userId'],
    requiredQuery: ['userId'],
    answer: profileSchema,
    problems: { 400: 'The parameter is malformed.' },
  },
  'GET /erasures': {
    summary: 'Returns what is stored of a user, and how far the erasure is if the user was deleted',
    query: ['userId'],
    requiredQuery: ['userId'],
    answer: erasureReportSchema,
    problems: { 400: 'The parameter is malformed.' },
  },
  'POST /erasures': {
    summary: 'Deletes a user: the waits end, and the data go',
    body: 'ErasureRequest',
    answer: erasureAcceptedSchema,
    isAccepted: true,
    problems: { 422: 'The body names no user.', ...MALFORMED_BODY },
  },
  'POST /events': {
    summary: 'Takes events, and returns a result for each, in order',
    body: 'Entries',
    answer: entryResultsSchema,
    problems: MALFORMED_BODY,
  },
  'GET /refused': {
    summary:
      'Lists refused events with reason and entry, the one with an id, or those that name a user; a page has at most 4 MB',
    query: ['id', 'userId', 'cursor'],
    answer: refusedEventListSchema,
    problems: MALFORMED_QUERY,
  },
  'POST /refused/retry': {
    summary: 'Puts refused events again, and returns a result for each, in order',
    body: 'RefusedIds',
    answer: retryResultsSchema,
    problems: MALFORMED_BODY,
  },
  'GET /dead-letters': {
    summary: 'Lists the dead-letter queues with about how many messages each has, and why one could not be read',
    answer: deadLetterQueueListSchema,
  },
  'GET /dead-letters/{queue}': {
    summary: 'Returns up to ten messages of a dead-letter queue with their reasons; it changes nothing',
    answer: deadLetterSampleSchema,
    problems: UNKNOWN_QUEUE,
  },
  'POST /dead-letters/{queue}/retry': {
    summary: 'Puts the messages of a dead-letter queue again, as many as a call has time for',
    answer: deadLetterRetrySchema,
    problems: UNKNOWN_QUEUE,
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
  'GET /channels': {
    summary:
      'Returns what the installation sends and to whom, and what is missing; it asks the servers that it sends by',
    answer: channelsSchema,
  },
  'POST /test-sends': {
    summary: 'Sends a test message to an entry of the allow list: marked, and counted nowhere',
    body: 'TestSendRequest',
    answer: testSentSchema,
    problems: {
      404: 'No campaign has this id, or no such version.',
      409: 'The channel has no sender, the installation sends nothing, or the target is not on its allow list.',
      422: 'The body has a fault, or the message cannot be sent to this target.',
      502: 'The sender could not be called, or failed. The message says whether the test may have left.',
      504: 'On AWS: the sender did not answer in time. The message says whether the test may have left.',
      ...MALFORMED_BODY,
    },
  },
  'POST /inbox-tokens': {
    summary: 'Creates a token with which an app reads and answers the inbox of one user',
    body: 'InboxTokenRequest',
    answer: inboxTokenSchema,
    problems: {
      422: 'The body names no user, or a time that is none.',
      503: 'The installation has no keys for tokens.',
      ...MALFORMED_BODY,
    },
  },
  'GET /openapi.json': { summary: 'Returns this document', answer: documentSchema },
  'GET /schemas/campaign.json': { summary: 'Returns the JSON Schema of campaigns', answer: documentSchema },
} as const satisfies Readonly<Record<ManagementCall, Route>>;

/** The calls of other systems. */
export const INGEST_ROUTES = {
  'POST /ingest/currents': {
    summary: "Takes events of Braze Currents' custom HTTP connector",
    body: 'CurrentsBody',
    token: 'currentsToken',
    answer: currentsResultSchema,
    problems: {
      401: 'The token is missing or wrong.',
      ...MALFORMED_BODY,
      413: 'The body is longer than 4 MiB, or has more than 1,000 records.',
    },
  },
} as const satisfies Readonly<Record<IngestCall, Route>>;

const INBOX_TOKEN = { token: 'inboxToken' } as const;
const NO_TOKEN = { 401: 'The token is missing, wrong or expired.' } as const;
const UNKNOWN_LINK = { 404: 'There is no such link.' } as const;
const ANSWER = {
  ...INBOX_TOKEN,
  answer: answeredSchema,
  problems: { ...NO_TOKEN, 404: 'The inbox has no such message, or it has expired.' },
} as const;

/** The calls of users and of their mailbox providers. */
export const PUBLIC_ROUTES = {
  'GET /inbox': {
    summary:
      'Lists the messages in the inbox of the user of the token, newest first; a page may be short although a cursor follows',
    query: ['cursor'],
    ...INBOX_TOKEN,
    answer: inboxSchema,
    problems: { ...MALFORMED_QUERY, ...NO_TOKEN },
  },
  'POST /inbox/{id}/viewed': { summary: 'Records that the user saw a message; a repeat changes nothing', ...ANSWER },
  'POST /inbox/{id}/clicked': { summary: 'Records that the user clicked a message', ...ANSWER },
  'POST /inbox/{id}/dismissed': { summary: 'Removes a message from the inbox', ...ANSWER },
  'POST /inbox/{id}/button': {
    summary: 'Records that the user pressed a button of a message',
    ...ANSWER,
    body: 'Press',
    problems: {
      ...NO_TOKEN,
      ...MALFORMED_BODY,
      404: 'The inbox has no such message, or the message has no such button.',
      422: 'The body names no button.',
    },
  },
  'GET /unsubscribe/{token}': {
    summary: 'Shows a page with a button to unsubscribe; it changes nothing',
    answer: v.string(),
    answerType: 'text/html',
    problems: UNKNOWN_LINK,
  },
  'POST /unsubscribe/{token}': {
    summary: 'Unsubscribes a user from a channel, in one click (RFC 8058)',
    body: 'UnsubscribeForm',
    bodyType: 'application/x-www-form-urlencoded',
    answer: v.string(),
    answerType: 'text/html',
    problems: { ...UNKNOWN_LINK, 400: 'The body is not the form.' },
  },
  'GET /l/{token}': { summary: 'Leads to the address of a link in an email', problems: UNKNOWN_LINK },
  'GET /o/{token}': {
    summary: 'Returns the image by which opens are tracked',
    answer: v.string(),
    answerType: 'image/gif',
    problems: UNKNOWN_LINK,
  },
} as const satisfies Readonly<Record<PublicCall, Route>>;

/** Every call of the interface, on AWS and on one machine. */
export const ROUTES = { ...MANAGEMENT_ROUTES, ...INGEST_ROUTES, ...PUBLIC_ROUTES } as const;
