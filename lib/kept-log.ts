import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** How long a log is kept, and by which key. */
export interface KeptLogProps extends Pick<Settings, 'logRetention' | 'encryptionKey'> {
  /** @default generated */
  readonly logGroupName?: string;
}

/** A log that is kept for a time, and goes with its stack. */
export class KeptLog extends LogGroup {
  constructor(scope: Construct, id: string, { logRetention, encryptionKey, logGroupName }: KeptLogProps) {
    super(scope, id, {
      retention: logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
      ...(logGroupName && { logGroupName }),
    });
  }
}
