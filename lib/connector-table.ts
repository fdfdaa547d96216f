import { type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../core/contracts/environment.ts';
import { type Access, allowActions, allowKey } from './access.ts';

/** An action on the items of a table. A transaction needs the actions of the operations in it. Only a recount of statistics scans. */
export type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** The access to a table for Lambda functions. */
export interface TableAccess {
  /** Returns the access with which a Lambda function performs actions on the table's items. */
  accessTo(...actions: readonly TableAction[]): Access;
  /** Returns the access with which a Lambda function performs actions on the items of partitions with one of some prefixes, such as `inbox#*`. */
  accessToItems(partitions: readonly string[], ...actions: readonly TableAction[]): Access;
  /** Returns the access with which a Lambda function queries one index of the table. */
  accessToQueryIndex(index: string): Access;
}

/** A table of the connector: one that it creates, or one that is attached to it by its name. */
export interface ConnectorTable extends ITableV2, TableAccess {}

/** Creates the access to a table, whose name Lambda functions read from an environment variable. */
export function createTableAccess(
  table: Pick<ITableV2, 'tableName' | 'tableArn' | 'encryptionKey'>,
  variable: EnvironmentVariable,
): TableAccess {
  const createAccess = (actions: readonly string[], resource: string): Access => ({
    variable,
    value: table.tableName,
    statements: [allowActions(actions, resource), ...allowKey(table.encryptionKey)],
  });
  return {
    accessTo(...actions) {
      const named = actions.map((action) => `dynamodb:${action}`);
      return createAccess(named, table.tableArn);
    },
    accessToItems(partitions, ...actions) {
      const statement = allowActions(
        actions.map((action) => `dynamodb:${action}`),
        table.tableArn,
      );
      statement.addCondition('ForAllValues:StringLike', { 'dynamodb:LeadingKeys': partitions });
      // Without a key in the request, a condition for all of its values would be met.
      statement.addCondition('Null', { 'dynamodb:LeadingKeys': 'false' });
      return { variable, value: table.tableName, statements: [statement, ...allowKey(table.encryptionKey)] };
    },
    accessToQueryIndex(index) {
      return createAccess(['dynamodb:Query'], `${table.tableArn}/index/${index}`);
    },
  };
}

/** The name, the environment variable and the encryption of a table that exists. */
export interface AttachedTableProps {
  readonly tableName: string;
  readonly variable: EnvironmentVariable;
  readonly encryptionKey?: IKey;
}

/** Attaches a table that exists, with the keys and indexes that the connector creates tables with. */
export function attachTable(
  scope: Construct,
  id: string,
  { tableName, variable, encryptionKey }: AttachedTableProps,
): ConnectorTable {
  const table = TableV2.fromTableAttributes(scope, id, { tableName, ...(encryptionKey && { encryptionKey }) });
  return Object.assign(table, createTableAccess(table, variable));
}
