import { ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ENVIRONMENT } from '../core/contracts/environment.ts';
import { type Access, allowActions } from './access.ts';
import { createInstallationName } from './installation-name.ts';

/** Where the wave machine is, known before it is made: it calls dispatch, and dispatch may start waves. */
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
        'Executions are named when waves start: a role cannot know them before, so it names those of one machine.',
    });
  }

  /** Lets a Lambda start waves and see how they are. Nothing may stop one: stopping is for people. */
  accessToStart(): Access {
    return {
      variable: ENVIRONMENT.waveMachine,
      value: this.machineArn,
      statements: [
        allowActions(['states:StartExecution'], this.machineArn),
        allowActions(['states:DescribeExecution'], this.#executionsArn),
      ],
    };
  }
}

/** The beginning of an ARN of Step Functions as cdk-nag writes it: what CloudFormation fills in stands in angle brackets. */
function formatAsNag({ partition, region, account }: Stack): string {
  const written = (value: string, name: string) => (Token.isUnresolved(value) ? `<AWS::${name}>` : value);
  return `arn:${written(partition, 'Partition')}:states:${written(region, 'Region')}:${written(account, 'AccountId')}`;
}
