import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { run } from '../harness/run-command.ts';
import { createAwsCli } from './aws-cli.ts';
import type { SendingInstallation } from './deployed.ts';
import { deployStacks, synthesize } from './deployment.ts';
import { type Emulator, REGION } from './emulator.ts';
import { addressOf, createHiring, hireStaff } from './people.ts';
import { copyRepaired, repair } from './repairs.ts';
import { CDK } from './tools.ts';

/**
 * The stage of the installation that sends itself. It is not that of the other tests, whose messages are emails to users without an
 * address: they would all be withheld.
 */
const STAGE = 'sending';
const SENDING = `campaign-connector-${STAGE}`;

/** The domain whose addresses are on the allow list, and from which emails come. */
export const DOMAIN = 'shop.example';

/** The template of an installation with senders, and the secret that its webhooks are signed with. */
export interface PreparedSending {
  readonly assembly: string;
  readonly webhookSecret: string;
}

const created = v.object({ ARN: v.string() });

/** Creates what docs/operating/deploy.md wants to exist before channels are deployed, and synthesizes an installation with all of them. */
export async function prepareSending(emulator: Emulator, signal: AbortSignal): Promise<PreparedSending> {
  const aws = createAwsCli(emulator.env, signal);
  const webhookSecret = `whsec_${randomBytes(32).toString('base64')}`;
  const secret = ['--name', 'webhook-secret', '--secret-string', webhookSecret];
  const { ARN } = v.parse(created, await aws('secretsmanager', 'create-secret', ...secret));
  await aws('sesv2', 'create-email-identity', '--email-identity', DOMAIN);
  const context = {
    ...{ stage: STAGE, ephemeral: 'true', inbox: 'true' },
    ...{ emailFrom: `Shop <hello@${DOMAIN}>`, emailIdentities: DOMAIN },
    ...{ webhookSecretArn: ARN, webhookAllowHosts: '127.0.0.1' },
    ...{ sending: 'allow-list', sendingAllow: `@${DOMAIN},127.0.0.1` },
  };
  return {
    assembly: await synthesize(emulator, signal, { name: 'sending.out', context, isBundled: true }),
    webhookSecret,
  };
}

/** Deploys the installation with senders, repairs it and hires its users. */
export async function deploySending(
  { assembly, webhookSecret }: PreparedSending,
  emulator: Emulator,
  signal: AbortSignal,
): Promise<SendingInstallation> {
  const outputs = await deployStacks(SENDING, copyRepaired(assembly, SENDING), { emulator, signal });
  await repair(SENDING, emulator);
  const { PublicUrl, SesEventsTopicArn } = outputs;
  if (PublicUrl === undefined || SesEventsTopicArn === undefined)
    throw new Error(`${SENDING}: expected the outputs PublicUrl and SesEventsTopicArn`);
  const endpoint = emulator.env['AWS_ENDPOINT_URL'] ?? '';
  return {
    outputs,
    people: await hireStaff('sending-', outputs, createHiring(emulator)),
    endpoint,
    api: addressOf(outputs.ApiUrl, endpoint),
    ingest: addressOf(outputs.IngestUrl, endpoint),
    publicApi: addressOf(PublicUrl, endpoint),
    region: REGION,
    sesEventsTopicArn: SesEventsTopicArn,
    webhookSecret,
  };
}

/** Removes the installation with senders, with its tables, because it is ephemeral. */
export async function removeSending(
  { assembly }: PreparedSending,
  { directory, env }: Emulator,
  signal: AbortSignal,
): Promise<void> {
  await run(CDK, ['destroy', '--all', '--app', assembly, '--force'], { cwd: directory, env, signal });
}
