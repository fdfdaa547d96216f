import type { Template } from 'aws-cdk-lib/assertions';
import { installed, WITH_CHANNELS } from '../harness/lib/synthesized.ts';

/** Resources by their logical ids: the type, and the names and inline references that waves in flight, messages or people hold on to. */
export interface FrozenStack {
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Exports that other stacks import: CloudFormation removes none that is in use. */
  readonly exports: readonly string[];
}

/** The stacks of an installation, by what they are for. */
export type FrozenResources = Readonly<Record<'data' | 'connector', FrozenStack>>;

/** Types of which a resource that is replaced takes along what it holds, or where others reach it. */
const KEPT_TYPES = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::EventBus',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
  'AWS::ApiGatewayV2::Api',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SES::ConfigurationSet',
];

/** Properties that name a resource. */
const NAMES = ['Name', 'StateMachineName', 'TableName', 'QueueName', 'FunctionName', 'RoleName', 'LogGroupName'];

/** Synthesizes the connector of an installation with all channels, and collects what its senders must keep. */
export function channelStory(): FrozenStack['resources'] {
  const { resources } = stackOf(installed(WITH_CHANNELS).connector, []);
  return Object.fromEntries(Object.entries(resources).filter(([id]) => id.startsWith('ConnectorSenders')));
}

/** Synthesizes the stacks of the default installation, and collects what must keep its logical id and name. */
export function resourceStory(): FrozenResources {
  const { data, connector } = installed();
  const machines = Object.values(connector.findResources('AWS::StepFunctions::StateMachine'));
  const used = machines.flatMap(({ Properties }) => [
    ...referred(Properties.RoleArn),
    ...referred(Properties.DefinitionString),
  ]);
  return { data: stackOf(data, []), connector: stackOf(connector, used) };
}

function stackOf(template: Template, used: readonly string[]): FrozenStack {
  const { Resources = {}, Outputs = {} } = template.toJSON();
  const resources: Record<string, Record<string, unknown>> = {};
  for (const [id, { Type, Properties = {} }] of Object.entries<Resource>(Resources)) {
    if (!KEPT_TYPES.includes(Type) && !used.includes(id)) continue;
    const names = NAMES.filter((name) => Properties[name] !== undefined).map((name) => [name, Properties[name]]);
    const role = Type === 'AWS::StepFunctions::StateMachine' ? { RoleArn: Properties['RoleArn'] } : {};
    resources[id] = { Type, ...Object.fromEntries(names), ...role };
  }
  const exports = Object.values<Output>(Outputs).flatMap(({ Export }) => (Export === undefined ? [] : [Export.Name]));
  return { resources, exports: exports.toSorted() };
}

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Output {
  readonly Export?: { readonly Name: string };
}

/** Returns the logical ids that a value of a template refers to. */
function referred(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/"Fn::GetAtt":\["(\w+)"/g)].flatMap(([, id]) => id ?? []);
}
