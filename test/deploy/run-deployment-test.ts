import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { show } from '../harness/run-command.ts';
import type { Deployed } from './deployed.ts';
import { deploy, LEFT_OUT, lint, synthesize } from './deployment.ts';
import { type Emulator, REGION, startEmulator } from './emulator.ts';
import { reportOutOfReach } from './out-of-reach.ts';
import { apiIdOf, hire } from './people.ts';
import { probe } from './probe.ts';
import { removeAll, removeConnector } from './removal.ts';
import { repair } from './repairs.ts';
import { attachTables, restoreTables } from './restoration.ts';
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

async function testDeployment(emulator: Emulator): Promise<number> {
  const assembly = await part('the app is synthesized', () => synthesize(emulator, signal));
  await part('cfn-lint finds nothing in its templates', () => lint(assembly, emulator, signal));
  const outputs = await part('the account is bootstrapped, the stacks are deployed', () =>
    deploy(assembly, emulator, signal),
  );
  console.log(`skipped: the stack ${LEFT_OUT.stack}, because ${LEFT_OUT.because}`);
  await reportOutOfReach(emulator, signal);
  await repair(emulator, signal);
  const people = await hire(outputs, emulator, signal);
  const endpoint = emulator.env['AWS_ENDPOINT_URL'] ?? '';
  const addressOf = (url: string) => `${endpoint}/_aws/execute-api/${apiIdOf(url)}/$default`;
  const [api, ingest] = [addressOf(outputs.ApiUrl), addressOf(outputs.IngestUrl)];
  const root = { accessKeyId: 'test', secretAccessKey: 'test' };
  const deployed: Deployed = { outputs, people, root, endpoint, api, ingest, region: REGION };
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
