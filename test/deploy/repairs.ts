import * as v from 'valibot';
import { type AwsCli, createAwsCli } from './aws-cli.ts';
import type { Emulator } from './emulator.ts';

const secrets = v.object({ SecretList: v.array(v.object({ ARN: v.string(), Name: v.string() })) });
const roles = v.object({ Roles: v.array(v.object({ RoleName: v.string() })) });
const policies = v.object({ PolicyNames: v.array(v.string()) });
const policy = v.object({ PolicyDocument: v.unknown() });
const mappings = v.object({ EventSourceMappings: v.array(v.object({ UUID: v.string() })) });
const queues = v.object({ QueueUrls: v.array(v.string()) });

/** Changes parts of the deployed installation that the emulator, or a single machine, cannot run; prints each change. */
export async function repair({ env }: Emulator, signal: AbortSignal): Promise<void> {
  const aws = createAwsCli(env, signal);
  await mendPolicies(aws);
  await limitConcurrency(aws);
  await redeliverSooner(aws);
}

/** A change of a policy where the emulator differs from AWS, and its reason. */
interface Mend {
  readonly why: string;
  mended(policy: string): string;
}

async function mendPolicies(aws: AwsCli): Promise<void> {
  const { SecretList } = v.parse(secrets, await aws('secretsmanager', 'list-secrets'));
  const mends: readonly Mend[] = [
    {
      why: "names its secret, because the emulator's Ref of a secret is no ARN",
      mended: (text) => SecretList.reduce((mended, { ARN, Name }) => mended.replaceAll(`"${Name}"`, `"${ARN}"`), text),
    },
    {
      why: 'allows to send messages in batches, which the emulator takes for a permission of its own',
      mended: (text) => text.replaceAll('"sqs:SendMessage"', '["sqs:SendMessage","sqs:SendMessageBatch"]'),
    },
  ];
  const { Roles } = v.parse(roles, await aws('iam', 'list-roles'));
  for (const { RoleName } of Roles) {
    const listed = await aws('iam', 'list-role-policies', '--role-name', RoleName);
    for (const name of v.parse(policies, listed).PolicyNames) {
      const of = ['--role-name', RoleName, '--policy-name', name];
      const found = JSON.stringify(v.parse(policy, await aws('iam', 'get-role-policy', ...of)).PolicyDocument);
      const meant = mends.reduce((text, { mended }) => mended(text), found);
      if (meant === found) continue;
      await aws('iam', 'put-role-policy', ...of, '--policy-document', meant);
      const reasons = mends.filter(({ mended }) => mended(found) !== found).map(({ why }) => why);
      console.log(`repaired: the policy ${name} ${reasons.join('; ')}`);
    }
  }
}

/** The maximum concurrency of each Lambda on a queue. */
const MAX_CONCURRENCY = 3;

async function limitConcurrency(aws: AwsCli): Promise<void> {
  const found = v.parse(mappings, await aws('lambda', 'list-event-source-mappings')).EventSourceMappings;
  const scaling = ['--scaling-config', `MaximumConcurrency=${MAX_CONCURRENCY}`];
  for (const { UUID } of found) await aws('lambda', 'update-event-source-mapping', '--uuid', UUID, ...scaling);
  console.log(
    `repaired: at most ${MAX_CONCURRENCY} calls of a Lambda on its queue, because each is a process of this machine`,
  );
}

/** The visibility time-out in seconds; a Lambda on a queue may take longer than its calls take here. */
export const VISIBILITY_TIMEOUT_SECONDS = 20;

async function redeliverSooner(aws: AwsCli): Promise<void> {
  const { QueueUrls } = v.parse(queues, await aws('sqs', 'list-queues'));
  const attributes = ['--attributes', `VisibilityTimeout=${VISIBILITY_TIMEOUT_SECONDS}`];
  for (const url of QueueUrls) await aws('sqs', 'set-queue-attributes', '--queue-url', url, ...attributes);
  console.log(
    `repaired: what failed comes again after ${VISIBILITY_TIMEOUT_SECONDS} s, because the test has no six minutes for each attempt`,
  );
}
