import { App, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CampaignConnector, type CampaignConnectorProps } from '../../../lib/campaign-connector.ts';
import { withBundles } from './synthesized.ts';

/** Creates a Lambda function of the owner of an app. */
export function createSender(stack: Stack, id = 'Sender', timeout = {}): LambdaFunction {
  return new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => undefined;'),
    ...timeout,
  });
}

/** Returns the template of an app with a connector, and with what else is built in its stack. */
export function withConnector(
  build: (connector: CampaignConnector, stack: Stack) => void,
  createProps: (stack: Stack) => CampaignConnectorProps = () => ({}),
  stackProps: StackProps = {},
): Template {
  return withBundles((bundles) => {
    const stack = new Stack(new App(), 'Shop', stackProps);
    const connector = new CampaignConnector(stack, 'Connector', {
      bundles,
      removalPolicy: RemovalPolicy.DESTROY,
      ...createProps(stack),
    });
    build(connector, stack);
    return Template.fromStack(stack);
  });
}

/** Returns the resources of a type whose logical id contains a name. */
export function findNamed(template: Template, type: string, name: string) {
  return Object.entries(template.findResources(type)).flatMap(([id, { Properties, DeletionPolicy, DependsOn }]) =>
    id.includes(name) ? [{ id, Properties, DeletionPolicy, DependsOn }] : [],
  );
}
