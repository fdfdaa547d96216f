import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fetched, missing, started } from './local-dynamodb.ts';

// Holds the aws adapters, and the stand-in of DynamoDB, to AWS's own DynamoDB Local.

console.log('== adapters over DynamoDB Local (Java, Maven)');
const lacking = missing();
if (lacking === undefined) process.exitCode = await run();
else console.log(`SKIPPED: npm run test:dynamodb needs Java (a JDK) and Maven, and this machine has no ${lacking}.`);

async function run(): Promise<number> {
  fetched();
  const { endpoint, end } = await started();
  try {
    const vitest = join(import.meta.dirname, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
    const words = [vitest, 'run', '--config', join(import.meta.dirname, 'vitest.config.ts')];
    const env = { ...process.env, DYNAMODB_ENDPOINT: endpoint };
    return spawnSync(process.execPath, words, { stdio: 'inherit', env }).status ?? 1;
  } finally {
    await end();
  }
}
