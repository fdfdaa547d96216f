import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { type Emulator, REGION } from './emulator.ts';

/** Changes parts of a deployed installation that the emulator, or a single machine, cannot run; prints each change. */
export async function repair(connector: string, emulator: Emulator): Promise<void> {
  const config = createClientConfig(emulator);
  const secrets = await listSecrets(new SecretsManagerClient(config));
  await mendPolicies(connector, new IAMClient(config), secrets);
  await limitConcurrency(connector, new LambdaClient(config));
  await redeliverSooner(connector, new SQSClient(config));
}

/** Returns the settings of clients of the AWS SDK. They are used where the command line would be started dozens of times. */
export function createClientConfig({ env }: Emulator) {
  const credentials = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
  return { endpoint: env['AWS_ENDPOINT_URL'] ?? '', region: REGION, credentials };
}

async function listSecrets(client: SecretsManagerClient): Promise<readonly (readonly [string, string])[]> {
  const { SecretList = [] } = await client.send(new ListSecretsCommand());
  return SecretList.map(({ Name = '', ARN = '' }) => [Name, ARN]);
}

/** The identities and the configuration set of a statement in a policy. */
const SES_RESOURCES = /"Resource":\["arn:aws:ses:[^\]]*\]/g;

/** The conditions of a statement by which it allows some items of a table only. */
const KEY_CONDITIONS = /"Condition":\{(?:[^{}]*\{[^{}]*dynamodb:LeadingKeys[^{}]*\})+\},/g;

/** A change of a policy where the emulator differs from AWS, and its reason. */
interface Mend {
  readonly why: string;
  mended(policy: string): string;
}

const createMends = (secrets: readonly (readonly [string, string])[]): readonly Mend[] => [
  {
    why: "names its secret, because the emulator's Ref of a secret is no ARN",
    mended: (text) => secrets.reduce((mended, [name, arn]) => mended.replaceAll(`"${name}"`, `"${arn}"`), text),
  },
  {
    why: 'allows to send messages in batches, which the emulator takes for a permission of its own',
    mended: (text) => text.replaceAll('"sqs:SendMessage"', '["sqs:SendMessage","sqs:SendMessageBatch"]'),
  },
  {
    why: 'allows to delete messages in batches, which the emulator takes for a permission of its own, too',
    // It stands in lists only.
    mended: (text) => text.replaceAll('"sqs:DeleteMessage"', '"sqs:DeleteMessage","sqs:DeleteMessageBatch"'),
  },
  {
    why: 'allows to send emails from every identity, because the emulator does not look which one an email is from',
    mended: (text) => text.replaceAll(SES_RESOURCES, '"Resource":"*"'),
  },
  {
    why: 'allows all items of a table, because the emulator does not look at the keys of items',
    mended: (text) => text.replaceAll(KEY_CONDITIONS, ''),
  },
];

async function mendPolicies(
  connector: string,
  iam: IAMClient,
  secrets: readonly (readonly [string, string])[],
): Promise<void> {
  const mends = createMends(secrets);
  const { Roles = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1_000 }));
  for (const { RoleName = '' } of Roles.filter((role) => role.RoleName?.startsWith(`${connector}-`))) {
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      // As JSON without blanks, which the mends expect.
      const found = JSON.stringify(JSON.parse(decodeURIComponent(PolicyDocument)));
      const meant = mends.reduce((text, { mended }) => mended(text), found);
      if (meant === found) continue;
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: meant }));
      const reasons = mends.filter(({ mended }) => mended(found) !== found).map(({ why }) => why);
      console.log(`repaired: the policy ${PolicyName} ${reasons.join('; ')}`);
    }
  }
}

const template = v.looseObject({
  Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.optional(v.looseObject({})) })),
});

/** Copies an assembly without what the emulator cannot create of a stack; prints each change. Returns the folder of the copy, which is to be deployed. */
export function copyRepaired(assembly: string, stack: string): string {
  const copy = `${assembly}-repaired`;
  cpSync(assembly, copy, { recursive: true });
  const file = join(copy, `${stack}.template.json`);
  const { Resources, ...others } = v.parse(template, JSON.parse(readFileSync(file, 'utf8')));
  const isOnMath = ({ Type, Properties }: (typeof Resources)[string]) =>
    Type === 'AWS::CloudWatch::Alarm' && Properties?.['Metrics'] !== undefined;
  const kept = Object.entries(Resources).filter(([, resource]) => !isOnMath(resource));
  const left = Object.keys(Resources).filter((name) => !kept.some(([each]) => each === name));
  writeFileSync(file, JSON.stringify({ ...others, Resources: Object.fromEntries(kept) }));
  for (const name of left)
    console.log(`repaired: ${name} is left out, because the emulator creates no alarms on metric math`);
  return copy;
}

/** The maximum concurrency of each Lambda on a queue. */
const MAX_CONCURRENCY = 3;

async function limitConcurrency(connector: string, lambda: LambdaClient): Promise<void> {
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand());
  const ScalingConfig = { MaximumConcurrency: MAX_CONCURRENCY };
  for (const { UUID, FunctionArn } of EventSourceMappings)
    if (FunctionArn?.includes(`:function:${connector}-`))
      await lambda.send(new UpdateEventSourceMappingCommand({ UUID, ScalingConfig }));
  console.log(
    `repaired: at most ${MAX_CONCURRENCY} calls of a Lambda on its queue, because each is a process of this machine`,
  );
}

/** The visibility time-out in seconds; a Lambda on a queue may take longer than its calls take here. */
export const VISIBILITY_TIMEOUT_SECONDS = 20;

async function redeliverSooner(connector: string, sqs: SQSClient): Promise<void> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: `${connector}-` }));
  const Attributes = { VisibilityTimeout: String(VISIBILITY_TIMEOUT_SECONDS) };
  for (const QueueUrl of QueueUrls) await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  console.log(
    `repaired: what failed comes again after ${VISIBILITY_TIMEOUT_SECONDS} s, because the test has no six minutes for each attempt`,
  );
}
