import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openConsoleSource } from '../../server/console/console-source.ts';
import { show } from '../harness/run-command.ts';
import type { Deployed } from './deployed.ts';
import { bootstrap, CONNECTOR, deployStacks, LEFT_OUT, lint, synthesize } from './deployment.ts';
import { type Emulator, REGION, startEmulator } from './emulator.ts';
import { reportOutOfReach } from './out-of-reach.ts';
import { addressOf, hire } from './people.ts';
import { probe } from './probe.ts';
import { removeAll, removeConnector } from './removal.ts';
import { repair } from './repairs.ts';
import { attachTables, restoreTables } from './restoration.ts';
import { deploySending, prepareSending, removeSending } from './sending-installation.ts';
import { installTools, REPOSITORY } from './tools.ts';

const aborting = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => aborting.abort(new Error(`interrupted by ${name}`)));
const { signal } = aborting;

/** Performs one part of the deployment test, and prints how long it took. */
async function part<Result>(name: string, does: () => Promise<Result>): Promise<Result> {
  const begun = performance.now();
  const result = await does();
  console.log(`${name}: ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  return result;
}

/** Builds the console, which its tests would otherwise wait for beside all others. What was built of the same sources before is used again. */
async function buildConsole(): Promise<void> {
  const source = openConsoleSource({ priority: constants.priority.PRIORITY_NORMAL });
  for (;;) {
    const build = source.read();
    if (build.state === 'failed') throw new Error(`the console: ${build.reason}`);
    if (build.state === 'ready') return;
    await setTimeout(200, undefined, { signal });
  }
}

async function testDeployment(emulator: Emulator): Promise<number> {
  await part('the console is built', buildConsole);
  const assembly = await part('the app is synthesized', () => synthesize(emulator, signal));
  const [prepared] = await part('it is synthesized with senders; cfn-lint finds nothing in its templates', () =>
    Promise.all([prepareSending(emulator, signal), lint(assembly, emulator, signal), bootstrap(emulator, signal)]),
  );
  const [installation, sending] = await part('both installations are deployed and repaired', () =>
    Promise.all([
      deployFirst(assembly, emulator),
      deploySending(prepared, emulator, signal),
      lint(prepared.assembly, emulator, signal),
    ]),
  );
  console.log(`skipped: the stack ${LEFT_OUT.stack}, because ${LEFT_OUT.because}`);
  await reportOutOfReach(emulator, signal);
  const root = { accessKeyId: 'test', secretAccessKey: 'test' };
  const deployed: Deployed = { ...installation, root, sending };
  const file = join(emulator.directory, 'deployed.json');
  writeFileSync(file, JSON.stringify(deployed));
  if (process.argv.includes('--stay')) return stay(file, emulator);
  const slowness = await probe(deployed);
  const vitest = [
    join(REPOSITORY, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'test/deploy/vitest.config.ts',
  ];
  const env = { ...emulator.env, DEPLOYED: file, SLOWNESS: String(slowness) };
  const code = await show(process.execPath, [...vitest, ...process.argv.slice(2)], { cwd: REPOSITORY, env, signal });
  await part('the installation with senders is removed', () => removeSending(prepared, emulator, signal));
  const tables = await part('the tables are restored while a wave waits, as docs/operating/restore.md says', () =>
    restoreTables(deployed, emulator, signal),
  );
  await part(
    'campaigns are stopped, and the installation is drained and removed, as docs/operating/deploy.md says',
    () => removeConnector(assembly, deployed, { emulator, signal }),
  );
  await part('the restored tables are attached to a new installation, and the wave waits in it again', () =>
    attachTables(tables, emulator, signal),
  );
  await part('everything is removed', () => removeAll(assembly, emulator, signal));
  return code;
}

/** Deploys the installation of most tests, repairs it and hires its users. */
async function deployFirst(assembly: string, emulator: Emulator): Promise<Omit<Deployed, 'root' | 'sending'>> {
  const outputs = await deployStacks(CONNECTOR, assembly, { emulator, signal });
  await repair(CONNECTOR, emulator);
  const people = await hire(outputs, emulator);
  const endpoint = emulator.env['AWS_ENDPOINT_URL'] ?? '';
  const [api, ingest] = [addressOf(outputs.ApiUrl, endpoint), addressOf(outputs.IngestUrl, endpoint)];
  return { outputs, people, endpoint, api, ingest, region: REGION };
}

/** Keeps the installation for manual inspection or repeated tests until interrupted. */
async function stay(file: string, { env }: Emulator): Promise<number> {
  for (const [name, value] of Object.entries({ ...env, DEPLOYED: file }))
    if (/^(AWS_|NODE_EXTRA|DEPLOYED)/.test(name)) console.log(`export ${name}='${value}'`);
  console.log('It stays up until interrupted (Ctrl-C).');
  await once(signal, 'abort');
  return 0;
}

try {
  const begun = performance.now();
  await part('the tools are installed', () => installTools({ env: process.env, signal }));
  const emulator = await part('MiniStack is up', () => startEmulator(signal));
  try {
    process.exitCode = await testDeployment(emulator);
  } finally {
    await emulator.stop();
  }
  console.log(`the deployment test took ${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
