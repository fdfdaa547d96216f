/**
 * The environment variables that hold the names of a Lambda function's resources. The construct that grants a permission sets the
 * variable too; the handlers read it.
 */
export const ENVIRONMENT = {
  connectors: 'CONNECTORS_TABLE',
  publications: 'PUBLICATIONS_TABLE',
  enrollments: 'ENROLLMENTS_TABLE',
  profiles: 'PROFILES_TABLE',
  contacts: 'CONTACTS_TABLE',
  refused: 'REFUSED_TABLE',
  deliveries: 'DELIVERIES_TABLE',
  bus: 'BUS_NAME',
  waveMachine: 'WAVE_MACHINE_ARN',
  refusedQueue: 'REFUSED_QUEUE_URL',
  cancelWaitsQueue: 'ENDINGS_QUEUE_URL',
  triggerQueue: 'TRIGGERS_QUEUE_URL',
  erasureQueue: 'ERASURES_QUEUE_URL',
  /** The queue whose messages Lambda delivers to the function. */
  inputQueue: 'INPUT_QUEUE_URL',
  /** The parameter with the names of the dead-letter queues, as JSON: for operators, in the management API. */
  deadLetterQueues: 'DEAD_LETTER_QUEUES_PARAMETER',
  eventsQueue: 'EVENTS_QUEUE_URL',
  profilesQueue: 'PROFILES_QUEUE_URL',
  currentsSecret: 'CURRENTS_SECRET_ARN',
  /** The switch for hashes in the place of ids in logs: "true" turns it on. */
  hashedIds: 'HASHED_IDS',
  /** The secret with the key of these hashes, for the functions that log ids. */
  logKey: 'LOG_KEY_SECRET_ARN',
  /** The secret with the key of the hashes under which refusals outlive deleted users (R84). */
  suppressionKey: 'SUPPRESSION_KEY_SECRET_ARN',
  /** The switch for an event on the bus about every decision: "true" turns it on. */
  enrollmentEvents: 'ENROLLMENT_EVENTS',
  /** The switch for an installation that is paused until someone resumes it (R92): "true" turns it on. */
  startPaused: 'START_PAUSED',
  /** The time zone of the company while the settings of the installation name none. */
  companyZone: 'COMPANY_ZONE',
  /** The channels that have a sender, separated by commas (R81). */
  senderChannels: 'SENDER_CHANNELS',
  /** The mode in which the installation sends, and its allow list (R91). */
  sendingMode: 'SENDING',
  sendingAllow: 'SENDING_ALLOW',
  /** The URLs by which the interface invokes the functions of the senders, for tests (R91). */
  emailSender: 'EMAIL_SENDER_URL',
  webhookSender: 'WEBHOOK_SENDER_URL',
  inboxSender: 'INBOX_SENDER_URL',
  /** The dead-letter queue of a sender, to which it sends what cannot be sent, with the reason (R87). */
  unsentQueue: 'UNSENT_QUEUE_URL',
  /** The sender of emails that name none. */
  emailFrom: 'EMAIL_FROM',
  /** The configuration set of SES, whose events come back. */
  configurationSet: 'SES_CONFIGURATION_SET',
  /** The maximum number of messages of a sender a second, and on a day, below the quota of the provider. */
  maxPerSecond: 'MAX_PER_SECOND',
  maxPerDay: 'MAX_PER_DAY',
  /** The stage, which the interface names, and the id of the installation. By both its emails and its links are recognized. */
  stage: 'STAGE',
  installation: 'INSTALLATION_ID',
  /** The secret with the keys of links. */
  tokenKeys: 'TOKEN_KEYS_SECRET_ARN',
  /** The address that links in messages begin with. */
  publicUrl: 'PUBLIC_URL',
  /** The origins of pages that may call the inbox from a browser. */
  publicOrigins: 'PUBLIC_ORIGINS',
  /** The secret with the secrets that sign webhooks, and the hosts that are allowed. */
  webhookSecrets: 'WEBHOOK_SECRETS_ARN',
  webhookAllowHosts: 'WEBHOOK_ALLOW_HOSTS',
  /** The tag by which the emails of another tool name their campaign; absent, their events are skipped. */
  sesCampaignTag: 'SES_CAMPAIGN_TAG',
  /** The tag by which they name their user, and where the user is found: "tag", or "address". */
  sesUserTag: 'SES_USER_TAG',
  sesUser: 'SES_USER',
} as const;

export type EnvironmentVariable = (typeof ENVIRONMENT)[keyof typeof ENVIRONMENT];
