/**
 * The calls of the HTTP interface, by method and path. On AWS each is a route of the management API, of the ingest API or of the public API; on one machine
 * all are answered at one port.
 */

/** The calls by which people and programs manage campaigns and send events. On AWS every caller signs. */
export const MANAGEMENT_CALLS = [
  'GET /health',
  'GET /campaigns',
  'GET /campaigns/{id}',
  'GET /campaigns/{id}/versions',
  'GET /campaigns/{id}/versions/{version}',
  'PUT /campaigns/{id}',
  'POST /campaigns/{id}/publish',
  'POST /campaigns/{id}/stop',
  'POST /campaigns/{id}/archive',
  'POST /campaigns/{id}/apply',
  'POST /plan',
  'POST /apply/begin',
  'POST /apply/end',
  'GET /pause',
  'POST /pause',
  'POST /resume',
  'POST /campaigns/{id}/pause',
  'POST /campaigns/{id}/resume',
  'GET /settings',
  'PUT /settings',
  'GET /campaigns/{id}/messages',
  'POST /preview',
  'GET /campaigns/{id}/enrollments',
  'GET /campaigns/{id}/waves',
  'GET /campaigns/{id}/stats',
  'POST /campaigns/{id}/recount',
  'GET /decisions',
  'GET /users/{id}/decisions',
  'GET /deliveries',
  'GET /log-id',
  'GET /profile',
  'GET /erasures',
  'POST /erasures',
  'POST /events',
  'GET /refused',
  'POST /refused/retry',
  'GET /dead-letters',
  'GET /dead-letters/{queue}',
  'POST /dead-letters/{queue}/retry',
  'GET /waves',
  'POST /drain',
  'GET /channels',
  'POST /test-sends',
  'POST /inbox-tokens',
  'GET /openapi.json',
  'GET /schemas/campaign.json',
] as const;

/** The calls of other systems, which carry a token and do not sign. */
export const INGEST_CALLS = ['POST /ingest/currents'] as const;

/** The calls of users and of their mailbox providers: links of messages, and the inbox of an app. On AWS they have an API of their own. */
export const PUBLIC_CALLS = [
  'GET /inbox',
  'POST /inbox/{id}/viewed',
  'POST /inbox/{id}/clicked',
  'POST /inbox/{id}/dismissed',
  'POST /inbox/{id}/button',
  'GET /unsubscribe/{token}',
  'POST /unsubscribe/{token}',
  'GET /l/{token}',
  'GET /o/{token}',
] as const;

export type ManagementCall = (typeof MANAGEMENT_CALLS)[number];
export type IngestCall = (typeof INGEST_CALLS)[number];
export type PublicCall = (typeof PUBLIC_CALLS)[number];
