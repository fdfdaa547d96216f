import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';

/** One thing that a Lambda is let at: the variable that says where it is, and what may be done with it. */
export interface Access {
  readonly variable: EnvironmentVariable;
  readonly value: string;
  readonly statements: readonly PolicyStatement[];
}

/** These actions on this one resource, no more. */
export function allowActions(actions: readonly string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [resource] });
}

/** What reading and writing something encrypted takes, where somebody brought a key of their own. */
export function allowKey(key: IKey | undefined): PolicyStatement[] {
  return key === undefined ? [] : [allowActions(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], key.keyArn)];
}
