import * as v from 'valibot';
import type { Emulator } from './emulator.ts';
import { run } from './run.ts';
import { tool } from './tools.ts';

/** The AWS command line, as the emulator's root user: its answer. */
type Aws = (...args: readonly string[]) => Promise<unknown>;

const secrets = v.object({ SecretList: v.array(v.object({ ARN: v.string(), Name: v.string() })) });
const roles = v.object({ Roles: v.array(v.object({ RoleName: v.string() })) });
const policies = v.object({ PolicyNames: v.array(v.string()) });
const policy = v.object({ PolicyDocument: v.unknown() });
const mappings = v.object({ EventSourceMappings: v.array(v.object({ UUID: v.string() })) });
const queues = v.object({ QueueUrls: v.array(v.string()) });

/** Changes in what was deployed what the emulator, or one machine, could not bear; says each out loud. */
export async function repair({ env }: Emulator, signal: AbortSignal): Promise<void> {
  const endpoint = env['AWS_ENDPOINT_URL'] ?? '';
  const aws: Aws = async (...args) => {
    const answer = await run(tool('aws'), [...args, '--output', 'json', '--endpoint-url', endpoint], { env, signal });
    return answer === '' ? {} : JSON.parse(answer);
  };
  await mendPolicies(aws);
  await runFewerAtOnce(aws);
  await redeliverSooner(aws);
}

/** A policy in the emulator's words, where they differ from those of AWS, and why. */
interface Mend {
  readonly why: string;
  mended(policy: string): string;
}

async function mendPolicies(aws: Aws): Promise<void> {
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

/** Of each Lambda on a queue. */
const AT_ONCE = 3;

async function runFewerAtOnce(aws: Aws): Promise<void> {
  const found = v.parse(mappings, await aws('lambda', 'list-event-source-mappings')).EventSourceMappings;
  const scaling = ['--scaling-config', `MaximumConcurrency=${AT_ONCE}`];
  for (const { UUID } of found) await aws('lambda', 'update-event-source-mapping', '--uuid', UUID, ...scaling);
  console.log(`repaired: at most ${AT_ONCE} calls of a Lambda on its queue, because each is a process of this machine`);
}

/** In seconds; a Lambda on a queue is given longer than its calls take here. */
const HIDDEN = 20;

async function redeliverSooner(aws: Aws): Promise<void> {
  const { QueueUrls } = v.parse(queues, await aws('sqs', 'list-queues'));
  const attributes = ['--attributes', `VisibilityTimeout=${HIDDEN}`];
  for (const url of QueueUrls) await aws('sqs', 'set-queue-attributes', '--queue-url', url, ...attributes);
  console.log(
    `repaired: what failed comes again after ${HIDDEN} s, because a rehearsal has no six minutes for each time`,
  );
}
