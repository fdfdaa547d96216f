import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** The settings that all parts of the connector share. */
export interface Settings {
  readonly stage: string;
  /** The folder with a bundle for each Lambda function, in a subfolder of the function's name. */
  readonly bundles: string;
  /** `true` if every decision about a user is put on the bus. */
  readonly enrollmentEvents: boolean;
  /** `true` if logs carry keyed hashes in the place of the ids of users and events. */
  readonly hashUserIdsInLogs: boolean;
  /** `true` if the installation is paused until someone resumes it. */
  readonly startPaused: boolean;
  /** The time zone of the company while the settings of the installation name none. */
  readonly companyZone?: string;
  /** `true` if events that come over HTTP are put on the bus, and not into their queues directly. */
  readonly eventsOnBus: boolean;
  readonly logRetention: RetentionDays;
  /** The key that encrypts queues and logs. */
  readonly encryptionKey?: IKey;
}
