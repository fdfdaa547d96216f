import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { ListQueuesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { listening } from '../harness/processes.ts';
import { run } from '../harness/run-command.ts';
import { VISIBILITY_TIMEOUT_SECONDS } from './repairs.ts';
import { CDK, REPOSITORY } from './tools.ts';

/** The folder of the consumer's app, which lies in the repository because the app imports the CDK. */
const FOLDER = join(REPOSITORY, '.data/consumer');

/** A provider of emails, in place of the one that a reader of docs/operating/deploy.md chooses, with the requests that it received. */
export interface Provider {
  readonly asked: readonly unknown[];
  readonly url: string;
  /** Makes the next request fail. */
  failOnce(): void;
  close(): void;
}

/** Starts a provider on the loopback interface. */
export async function openProvider(): Promise<Provider> {
  const asked: unknown[] = [];
  let isFailing = false;
  const server = createServer(async (request, response) => {
    asked.push(await json(request));
    if (isFailing) response.statusCode = 503;
    isFailing = false;
    response.end();
  });
  const failOnce = () => {
    isFailing = true;
  };
  return { asked, failOnce, url: `http://127.0.0.1:${await listening(server)}`, close: () => server.close() };
}

/**
 * Deploys the consumer that docs/operating/deploy.md shows, verbatim but for the name of the bus; returns a function that removes it.
 */
export async function deployConsumer(busName: string, provider: Provider): Promise<() => Promise<unknown>> {
  mkdirSync(FOLDER, { recursive: true });
  const sendEmail = `const sendEmail = async (email: object) => {
    const { ok } = await fetch('${provider.url}', { method: 'POST', body: JSON.stringify(email) });
    if (!ok) throw new Error('the provider failed');
  };`;
  await build({
    stdin: {
      contents: `${sendEmail}\n${blockWith('export const handler = defineConsumer')}`,
      loader: 'ts',
      resolveDir: FOLDER,
    },
    // The emulator starts a function without the clients that AWS provides.
    alias: { 'campaign-connector/consumer': join(REPOSITORY, 'consumer/consumer.ts') },
    outfile: join(FOLDER, 'sender/sender.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
  });
  const consumer = blockWith('new MessageConsumer').replace("'campaign-connector')", `'${busName}')`);
  writeFileSync(join(FOLDER, 'app.ts'), appWith(consumer));
  const cdk = (...args: string[]) =>
    run(CDK, [...args, '--app', 'node app.ts', '--output', join(FOLDER, 'cdk.out')], {
      cwd: FOLDER,
      env: process.env,
      signal: new AbortController().signal,
    });
  await cdk('deploy', '--require-approval', 'never');
  await redeliverSooner();
  return () => cdk('destroy', '--force');
}

/**
 * Shortens the time after which a message comes again whose postponement failed, as for the queues of the connector: on a busy machine the
 * emulator may not answer in time, and the queue of the consumer hides messages for six minutes.
 */
async function redeliverSooner(): Promise<void> {
  const sqs = new SQSClient();
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'Consumer' }));
  if (QueueUrls.length === 0) throw new Error('queues: expected those of the stack Consumer');
  const Attributes = { VisibilityTimeout: String(VISIBILITY_TIMEOUT_SECONDS) };
  for (const QueueUrl of QueueUrls) await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

/** Returns a block of code of docs/operating/deploy.md. */
function blockWith(text: string): string {
  const blocks = readFileSync(join(REPOSITORY, 'docs/operating/deploy.md'), 'utf8').matchAll(/^```ts\n(.*?)^```/gms);
  const block = [...blocks].map(([, code = '']) => code).find((code) => code.includes(text));
  if (block === undefined) throw new Error(`docs/operating/deploy.md: expected a block of code with ${text}`);
  return block;
}

const appWith = (consumer: string): string => `import { App, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { MessageConsumer } from '${REPOSITORY}/lib/campaign-connector.ts';

const app = new App();
const stack = new Stack(app, 'Consumer');
const sender = new Function(stack, 'Sender', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'sender.handler',
  code: Code.fromAsset('sender'),
  timeout: Duration.seconds(60),
});
${consumer}`;
