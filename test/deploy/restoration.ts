import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { type AwsCli, createAwsCli } from './aws-cli.ts';
import type { Deployed } from './deployed.ts';
import { CONNECTOR, deploy, synthesize } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { type Call, calledBy } from './interface.ts';
import { apiIdOf } from './people.ts';
import { WaitLimit } from './slowness.ts';
import { act } from './writes.ts';

const PURPOSES = ['connectors', 'publications', 'enrollments', 'profiles', 'refused'] as const;
/** The names of the restored tables, by their purpose. */
type Tables = Readonly<Record<(typeof PURPOSES)[number], string>>;

/** The campaign whose wave waits while its installation is removed and its tables are restored, and its user. */
const [CAMPAIGN, TARGET, USER] = ['restored', 'restored-target', 'patient-user'];
const MAX_WAIT = 3 * MINUTE;

const listedTables = v.object({ TableNames: v.array(v.string()) });
const describedTable = v.object({ Table: v.object({ TableStatus: v.string() }) });
const listedFunctions = v.object({ Functions: v.array(v.object({ FunctionName: v.string() })) });
const listedWaves = v.object({ waves: v.array(v.object({ name: v.string(), campaignId: v.string() })) });
const listedDecisions = v.object({ decisions: v.array(v.object({ decision: v.string() })) });

/** The restored tables, and the wave that waited in them. */
export interface Restored {
  readonly tables: Tables;
  readonly wave: string;
}

/** Restores the tables as they are while a user waits, as docs/operating/restore.md says. */
export async function restoreTables(deployed: Deployed, { env }: Emulator, signal: AbortSignal): Promise<Restored> {
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
  const wave = await waitForWave(call);

  const { TableNames } = v.parse(listedTables, await aws('dynamodb', 'list-tables'));
  const tables = { connectors: '', publications: '', enrollments: '', profiles: '', refused: '' };
  for (const purpose of PURPOSES) {
    const source = TableNames.find((name) => name.toLowerCase().includes(`data${purpose}`));
    if (source === undefined) throw new Error(`${purpose}: expected its table among ${TableNames.join(', ')}`);
    tables[purpose] = `restored-${purpose}`;
    const target = ['--target-table-name', tables[purpose], '--use-latest-restorable-time'];
    await aws('dynamodb', 'restore-table-to-point-in-time', '--source-table-name', source, ...target);
  }
  for (const name of Object.values(tables)) await waitUntilActive(name, aws);
  return { tables, wave };
}

/** Deploys a new installation over restored tables, and throws where the wave that waited in them does not come back. */
export async function attachTables(
  { tables, wave }: Restored,
  deployed: Deployed,
  { emulator, signal }: { emulator: Emulator; signal: AbortSignal },
): Promise<string> {
  const aws = createAwsCli(emulator.env, signal);
  const assembly = await synthesize(emulator, signal, {
    name: 'cdk.restored',
    context: { tables: JSON.stringify(tables) },
  });
  const outputs = await deploy(assembly, emulator, signal);
  const api = `${deployed.endpoint}/_aws/execute-api/${apiIdOf(outputs.ApiUrl)}/$default`;
  const call = calledBy(deployed.root, { ...deployed, outputs, api });
  if ((await listWaves(call)).length > 0) throw new Error('waves: expected none before the check');

  const { Functions } = v.parse(listedFunctions, await aws('lambda', 'list-functions'));
  const check = Functions.find(({ FunctionName }) => FunctionName.includes('CheckWaves'));
  const answer = join(emulator.directory, 'check-waves.json');
  await aws('lambda', 'invoke', '--function-name', check?.FunctionName ?? '', answer);
  const found = await listWaves(call);
  if (found.join() !== wave)
    throw new Error(
      `waves: expected ${wave}, found ${found.join()}; the check answered ${readFileSync(answer, 'utf8')}`,
    );
  console.log(
    `restored: ${wave} waits again. The check was called by hand, because it would have come within five minutes`,
  );

  await putInteraction('email.opened', outputs.BusName, aws);
  await waitFor('the wait to be cancelled in the restored row', async () => {
    const { body } = await call('GET', `/users/${USER}/decisions`);
    const { decisions } = v.parse(listedDecisions, body);
    return decisions.map(({ decision }) => decision).join() === 'enrolled,cancelled' ? true : undefined;
  });
  await act(call, { id: CAMPAIGN, does: 'stop' });
  return assembly;
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
