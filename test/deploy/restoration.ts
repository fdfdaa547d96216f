import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { run } from '../harness/run-command.ts';
import { type AwsCli, createAwsCli } from './aws-cli.ts';
import type { Deployed } from './deployed.ts';
import { CONNECTOR, deployStacks, synthesize } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { type Call, calledBy } from './interface.ts';
import { repair } from './repairs.ts';
import { WaitLimit } from './slowness.ts';
import { CDK } from './tools.ts';
import { act } from './writes.ts';

const PURPOSES = [
  'connectors',
  'publications',
  'enrollments',
  'profiles',
  'contacts',
  'refused',
  'deliveries',
] as const;
/** The names of the restored tables, by their purpose. */
export type Tables = Readonly<Record<(typeof PURPOSES)[number], string>>;

/** The campaign whose wave waits while its installation is removed and its tables are restored, and its user. */
const [CAMPAIGN, TARGET, USER] = ['restored', 'restored-target', 'patient-user'];
const MAX_WAIT = 3 * MINUTE;

const listedTables = v.object({ TableNames: v.array(v.string()) });
const describedTable = v.object({ Table: v.object({ TableStatus: v.string() }) });
const listedFunctions = v.object({ Functions: v.array(v.object({ FunctionName: v.string() })) });
const listedExecutions = v.object({
  executions: v.array(v.object({ name: v.string(), executionArn: v.string() })),
});
const listedWaves = v.object({ waves: v.array(v.object({ name: v.string(), campaignId: v.string() })) });

/** Restores the tables as they are while a user waits, as docs/operating/restore.md says. */
export async function restoreTables(deployed: Deployed, { env }: Emulator, signal: AbortSignal): Promise<Tables> {
  const aws = createAwsCli(env, signal);
  const call = calledBy(deployed.people.marketer, deployed);
  const definition = {
    ...{
      id: CAMPAIGN,
      name: CAMPAIGN,
      delay: '40 minutes',
      messages: [{ channel: 'email', subject: 'Hello', body: 'Hello' }],
    },
    triggers: [{ interaction: 'email.received', campaign: TARGET }],
    exceptions: [{ interaction: 'email.opened', campaign: TARGET }],
  };
  for (const { does, body } of [
    { does: 'save', body: definition },
    { does: 'publish', body: {} },
  ] as const) {
    const answer = await act(call, { id: CAMPAIGN, does, body });
    if (answer.status !== 200) throw new Error(`${does}: expected 200, found ${JSON.stringify(answer)}`);
  }
  await putInteraction('email.received', deployed.outputs.BusName, aws);
  await waitForWave(call);

  const { TableNames } = v.parse(listedTables, await aws('dynamodb', 'list-tables'));
  const tables = {
    connectors: '',
    publications: '',
    enrollments: '',
    profiles: '',
    contacts: '',
    refused: '',
    deliveries: '',
  };
  for (const purpose of PURPOSES) {
    const source = TableNames.find(
      (name) => name.startsWith(CONNECTOR) && name.toLowerCase().includes(`data${purpose}`),
    );
    if (source === undefined) throw new Error(`${purpose}: expected its table among ${TableNames.join(', ')}`);
    tables[purpose] = `restored-${purpose}`;
    const target = ['--target-table-name', tables[purpose], '--use-latest-restorable-time'];
    await aws('dynamodb', 'restore-table-to-point-in-time', '--source-table-name', source, ...target);
  }
  for (const name of Object.values(tables)) await waitUntilActive(name, aws);
  return tables;
}

/** The stage of the installation to which the restored tables are attached, and the name of its connector. */
const STAGE = 'restored';
const RESTORED = `campaign-connector-${STAGE}`;

/**
 * Deploys an installation that attaches the restored tables, and waits until the wave that was open waits in its state machine, as
 * docs/operating/restore.md says. Then removes it, but not its tables.
 */
export async function attachTables(tables: Tables, emulator: Emulator, signal: AbortSignal): Promise<void> {
  const aws = createAwsCli(emulator.env, signal);
  const context = { stage: STAGE, ephemeral: 'true', tables: JSON.stringify(tables) };
  const assembly = await synthesize(emulator, signal, { name: 'restored.out', context, isBundled: true });
  const outputs = await deployStacks(RESTORED, assembly, { emulator, signal });
  await repair(RESTORED, emulator);
  await waitFor('a wave of the restored tables', async () => {
    const waves = await listExecutions(outputs.WaveMachineArn, aws);
    if (waves.some(({ name }) => name.startsWith(`${CAMPAIGN}.`))) return true;
    // It runs every five minutes by itself.
    await invokeCheckWaves(aws);
    return undefined;
  });
  for (const { executionArn } of await listExecutions(outputs.WaveMachineArn, aws))
    await aws('stepfunctions', 'stop-execution', '--execution-arn', executionArn);
  const { directory, env } = emulator;
  await run(CDK, ['destroy', '--all', '--app', assembly, '--force'], { cwd: directory, env, signal });
}

async function listExecutions(machine: string, aws: AwsCli) {
  const running = ['--state-machine-arn', machine, '--status-filter', 'RUNNING'];
  return v.parse(listedExecutions, await aws('stepfunctions', 'list-executions', ...running)).executions;
}

async function invokeCheckWaves(aws: AwsCli): Promise<void> {
  const { Functions } = v.parse(listedFunctions, await aws('lambda', 'list-functions'));
  const checks = Functions.filter(
    ({ FunctionName }) => FunctionName.startsWith(RESTORED) && /WavesCheck/.test(FunctionName),
  );
  const [check] = checks;
  if (check === undefined || checks.length > 1)
    throw new Error(
      `check-waves: expected one function, found ${Functions.map((each) => each.FunctionName).join(', ')}`,
    );
  await aws('lambda', 'invoke', '--function-name', check.FunctionName, '--payload', 'e30=', '/dev/null');
}

async function putInteraction(interaction: string, bus: string, aws: AwsCli): Promise<void> {
  const detail = { userId: USER, interaction, campaignId: TARGET, occurredAt: new Date().toISOString() };
  const entry = {
    EventBusName: bus,
    Source: 'shop',
    DetailType: 'Campaign Interaction',
    Detail: JSON.stringify(detail),
  };
  await aws('events', 'put-events', '--entries', JSON.stringify([entry]));
}

async function listWaves(call: Call): Promise<string[]> {
  const { waves } = v.parse(listedWaves, (await call('GET', '/waves')).body);
  return waves.filter(({ campaignId }) => campaignId === CAMPAIGN).map(({ name }) => name);
}

async function waitForWave(call: Call): Promise<string> {
  return waitFor('a wave', async () => (await listWaves(call))[0]);
}

async function waitUntilActive(name: string, aws: AwsCli): Promise<void> {
  await waitFor(`the table ${name}`, async () => {
    const { Table } = v.parse(describedTable, await aws('dynamodb', 'describe-table', '--table-name', name));
    return Table.TableStatus === 'ACTIVE' ? true : undefined;
  });
}

async function waitFor<Found>(what: string, find: () => Promise<Found | undefined>): Promise<Found> {
  const maxWait = new WaitLimit(MAX_WAIT);
  for (; !maxWait.isOver(); await pause(SECOND)) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw maxWait.ended(`${CONNECTOR}: expected ${what}`);
}
