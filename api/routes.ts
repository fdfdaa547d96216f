/** What a call answers when it does what it says, as OpenAPI names it. */
interface Route {
  readonly summary: string;
  readonly query?: readonly string[];
  /** What of the query must be there. */
  readonly requiredQuery?: readonly string[];
  /** The schema of its body. */
  readonly body?: string;
  readonly responses: Readonly<Record<number, string>>;
}

const BODY_PROBLEMS = { 400: 'The body is not what was expected.', 413: 'The body is longer than 4 MiB.' } as const;
const UNKNOWN = { 404: 'No campaign has this id.' } as const;
const NOT_NOW = { 409: 'Refused as the campaign stands; details give the reasons.' } as const;
const BROKEN_CURSOR = { 400: 'The cursor is none of this list, or a field is not what was expected.' } as const;

/** Every call of the interface: what the OpenAPI document is made of. */
export const ROUTES: Readonly<Record<string, Route>> = {
  'GET /health': {
    summary: 'Whether it can work',
    responses: {
      200: '`{ status: "ok" }`',
      503: 'Nothing can be written, or the latest work failed; the message says why. It is tried again.',
    },
  },
  'GET /campaigns': {
    summary: 'Campaigns: definition, status, counts by outcome, history',
    query: ['cursor'],
    responses: { 200: '`{ campaigns, cursor? }`', ...BROKEN_CURSOR },
  },
  'GET /campaigns/{id}': {
    summary: 'One campaign',
    responses: { 200: 'The campaign.', ...UNKNOWN },
  },
  'PUT /campaigns/{id}': {
    summary: 'Saves a draft, a new version',
    body: 'Campaign',
    responses: {
      200: '`{ id, version, status, warnings }`',
      422: 'Not a campaign: details list every fault with its path, what was found and what was expected.',
      ...BODY_PROBLEMS,
      ...NOT_NOW,
    },
  },
  'POST /campaigns/{id}/publish': {
    summary: 'Publishes the newest version',
    responses: { 200: '`{ publishedAt, version, warnings }`', ...UNKNOWN, ...NOT_NOW },
  },
  'POST /campaigns/{id}/stop': {
    summary: 'Ends the publication and cancels every wait of it',
    responses: { 200: '`{ at, cancelled }`', ...UNKNOWN, ...NOT_NOW },
  },
  'POST /campaigns/{id}/archive': {
    summary: 'Archives for good, stopping first',
    responses: { 200: '`{ at, cancelled, warnings }`', ...UNKNOWN, ...NOT_NOW },
  },
  'GET /campaigns/{id}/enrollments': {
    summary: 'Enrollments that took a wave; a page may be short where a cursor follows',
    query: ['state', 'userId', 'cursor'],
    responses: { 200: '`{ enrollments, cursor? }`', ...BROKEN_CURSOR, ...UNKNOWN },
  },
  'GET /decisions': {
    summary: 'What was decided about a user, oldest first',
    query: ['userId', 'campaignId', 'cursor'],
    requiredQuery: ['userId'],
    responses: { 200: '`{ decisions, cursor? }`', ...BROKEN_CURSOR },
  },
  'GET /users/{id}/decisions': {
    summary:
      'The same, for ids that a path carries unchanged: all but such as `.` and `..`, and on AWS those with a slash',
    query: ['campaignId', 'cursor'],
    responses: {
      200: '`{ decisions: [{ at, campaignId, decision, reason?, eventId, dueAt?, enrollmentId, triggeredAt, version?, exception?, detail? }], cursor? }`; `detail` names the channel, the field and what is wrong with it where a message was withheld as `render-error`, `aborted`, `blank` or `too-large`',
      ...BROKEN_CURSOR,
    },
  },
  'POST /events': {
    summary: 'Events in: a result per entry, in order',
    body: 'Entries',
    responses: { 200: '`{ entries: [{ eventId } or { errorCode, errorMessage }] }`', ...BODY_PROBLEMS },
  },
  'GET /refused': {
    summary: 'Events refused, with reason and body; a page has at most 4 MB',
    query: ['cursor'],
    responses: {
      200: '`{ refused: [{ at, code, message, entry, cut?, bytes? }], cursor? }`. Of an entry over 64 KiB, or nested over 64 levels, `cut` is true, `entry` is the beginning of its JSON as text, and `bytes` how long all of it was.',
      ...BROKEN_CURSOR,
    },
  },
  'POST /ingest/currents': {
    summary: "Braze Currents' custom HTTP connector",
    body: 'CurrentsBody',
    responses: {
      200: '`{ accepted, skipped, rejected: [{ id, reason }] }`',
      401: 'Not the token.',
      ...BODY_PROBLEMS,
      413: 'The body is longer than 4 MiB, or has more than 1,000 records.',
    },
  },
  'GET /openapi.json': { summary: 'This document', responses: { 200: 'OpenAPI 3.1.' } },
  'GET /schemas/campaign.json': { summary: 'The JSON Schema of campaigns', responses: { 200: 'JSON Schema.' } },
};
