import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { METRICS_NAMESPACE } from '../core/contracts/metrics.ts';
import type { Access } from './access.ts';
import { createInstallationName } from './installation-name.ts';
import { RetainedLog } from './retained-log.ts';
import type { Settings } from './settings.ts';

/** The names of the Lambda functions: each is the name of its file in functions/ and of its bundle. */
export type FunctionName =
  | 'match-trigger'
  | 'match-exception'
  | 'update-profile'
  | 'dispatch'
  | 'wave-ended'
  | 'end-waits'
  | 'check-waves'
  | 'erase-user'
  | 'api'
  | 'ingest'
  | SenderFunctionName;

/** The names of the Lambda functions of channels that the connector sends itself. */
export type SenderFunctionName = 'send-email' | 'send-webhook' | 'send-inbox' | 'ses-events' | 'public';

/** The settings of a Lambda function. */
export interface ConnectorFunctionProps extends Settings {
  readonly functionName: FunctionName;
  readonly description: string;
  /** The memory in MB. The share of a processor grows with it: 1,769 MB is a whole one. */
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** The number of concurrent calls that are reserved for the function, and its maximum. */
  readonly reservedConcurrency?: number | undefined;
  /** The number of times that Lambda retries an asynchronous call that failed: 2 by default. */
  readonly retryAttempts?: number;
  /** `ALLOW` for a function that sends messages to its own queue: by default Lambda stops what looks like a loop. */
  readonly recursiveLoop?: RecursiveLoop;
}

/** A Lambda function with its bundle, a log group of its own, and a role without permissions until access is added. */
export class ConnectorFunction extends Construct {
  readonly functionName: FunctionName;
  readonly lambda: LambdaFunction;
  /** The name of the function's log group. */
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: ConnectorFunctionProps) {
    super(scope, id);
    this.functionName = props.functionName;
    this.logGroupName = `/${createInstallationName(props.stage)}/${props.functionName}`;
    const log = new RetainedLog(this, 'Log', { ...props, logGroupName: this.logGroupName });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, props.functionName)),
      handler: 'index.handler',
      memorySize: props.memoryMb,
      timeout: props.timeout,
      role,
      logGroup: log,
      environment: {
        ...(props.enrollmentEvents && { [ENVIRONMENT.enrollmentEvents]: 'true' }),
        ...(props.hashUserIdsInLogs && { [ENVIRONMENT.hashedIds]: 'true' }),
        ...(props.startPaused && { [ENVIRONMENT.startPaused]: 'true' }),
        ...(props.companyZone !== undefined && { [ENVIRONMENT.companyZone]: props.companyZone }),
        POWERTOOLS_SERVICE_NAME: createInstallationName(props.stage),
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
      ...(props.reservedConcurrency !== undefined && { reservedConcurrentExecutions: props.reservedConcurrency }),
      retryAttempts: props.retryAttempts,
      recursiveLoop: props.recursiveLoop,
    });
  }

  /** Adds access to resources: the permissions, and the environment variables with their names. */
  addAccess(...accesses: readonly Access[]): this {
    for (const { variable, value, statements } of accesses) {
      this.lambda.addEnvironment(variable, value);
      for (const statement of statements) this.lambda.addToRolePolicy(statement);
    }
    return this;
  }
}
