import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';

/** A resource that a Lambda function may use: the environment variable with its name, and the permissions. */
export interface Access {
  readonly variable: EnvironmentVariable;
  readonly value: string;
  readonly statements: readonly PolicyStatement[];
}

/** Returns a statement that allows actions on one resource. */
export function allowActions(actions: readonly string[], resource: string): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [resource] });
}

/** Returns the permission to read and write what a key encrypts; none where the services' own keys are used. */
export function allowKey(key: IKey | undefined): PolicyStatement[] {
  return key === undefined ? [] : [allowActions(['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'], key.keyArn)];
}
