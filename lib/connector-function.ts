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

/** The Lambdas, by the name of their door and of its bundle. */
export type FunctionName =
  | 'match-trigger'
  | 'match-exception'
  | 'update-profile'
  | 'dispatch'
  | 'wave-ended'
  | 'end-waits'
  | 'check-waves'
  | 'api';

/** What a stage takes to run. */
export interface ConnectorFunctionProps extends Settings {
  readonly functionName: FunctionName;
  readonly description: string;
  /** In MB. A Lambda's share of a processor grows with it: 1,769 is a whole one. */
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** Whether Lambda itself repeats a failed call that nobody waits for. By default it does, twice. */
  readonly retryAttempts?: number;
  /** Whether the Lambda may feed itself. By default Lambda stops what looks like a loop. */
  readonly recursiveLoop?: RecursiveLoop;
}

/** A stage as a Lambda: its bundle, its own log, and a role that may do nothing until it is let at something. */
export class ConnectorFunction extends Construct {
  readonly functionName: FunctionName;
  readonly lambda: LambdaFunction;
  /** Where the Lambda writes, as people look it up. */
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
        POWERTOOLS_SERVICE_NAME: createInstallationName(props.stage),
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
      retryAttempts: props.retryAttempts,
      recursiveLoop: props.recursiveLoop,
    });
  }

  /** Lets the Lambda at things, and tells it where they are: the one never without the other. */
  addAccess(...accesses: readonly Access[]): this {
    for (const { variable, value, statements } of accesses) {
      this.lambda.addEnvironment(variable, value);
      for (const statement of statements) this.lambda.addToRolePolicy(statement);
    }
    return this;
  }
}
