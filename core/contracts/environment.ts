/** The variables by which a Lambda is told where its things are: bound by the cloud together with the permission, read by the doors. */
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
  currentsSecret: 'CURRENTS_SECRET_ARN',
  /** "true": every decision is told on the bus. */
  enrollmentEvents: 'ENROLLMENT_EVENTS',
} as const;

export type EnvironmentVariable = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT];
