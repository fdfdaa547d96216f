import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { run } from '../harness/run-command.ts';
import { ACCOUNT, type Outputs } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { REGION } from './emulator.ts';
import { REPOSITORY, tool } from './tools.ts';

/** An access key of a user. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Returns the environment in which a program finds the keys. */
export function environmentOf({ accessKeyId, secretAccessKey }: Keys): NodeJS.ProcessEnv {
  return { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** The users that use the installation from outside, with the permissions that docs/operating/deploy.md names. */
export interface People {
  /** The user that calls the HTTP interface. */
  readonly marketer: Keys;
  /** The user with the example of a policy for viewers. */
  readonly viewer: Keys;
  /** The user with the example of a policy for publishers of the campaigns whose ids begin with `team-a-`. */
  readonly publisher: Keys;
  /** The user that puts events on the bus. */
  readonly producer: Keys;
}

/** The ARN that the interface records for actions of the marketer (R74). */
export const MARKETER_ARN = `arn:aws:iam::${ACCOUNT}:user/marketer`;

const created = v.object({ AccessKey: v.object({ AccessKeyId: v.string(), SecretAccessKey: v.string() }) });

/** Creates a user for each role, with a policy for just that: the emulator verifies signatures of users, but not those of root. */
export async function hire({ ApiUrl, BusArn }: Outputs, { env }: Emulator, signal: AbortSignal): Promise<People> {
  const aws = (...args: string[]) => run(tool('aws'), args, { env, signal });
  const createPolicy = (Action: string, Resource: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
  const readExample = (name: string) =>
    readFileSync(join(REPOSITORY, 'examples/policies', `${name}.json`), 'utf8')
      .replaceAll('REGION', REGION)
      .replaceAll('ACCOUNT', ACCOUNT)
      .replaceAll('API_ID', apiIdOf(ApiUrl));
  const user = async (name: string, policy: string): Promise<Keys> => {
    await aws('iam', 'create-user', '--user-name', name);
    await aws('iam', 'put-user-policy', '--user-name', name, '--policy-name', name, '--policy-document', policy);
    const { AccessKey } = v.parse(created, JSON.parse(await aws('iam', 'create-access-key', '--user-name', name)));
    return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  };
  return {
    marketer: await user(
      'marketer',
      createPolicy('execute-api:Invoke', `arn:aws:execute-api:${REGION}:*:${apiIdOf(ApiUrl)}/*`),
    ),
    viewer: await user('viewer', readExample('viewer')),
    publisher: await user('publisher', readExample('publisher')),
    producer: await user('producer', createPolicy('events:PutEvents', BusArn)),
  };
}

/** Extracts the id from `https://{id}.execute-api.{…}`. */
export function apiIdOf(url: string): string {
  const [id = ''] = new URL(url).hostname.split('.');
  return id;
}
