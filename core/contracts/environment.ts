/**
 * The environment variables that hold the names of a Lambda function's resources. The construct that grants a permission sets the
 * variable too; the handlers read it.
 */
export const ENVIRONMENT = {
  connectors: 'CONNECTORS_TABLE',
  publications: 'PUBLICATIONS_TABLE',
  enrollments: 'ENROLLMENTS_TABLE',
  profiles: 'PROFILES_TABLE',
  refused: 'REFUSED_TABLE',
  bus: 'BUS_NAME',
  waveMachine: 'WAVE_MACHINE_ARN',
  refusedQueue: 'REFUSED_QUEUE_URL',
  cancelWaitsQueue: 'ENDINGS_QUEUE_URL',
  triggerQueue: 'TRIGGERS_QUEUE_URL',
  /** The queue whose messages Lambda delivers to the function. */
  inputQueue: 'INPUT_QUEUE_URL',
  eventsQueue: 'EVENTS_QUEUE_URL',
  profilesQueue: 'PROFILES_QUEUE_URL',
  currentsSecret: 'CURRENTS_SECRET_ARN',
  /** The switch for hashes in the place of ids in logs: "true" turns it on. */
  hashedIds: 'HASHED_IDS',
  /** The secret with the key of these hashes, for the functions that log ids. */
  logKey: 'LOG_KEY_SECRET_ARN',
  /** The switch for an event on the bus about every decision: "true" turns it on. */
  enrollmentEvents: 'ENROLLMENT_EVENTS',
  /** The switch for an installation that is paused until someone resumes it (R92): "true" turns it on. */
  startPaused: 'START_PAUSED',
  /** The time zone of the company while the settings of the installation name none. */
  companyZone: 'COMPANY_ZONE',
} as const;

export type EnvironmentVariable = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT];
