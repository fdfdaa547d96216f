import { join } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { METRICS_NAMESPACE } from '../core/contracts/metrics.ts';
import type { Access } from './access.ts';
import { KeptLog } from './kept-log.ts';
import type { Settings } from './settings.ts';
import { installationName } from './stage-name.ts';

/** The Lambdas, by the name of their door and of its bundle. */
export type Door =
  | 'match-trigger'
  | 'match-exception'
  | 'update-profile'
  | 'dispatch'
  | 'wave-ended'
  | 'end-waits'
  | 'check-waves'
  | 'api';

/** What a stage takes to run. */
export interface StageFunctionProps extends Settings {
  readonly door: Door;
  readonly description: string;
  /** In MB. A Lambda's share of a processor grows with it: 1,769 is a whole one. */
  readonly memory: number;
  readonly timeout: Duration;
  /** Whether Lambda itself repeats a failed call that nobody waits for. By default it does, twice. */
  readonly retryAttempts?: number;
  /** Whether the Lambda may feed itself. By default Lambda stops what looks like a loop. */
  readonly recursiveLoop?: RecursiveLoop;
}

/** A stage as a Lambda: its bundle, its own log, and a role that may do nothing until it is let at something. */
export class StageFunction extends Construct {
  readonly door: Door;
  readonly lambda: LambdaFunction;
  /** Where the Lambda writes, as people look it up. */
  readonly logName: string;

  constructor(scope: Construct, id: string, props: StageFunctionProps) {
    super(scope, id);
    this.door = props.door;
    this.logName = `/${installationName(props.stage)}/${props.door}`;
    const log = new KeptLog(this, 'Log', { ...props, logGroupName: this.logName });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    log.grantWrite(role);
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, props.door)),
      handler: 'index.handler',
      memorySize: props.memory,
      timeout: props.timeout,
      role,
      logGroup: log,
      environment: {
        ...(props.enrollmentEvents && { [ENVIRONMENT.enrollmentEvents]: 'true' }),
        POWERTOOLS_SERVICE_NAME: installationName(props.stage),
        POWERTOOLS_METRICS_NAMESPACE: METRICS_NAMESPACE,
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
      retryAttempts: props.retryAttempts,
      recursiveLoop: props.recursiveLoop,
    });
  }

  /** Lets the Lambda at things, and tells it where they are: the one never without the other. */
  allow(...accesses: readonly Access[]): this {
    for (const { variable, value, statements } of accesses) {
      this.lambda.addEnvironment(variable, value);
      for (const statement of statements) this.lambda.addToRolePolicy(statement);
    }
    return this;
  }
}
