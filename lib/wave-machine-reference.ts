import { ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions } from './access.ts';
import { createInstallationName } from './installation-name.ts';

/** The name and ARN of the wave machine, known before the machine is created: it calls dispatch, and dispatch may start waves. */
export class WaveMachineReference {
  readonly machineName: string;
  readonly machineArn: string;
  readonly #executionsArn: string;

  constructor(scope: Construct, stage: string) {
    this.machineName = `${createInstallationName(stage)}-waves`;
    const format = { service: 'states', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    const stack = Stack.of(scope);
    this.machineArn = stack.formatArn({ ...format, resource: 'stateMachine', resourceName: this.machineName });
    this.#executionsArn = stack.formatArn({ ...format, resource: 'execution', resourceName: `${this.machineName}:*` });
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${formatAsNag(stack)}:execution:${this.machineName}:*]`,
      reason:
        'Executions are named when waves start: a role cannot name them in advance, so it allows those of one machine.',
    });
  }

  /** Returns the access with which a Lambda function starts waves and reads their status. It may not stop one. */
  accessToStart(): Access {
    return this.#createAccess(
      allowActions(['states:StartExecution'], this.machineArn),
      allowActions(['states:DescribeExecution'], this.#executionsArn),
    );
  }

  /** Returns the access with which a Lambda function lists the waves that wait. */
  accessToList(): Access {
    return this.#createAccess(allowActions(['states:ListExecutions'], this.machineArn));
  }

  /** Returns the access with which a Lambda function stops waves. Only people ask for it, with a drain. */
  accessToStop(): Access {
    return this.#createAccess(allowActions(['states:StopExecution'], this.#executionsArn));
  }

  #createAccess(...statements: readonly PolicyStatement[]): Access {
    return { variable: ENVIRONMENT.waveMachine, value: this.machineArn, statements };
  }
}

/** Returns the beginning of an ARN of Step Functions as cdk-nag writes it, with values of CloudFormation in angle brackets. */
function formatAsNag({ partition, region, account }: Stack): string {
  const formatValue = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  return `arn:${formatValue(partition, 'Partition')}:states:${formatValue(region, 'Region')}:${formatValue(account, 'AccountId')}`;
}
