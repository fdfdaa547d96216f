import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { ACCOUNT, type Outputs } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { REGION } from './emulator.ts';
import { createClientConfig } from './repairs.ts';
import { REPOSITORY } from './tools.ts';

/** An access key of a user. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Returns the environment in which a program finds the keys. */
export function environmentOf({ accessKeyId, secretAccessKey }: Keys): NodeJS.ProcessEnv {
  return { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** The users that every installation of the test has, with the permissions that docs/operating/deploy.md names. */
export interface Staff {
  /** The user that calls the HTTP interface. */
  readonly marketer: Keys;
  /** The user that puts events on the bus. */
  readonly producer: Keys;
}

/** The users that use the installation from outside. */
export interface People extends Staff {
  /** The user with the example of a policy for viewers. */
  readonly viewer: Keys;
  /** The user with the example of a policy for publishers of the campaigns whose ids begin with `team-a-`. */
  readonly publisher: Keys;
}

/** The ARN that the interface records for actions of the marketer (R74). */
export const MARKETER_ARN = `arn:aws:iam::${ACCOUNT}:user/marketer`;

/** Creates a user for each role, with a policy for just that: the emulator verifies signatures of users, but not those of root. */
export async function hire(outputs: Outputs, emulator: Emulator): Promise<People> {
  const createUser = createHiring(emulator);
  const readExample = (name: string) =>
    readFileSync(join(REPOSITORY, 'examples/policies', `${name}.json`), 'utf8')
      .replaceAll('REGION', REGION)
      .replaceAll('ACCOUNT', ACCOUNT)
      .replaceAll('API_ID', apiIdOf(outputs.ApiUrl));
  return {
    ...(await hireStaff('', outputs, createUser)),
    viewer: await createUser('viewer', readExample('viewer')),
    publisher: await createUser('publisher', readExample('publisher')),
  };
}

/** A function that creates a user with a policy, and returns the keys of the user. */
type CreateUser = (name: string, policy: string) => Promise<Keys>;

/** Creates a function that creates users. */
export function createHiring(emulator: Emulator): CreateUser {
  const iam = new IAMClient(createClientConfig(emulator));
  return async (UserName, PolicyDocument) => {
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: UserName, PolicyDocument }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  };
}

/** Creates the users that every installation has. Their names begin with a prefix. */
export async function hireStaff(prefix: string, { ApiUrl, BusArn }: Outputs, createUser: CreateUser): Promise<Staff> {
  const createPolicy = (Action: string, Resource: string) =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] });
  const calls = `arn:aws:execute-api:${REGION}:*:${apiIdOf(ApiUrl)}/*`;
  return {
    marketer: await createUser(`${prefix}marketer`, createPolicy('execute-api:Invoke', calls)),
    producer: await createUser(`${prefix}producer`, createPolicy('events:PutEvents', BusArn)),
  };
}

/** Extracts the id from `https://{id}.execute-api.{…}`. */
function apiIdOf(url: string): string {
  const [id = ''] = new URL(url).hostname.split('.');
  return id;
}

/** Returns the address by which the emulator answers for an API, because the host name of its own does not resolve. */
export function addressOf(url: string, endpoint: string): string {
  return `${endpoint}/_aws/execute-api/${apiIdOf(url)}/$default`;
}
