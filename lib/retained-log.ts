import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** What a log is called, how long it is kept, and by which key. */
export interface RetainedLogProps extends Pick<Settings, 'logRetention' | 'encryptionKey'> {
  readonly logGroupName: string;
}

/** A log that people find by its name, kept for a time; it goes with its stack. */
export class RetainedLog extends LogGroup {
  constructor(scope: Construct, id: string, { logRetention, encryptionKey, logGroupName }: RetainedLogProps) {
    super(scope, id, {
      logGroupName,
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
  }
}
