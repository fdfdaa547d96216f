import * as v from 'valibot';
import { run } from '../harness/run-command.ts';
import type { Outputs } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { REGION } from './emulator.ts';
import { tool } from './tools.ts';

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
  /** The user that puts events on the bus. */
  readonly producer: Keys;
}

/** The ARN that the interface records for actions of the marketer (R74). */
export const MARKETER_ARN = 'arn:aws:iam::000000000000:user/marketer';

const created = v.object({ AccessKey: v.object({ AccessKeyId: v.string(), SecretAccessKey: v.string() }) });

/** Creates a user for each role, with a policy for just that: the emulator verifies signatures of users, but not those of root. */
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

/** Extracts the id from `https://{id}.execute-api.{…}`. */
export function apiIdOf(url: string): string {
  const [id = ''] = new URL(url).hostname.split('.');
  return id;
}
