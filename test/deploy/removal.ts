import * as v from 'valibot';
import { run } from '../harness/run-command.ts';
import { CONNECTOR } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { CDK, tool } from './tools.ts';

const tables = v.object({ TableNames: v.array(v.string()) });
const stacks = v.object({ StackSummaries: v.array(v.object({ StackName: v.string() })) });
const buses = v.object({ EventBuses: v.array(v.object({ Name: v.string() })) });

/** Removes the installation as docs/operating/deploy.md says; throws where what that page says is not so. */
export async function remove(assembly: string, { directory, env }: Emulator, signal: AbortSignal): Promise<void> {
  const aws = async (...args: string[]): Promise<unknown> =>
    JSON.parse(await run(tool('aws'), [...args, '--output', 'json'], { env, signal }));
  const tableNames = async () => v.parse(tables, await aws('dynamodb', 'list-tables')).TableNames;
  const before = await tableNames();
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
  if (found.length > 0) throw new Error(`after cdk destroy: expected no ${what}, found ${found.join(', ')}`);
}
