import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { ONCE_ATTRIBUTES } from '../core/contracts/consumer-environment.ts';

/** The removal policy and the encryption of the table. */
export interface OnceTableProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
}

/** The table in which a consumer remembers the ids whose message it has sent. Ids expire. */
export class OnceTable extends TableV2 {
  constructor(scope: Construct, id: string, { removalPolicy, encryptionKey }: OnceTableProps) {
    super(scope, id, {
      partitionKey: { name: ONCE_ATTRIBUTES.id, type: AttributeType.STRING },
      timeToLiveAttribute: ONCE_ATTRIBUTES.expiresAt,
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
      ...(encryptionKey && { encryption: TableEncryptionV2.customerManagedKey(encryptionKey) }),
    });
  }
}
