import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  TableEncryptionV2,
  TableV2,
  type WarmThroughput,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';
import { EXPIRES_AT_ATTRIBUTE, KEY_ATTRIBUTES } from '../core/contracts/tables.ts';
import type { Access } from './access.ts';
import { type ConnectorTable, createTableAccess, type TableAccess, type TableAction } from './connector-table.ts';

/** The environment variable with a table's name, and the removal policy, encryption and index of the table. */
export interface KeyedTableProps {
  readonly variable: EnvironmentVariable;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
  readonly index?: GlobalSecondaryIndexPropsV2;
  readonly warmThroughput?: WarmThroughput;
}

/** A table with the key `pk` and `sk`, billed by request, with point-in-time recovery and, unless its removal policy is `DESTROY`, protected from deletion. */
export class KeyedTable extends TableV2 implements ConnectorTable {
  readonly #access: TableAccess;

  constructor(scope: Construct, id: string, props: KeyedTableProps) {
    super(scope, id, {
      partitionKey: { name: KEY_ATTRIBUTES.partition, type: AttributeType.STRING },
      sortKey: { name: KEY_ATTRIBUTES.sort, type: AttributeType.STRING },
      timeToLiveAttribute: EXPIRES_AT_ATTRIBUTE,
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy: props.removalPolicy,
      ...(props.encryptionKey && { encryption: TableEncryptionV2.customerManagedKey(props.encryptionKey) }),
      ...(props.index && { globalSecondaryIndexes: [props.index] }),
      ...(props.warmThroughput && { warmThroughput: props.warmThroughput }),
    });
    this.#access = createTableAccess(this, props.variable);
  }

  accessTo(...actions: readonly TableAction[]): Access {
    return this.#access.accessTo(...actions);
  }

  accessToItems(partitions: readonly string[], ...actions: readonly TableAction[]): Access {
    return this.#access.accessToItems(partitions, ...actions);
  }

  accessToQueryIndex(index: string): Access {
    return this.#access.accessToQueryIndex(index);
  }
}
