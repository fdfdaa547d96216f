import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** The name, retention and encryption of a log group. */
export interface RetainedLogProps extends Pick<Settings, 'logRetention' | 'encryptionKey'> {
  readonly logGroupName: string;
}

/** A log group with a fixed name and a retention, which is deleted with its stack. */
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
