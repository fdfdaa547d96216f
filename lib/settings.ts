import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';

/** What every part of the connector is told. */
export interface Settings {
  readonly stage: string;
  /** The folder that holds a bundle per Lambda, each in a folder of its door's name. */
  readonly bundles: string;
  /** Every decision about a user is told on the bus. */
  readonly enrollmentEvents: boolean;
  readonly logRetention: RetentionDays;
  /** Encrypts queues and logs. */
  readonly encryptionKey?: IKey;
}
