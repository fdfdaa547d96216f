import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { MINUTE, SECOND } from '../../core/contracts/time-span.ts';
import { type AwsCli, createAwsCli } from './aws-cli.ts';
import type { Deployed } from './deployed.ts';
import { CONNECTOR } from './deployment.ts';
import type { Emulator } from './emulator.ts';
import { type Call, calledBy } from './interface.ts';
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
  const tables = { connectors: '', publications: '', enrollments: '', profiles: '', refused: '' };
  for (const purpose of PURPOSES) {
    const source = TableNames.find((name) => name.toLowerCase().includes(`data${purpose}`));
    if (source === undefined) throw new Error(`${purpose}: expected its table among ${TableNames.join(', ')}`);
    tables[purpose] = `restored-${purpose}`;
    const target = ['--target-table-name', tables[purpose], '--use-latest-restorable-time'];
    await aws('dynamodb', 'restore-table-to-point-in-time', '--source-table-name', source, ...target);
  }
  for (const name of Object.values(tables)) await waitUntilActive(name, aws);
  return tables;
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
