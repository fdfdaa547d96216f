import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { allowActions } from './access.ts';
import type { ConnectorFunction } from './connector-function.ts';
import { RetainedLog } from './retained-log.ts';
import type { Settings } from './settings.ts';
import { createWaveDefinition } from './wave-definition.ts';
import type { WaveMachineReference } from './wave-machine-reference.ts';

/** The name of the wave machine, and the function that it calls. */
export interface WaveMachineProps extends Settings {
  readonly machineReference: WaveMachineReference;
  /** The function that the machine calls when a wave is due. */
  readonly dispatch: ConnectorFunction;
}

/** The state machine in which waves wait: an execution for each wave, whose name contains campaign, publication and departure. */
export class WaveMachine extends StateMachine {
  constructor(scope: Construct, id: string, { machineReference, dispatch, ...settings }: WaveMachineProps) {
    const { lambda } = dispatch;
    const stack = Stack.of(scope);
    const definition = createWaveDefinition({
      invokeResource: `arn:${stack.partition}:states:::lambda:invoke`,
      functionArn: lambda.functionArn,
      timeoutSeconds: Duration.seconds(10)
        .plus(lambda.timeout ?? Duration.minutes(15))
        .toSeconds(),
    });
    super(scope, id, {
      stateMachineName: machineReference.machineName,
      definitionBody: DefinitionBody.fromString(stack.toJsonString(definition)),
      tracingEnabled: true,
      logs: {
        destination: new RetainedLog(scope, `${id}Log`, {
          ...settings,
          // With this prefix, the account's resource policy for logs does not grow with each machine.
          logGroupName: `/aws/vendedlogs/states/${machineReference.machineName}`,
        }),
        level: LogLevel.ERROR,
        includeExecutionData: false,
      },
    });
    this.addToRolePolicy(allowActions(['lambda:InvokeFunction'], lambda.functionArn));
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'X-Ray and the delivery of logs support no resource-level permissions: AWS requires the star.',
      },
      {
        id: 'AwsSolutions-SF1',
        reason: 'Errors are logged. Step Functions keeps every event of an execution for 90 days.',
      },
    );
  }
}
