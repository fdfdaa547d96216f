import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';
import { EXPIRES_AT_ATTRIBUTE, KEY_ATTRIBUTES } from '../core/contracts/tables.ts';
import { type Access, allowActions, allowKey } from './access.ts';

/** What can be done with the items of a table; transactions take the actions of what they hold. Nothing scans. */
export type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** How a table is named to Lambdas, kept and encrypted. */
export interface KeyedTableProps {
  readonly variable: EnvironmentVariable;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey;
  readonly index?: GlobalSecondaryIndexPropsV2;
}

/** A table of items under `pk` and `sk`, paid by request, that neither a mistake nor a deleted stack can take away. */
export class KeyedTable extends TableV2 {
  readonly #variable: EnvironmentVariable;

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
    });
    this.#variable = props.variable;
  }

  /** Lets a Lambda do these on the table's items. */
  accessTo(...actions: readonly TableAction[]): Access {
    const named = actions.map((action) => `dynamodb:${action}`);
    return this.#createAccess(allowActions(named, this.tableArn));
  }

  /** Lets a Lambda query one index of the table. */
  accessToQueryIndex(index: string): Access {
    return this.#createAccess(allowActions(['dynamodb:Query'], `${this.tableArn}/index/${index}`));
  }

  #createAccess(statement: ReturnType<typeof allowActions>): Access {
    return {
      variable: this.#variable,
      value: this.tableName,
      statements: [statement, ...allowKey(this.encryptionKey)],
    };
  }
}
