import * as v from 'valibot';
import type { Outputs } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { REGION } from './emulator.ts';
import { run } from './run.ts';
import { tool } from './tools.ts';

/** Somebody's access key. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Whose keys programs find in their environment. */
export function environmentOf({ accessKeyId, secretAccessKey }: Keys): NodeJS.ProcessEnv {
  return { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** Who drives the installation from outside, each allowed what docs/operating/deploy.md says they need. */
export interface People {
  /** Calls the HTTP interface. */
  readonly marketer: Keys;
  /** Puts events on the bus. */
  readonly producer: Keys;
}

/** Whose name the interface records when our marketer acts (R74). */
export const MARKETER_ARN = 'arn:aws:iam::000000000000:user/marketer';

const created = v.object({ AccessKey: v.object({ AccessKeyId: v.string(), SecretAccessKey: v.string() }) });

/** Makes a user for each, with a policy for just that: the emulator verifies signatures of users, not those of root. */
export async function hire({ ApiUrl, BusArn }: Outputs, { env }: Emulator, signal: AbortSignal): Promise<People> {
  const aws = (...args: string[]) => run(tool('aws'), args, { env, signal });
  const user = async (name: string, Action: string, Resource: string): Promise<Keys> => {
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
    await aws('iam', 'create-user', '--user-name', name);
    await aws('iam', 'put-user-policy', '--user-name', name, '--policy-name', name, '--policy-document', policy);
    const { AccessKey } = v.parse(created, JSON.parse(await aws('iam', 'create-access-key', '--user-name', name)));
    return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  };
  return {
    marketer: await user('marketer', 'execute-api:Invoke', `arn:aws:execute-api:${REGION}:*:${apiIdOf(ApiUrl)}/*`),
    producer: await user('producer', 'events:PutEvents', BusArn),
  };
}

/** `https://{id}.execute-api.{…}` → id. */
export function apiIdOf(url: string): string {
  const [id = ''] = new URL(url).hostname.split('.');
  return id;
}
