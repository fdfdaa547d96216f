import * as v from 'valibot';
import { mapConcurrently } from '../../engine/map-concurrently.ts';
import { run } from '../harness/run-command.ts';
import { createAwsCli } from './aws-cli.ts';
import type { Deployed } from './deployed.ts';
import { CONNECTOR } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { calledBy } from './interface.ts';
import type { Keys } from './people.ts';
import { CDK, REPOSITORY } from './tools.ts';
import { act } from './writes.ts';

const tables = v.object({ TableNames: v.array(v.string()) });
const stacks = v.object({ StackSummaries: v.array(v.object({ StackName: v.string() })) });
const buses = v.object({ EventBuses: v.array(v.object({ Name: v.string() })) });
const executions = v.object({ executions: v.array(v.object({ name: v.string() })) });
const campaigns = v.object({ campaigns: v.array(v.object({ id: v.string(), status: v.string() })) });
const drained = v.object({ ended: v.number(), waiting: v.number() });

/** The number of campaigns that are stopped at the same time. */
const MAX_CONCURRENCY = 4;
/** The maximum number of attempts of a command. */
const MAX_ATTEMPTS = 4;

/** Stops every campaign, drains the installation, and removes all of it but its data stack, as docs/operating/deploy.md says; throws where what that page says is not so. */
export async function removeConnector(
  assembly: string,
  deployed: Deployed,
  { emulator, signal }: { emulator: Emulator; signal: AbortSignal },
): Promise<void> {
  const { directory, env } = emulator;
  const aws = createAwsCli(env, signal);
  const connector = (...words: string[]): Promise<string> =>
    run(process.execPath, ['bin/campaign-connector.ts', '--endpoint', deployed.api, '--sign', '--json', ...words], {
      cwd: REPOSITORY,
      env: { ...env, ...keysOf(deployed.people.marketer) },
      signal,
    });
  await expectRefusal('drain, while campaigns are published', 'Stop first:', () => connector('drain', '--yes'));
  const all = v.parse(campaigns, JSON.parse(await connector('list'))).campaigns;
  const published = all.filter(({ status }) => status === 'published');
  const call = calledBy(deployed.people.marketer, deployed);
  await mapConcurrently(published, MAX_CONCURRENCY, ({ id }) => act(call, { id, does: 'stop' }));
  const { ended } = v.parse(drained, JSON.parse(await repeat(() => connector('drain', '--yes'))));
  const running = ['--state-machine-arn', deployed.outputs.WaveMachineArn, '--status-filter', 'RUNNING'];
  const left = v.parse(executions, await aws('stepfunctions', 'list-executions', ...running)).executions;
  expectNone(
    'execution',
    left.map(({ name }) => name),
  );
  console.log(`${published.length} campaigns were stopped, ${ended} waves were drained`);

  const destroy = (...stack: string[]) =>
    run(CDK, ['destroy', ...stack, '--app', assembly, '--force'], { cwd: directory, env, signal });
  await destroy(CONNECTOR);
  await expectRefusal('cdk destroy of the data stack', 'TerminationProtection', () => destroy(`${CONNECTOR}-data`));
}

/** Removes what is left of the installation, with its tables; throws where what docs/operating/deploy.md says of them is not so. */
export async function removeAll(assembly: string, { directory, env }: Emulator, signal: AbortSignal): Promise<void> {
  const aws = createAwsCli(env, signal);
  const tableNames = async () => v.parse(tables, await aws('dynamodb', 'list-tables')).TableNames;
  const before = await tableNames();
  const unprotected = ['--no-enable-termination-protection', '--stack-name', `${CONNECTOR}-data`];
  await aws('cloudformation', 'update-termination-protection', ...unprotected);
  await run(CDK, ['destroy', '--all', '--app', assembly, '--force'], { cwd: directory, env, signal });

  const standing = ['--stack-status-filter', 'CREATE_COMPLETE', 'UPDATE_COMPLETE', 'DELETE_FAILED'];
  const { StackSummaries } = v.parse(stacks, await aws('cloudformation', 'list-stacks', ...standing));
  expectNone('stacks', StackSummaries.map(({ StackName }) => StackName).filter(isOurs));
  const { EventBuses } = v.parse(buses, await aws('events', 'list-event-buses'));
  expectNone('bus', EventBuses.map(({ Name }) => Name).filter(isOurs));

  const kept = await tableNames();
  expectNone(
    'tables to be gone',
    before.filter((name) => !kept.includes(name)),
  );
  for (const name of kept) await aws('dynamodb', 'delete-table', '--table-name', name);
  expectNone('tables after all', await tableNames());
  console.log(`${kept.length} tables stayed until they were deleted by hand`);
  console.log('skipped: that they are protected, because the emulator ignores the protection of a global table');
}

const isOurs = (name: string): boolean => name.startsWith(CONNECTOR);

function expectNone(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`after the removal: expected no ${what}, found ${found.join(', ')}`);
}

/** Throws if a command is not refused, or for another reason than expected. */
async function expectRefusal(what: string, reason: string, command: () => Promise<unknown>): Promise<void> {
  const refusal = await command().then(
    () => 'none',
    (error: unknown) => String(error),
  );
  if (!refusal.includes(reason)) throw new Error(`${what}: expected to be refused with "${reason}", found ${refusal}`);
}

/** Repeats a command that may be run again: on a slow machine, calls of the emulator time out. */
async function repeat(command: () => Promise<string>): Promise<string> {
  for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
    try {
      return await command();
    } catch (error) {
      console.log(`${String(error)}: it is run again`);
    }
  }
  return command();
}

/** Returns the environment variables with a user's keys, in place of those of root. */
function keysOf({ accessKeyId, secretAccessKey }: Keys): NodeJS.ProcessEnv {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}
