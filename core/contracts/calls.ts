/**
 * The calls of the HTTP interface, by method and path. On AWS each is a route of the management API or of the ingest API; on one machine
 * all are answered at one port.
 */

/** The calls by which people and programs manage campaigns and send events. On AWS every caller signs. */
export const MANAGEMENT_CALLS = [
  'GET /health',
  'GET /campaigns',
  'GET /campaigns/{id}',
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
  'GET /campaigns/{id}/enrollments',
  'GET /decisions',
  'GET /users/{id}/decisions',
  'GET /log-id',
  'POST /events',
  'GET /refused',
  'POST /refused/retry',
  'GET /waves',
  'POST /drain',
  'GET /openapi.json',
  'GET /schemas/campaign.json',
] as const;

/** The calls of other systems, which carry a token and do not sign. */
export const INGEST_CALLS = ['POST /ingest/currents'] as const;

export type ManagementCall = (typeof MANAGEMENT_CALLS)[number];
export type IngestCall = (typeof INGEST_CALLS)[number];
