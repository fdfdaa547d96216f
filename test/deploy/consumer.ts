import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { transform } from 'esbuild';
import { listening } from '../harness/processes.ts';
import { run } from '../harness/run-command.ts';
import { CDK, REPOSITORY } from './tools.ts';

/** The folder of the consumer's app, which lies in the repository because the app imports the CDK. */
const FOLDER = join(REPOSITORY, '.data/consumer');

/** A provider of emails, in place of the one that a reader of docs/operating/deploy.md chooses, with the requests that it received. */
export interface Provider {
  readonly asked: readonly unknown[];
  readonly url: string;
  close(): void;
}

/** Starts a provider on the loopback interface. */
export async function openProvider(): Promise<Provider> {
  const asked: unknown[] = [];
  const server = createServer(async (request, response) => {
    asked.push(await json(request));
    response.end();
  });
  return { asked, url: `http://127.0.0.1:${await listening(server)}`, close: () => server.close() };
}

/**
 * Deploys the rule and the handler that docs/operating/deploy.md shows, verbatim but for the name of the bus; returns
 * a function that removes them.
 */
export async function deployConsumer(busName: string, provider: Provider): Promise<() => Promise<unknown>> {
  mkdirSync(join(FOLDER, 'sender'), { recursive: true });
  const sendEmail = `const sendEmail = (email: object) =>
    fetch('${provider.url}', { method: 'POST', body: JSON.stringify(email) });`;
  const { code } = await transform(`${sendEmail}\n${blockWith('export async function handler')}`, { loader: 'ts' });
  writeFileSync(join(FOLDER, 'sender/sender.mjs'), code);
  const rule = blockWith("new Rule(stack, 'Send'").replace("'campaign-connector')", `'${busName}')`);
  writeFileSync(join(FOLDER, 'app.ts'), appWith(rule));
  const cdk = (...args: string[]) =>
    run(CDK, [...args, '--app', 'node app.ts', '--output', join(FOLDER, 'cdk.out')], {
      cwd: FOLDER,
      env: process.env,
      signal: new AbortController().signal,
    });
  await cdk('deploy', '--require-approval', 'never');
  return () => cdk('destroy', '--force');
}

/** Returns a block of code of docs/operating/deploy.md. */
function blockWith(text: string): string {
  const blocks = readFileSync(join(REPOSITORY, 'docs/operating/deploy.md'), 'utf8').matchAll(/^```ts\n(.*?)^```/gms);
  const block = [...blocks].map(([, code = '']) => code).find((code) => code.includes(text));
  if (block === undefined) throw new Error(`docs/operating/deploy.md: expected a block of code with ${text}`);
  return block;
}

const appWith = (rule: string): string => `import { App, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';

const app = new App();
const stack = new Stack(app, 'Consumer');
const sender = new Function(stack, 'Sender', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'sender.handler',
  code: Code.fromAsset('sender'),
});
${rule}`;
