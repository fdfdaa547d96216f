import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { mustRunIn, newProject, runIn, startIn } from './other-project.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
const { 'aws-cdk-lib': cdk, constructs, esbuild } = manifest.devDependencies;
const project = newProject();
const installed = join(project, 'node_modules/campaign-connector');
const CONNECTOR = ['npx', '--no-install', 'campaign-connector'];
const connector = (...words: string[]) => runIn(project, [...CONNECTOR, ...words]);

const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_REGION: 'eu-west-1',
};
const NO_CREDENTIALS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

let files: readonly string[];

beforeAll(() => {
  const packed = mustRunIn(REPOSITORY, ['npm', 'pack', '--json', '--pack-destination', project]);
  const [tarball] = v.parse(packing, JSON.parse(packed.slice(packed.indexOf('[\n'))));
  files = tarball.files.map(({ path }) => path).sort();
  mustRunIn(project, ['npm', 'install', '--no-audit', '--no-fund', `./${tarball.filename}`]);
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

const packing = v.tuple([v.object({ filename: v.string(), files: v.array(v.object({ path: v.string() })) })]);

describe('the package', () => {
  test('the package contains the pages, the schema and the examples that users read', () => {
    for (const file of [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'docs/operating/runbook.md',
      'schemas/campaign.schema.json',
      'schemas/project-campaign.schema.json',
      'schemas/project.schema.json',
      'examples/first-email/campaigns.yaml',
    ])
      expect(files).toContain(file);
    expect(files.filter((file) => file.startsWith('examples/campaigns/')).length).toBeGreaterThan(1);
  });

  test('the package contains the built console, and the licences of what it is built from', () => {
    const assets = files.filter((file) => file.startsWith('dist/console/assets/'));
    expect(files).toContain('dist/console/index.html');
    expect(assets.some((file) => file.endsWith('.js')) && assets.some((file) => file.endsWith('.css'))).toBe(true);
    expect(files.filter((file) => file.startsWith('dist/console/'))).toEqual([...assets, 'dist/console/index.html']);
    const licences = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['react', 'react-dom', '@cloudscape-design/components', '@tanstack/react-query'])
      expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });

  test('the package contains built code, without TypeScript sources, which Node does not run in node_modules, and without tests', () => {
    expect(files.filter((file) => /(?<!\.d)\.ts$/.test(file))).toEqual([]);
    expect(files.filter((file) => /^(dist\/)?(test|mail-catcher)\//.test(file))).toEqual([]);
  });

  test('the package declares the types of the construct and of consumers, and no types of modules that cannot be imported', () => {
    const declared = files.filter((file) => file.endsWith('.d.ts'));
    expect(declared).toContain('dist/lib/campaign-connector.d.ts');
    expect(declared).toContain('dist/consumer/consumer.d.ts');
    expect(declared.filter((file) => !/^dist\/(lib|consumer|clients\/web|core\/contracts)\//.test(file))).toEqual([]);
  });

  test('the package contains a bundle for every handler', () => {
    const expected = readdirSync(join(REPOSITORY, 'functions'))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `dist/functions/${file.slice(0, -3)}/index.mjs`);
    expect(expected.length).toBeGreaterThan(1);
    expect(files).toEqual(expect.arrayContaining(expected));
  });

  test('the package contains the licences of the packages in its bundles', () => {
    const licences = readFileSync(join(installed, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['@aws-sdk/client-dynamodb', '@middy/core', 'valibot', 'hono'])
      expect(licences).toContain(`${name} `);
    expect(licences).toContain('Permission is hereby granted');
    expect(licences).toContain('Apache License');
  });
});

describe('the command line, installed in another project', () => {
  test('the package does not install the CDK, which only a CDK app needs', () => {
    expect(existsSync(join(project, 'node_modules/aws-cdk-lib'))).toBe(false);
  });

  test('the installed command line checks the campaigns of the package', () => {
    expect(connector('check', join(installed, 'examples/campaigns/resend-welcome.yaml'))).toEqual({
      code: 0,
      out: '1 file: nothing wrong\n',
      err: '',
    });
  });

  test('the installed command line rehearses the campaigns of the package', () => {
    const [campaign, events] = ['campaigns/resend-welcome.yaml', 'events/resend-welcome.jsonl'];
    const examples = join(installed, 'examples');
    const { code, out } = connector('rehearse', join(examples, campaign), '--events', join(examples, events));
    expect(code).toBe(0);
    expect(out).toMatch(/enrolled +4\n +sent +2\n/);
  });

  test('the installed command line starts an installation that sends a message after an event', async () => {
    const settings = { PORT: '0', DATA_DIR: join(project, '.data') };
    const { output, end } = await startIn(project, [...CONNECTOR, 'start', '--manual-clock'], settings);
    const endpoint = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? output;
    const campaign = join(installed, 'examples/campaigns/resend-welcome.yaml');
    try {
      for (const words of [
        ['save', campaign],
        ['publish', 'resend-welcome'],
        ['put-events', writeEvents()],
      ])
        expect(connector(...words, '--endpoint', endpoint)).toMatchObject({ code: 0, err: '' });
      await answerOf(`${endpoint}/clock`, { method: 'POST', body: JSON.stringify({ advance: '8 days' }) });
      expect(await answerOf(`${endpoint}/dispatches`)).toMatchObject({
        dispatches: [{ campaignId: 'resend-welcome', userId: 'ada' }],
      });
      const signed = runIn(project, [...CONNECTOR, 'explain', 'ada', '--endpoint', endpoint, '--sign'], CREDENTIALS);
      expect(signed.out).toContain('received the message');
    } finally {
      await end();
    }
  });

  test('the installed command line asks for AWS credentials if it has none to sign calls of an installation on AWS', () => {
    const endpoint = 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com';
    const { code, err } = runIn(project, [...CONNECTOR, 'list', '--endpoint', endpoint], NO_CREDENTIALS);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('must be signed with AWS credentials'),
    });
  });

  test('the installed package comes with the schema of campaign files, which can be imported by name', () => {
    const script = `import schema from 'campaign-connector/schemas/campaign.json' with { type: 'json' };
      console.log(schema.$id)`;
    expect(mustRunIn(project, ['npx', '--no-install', 'node', '--input-type=module', '--eval', script])).toBe(
      'urn:campaign-connector:campaign\n',
    );
  });
});

describe('the construct, in a CDK app of another project', () => {
  const app = documentedCode("const connector = new CampaignConnector(stack, 'Connector');\nnew CfnOutput");

  beforeAll(() => {
    mustRunIn(project, ['npm', 'install', '--no-audit', '--no-fund', `aws-cdk-lib@${cdk}`, `constructs@${constructs}`]);
    writeFileSync(join(project, 'app.ts'), app);
  });

  /** Synthesizes an app; returns the number of its Lambda functions and of the bundles among its assets. */
  function synthesize(file: string): { readonly lambdas: number; readonly bundles: number } {
    const out = join(project, `cdk.out of ${file}`);
    mustRunIn(project, ['npx', '--no-install', 'node', file], { CDK_OUTDIR: out });
    const template = v.parse(templateOf, JSON.parse(readFileSync(join(out, 'Marketing.template.json'), 'utf8')));
    const lambdas = Object.values(template.Resources).filter(
      ({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties?.['Handler'] === 'index.handler',
    );
    const bundles = readdirSync(out).filter((asset) => existsSync(join(out, asset, 'index.mjs')));
    return { lambdas: lambdas.length, bundles: bundles.length };
  }

  /** The number of Lambda functions that only an installation with channels has: its senders, the reports of SES and the public API. */
  const SENDER_FUNCTIONS = 5;
  const countPackaged = () =>
    readdirSync(join(installed, 'dist/functions'), { withFileTypes: true }).filter((each) => each.isDirectory()).length;

  test('the installed construct synthesizes every Lambda function but those of channels with its bundle, with the code in docs/reference/cdk-construct.md', () => {
    const count = countPackaged() - SENDER_FUNCTIONS;
    expect(count).toBeGreaterThan(1);
    expect(synthesize('app.ts')).toEqual({ lambdas: count, bundles: count });
  });

  test('the installed construct synthesizes every Lambda function of the package with its bundle if it has every channel', () => {
    const channels = `{
      email: { from: 'Shop <hello@shop.example>', identities: ['shop.example'] },
      webhook: { secret: Secret.fromSecretNameV2(stack, 'Webhooks', 'shop/webhooks') },
      inbox: true,
    }`;
    const withChannels = app.replace("'Connector');", `'Connector', { channels: ${channels} });`);
    const imported = "import { Secret } from 'aws-cdk-lib/aws-secretsmanager';";
    writeFileSync(join(project, 'channels.ts'), `${imported}\n${withChannels}`);
    const count = countPackaged();
    expect(synthesize('channels.ts')).toEqual({ lambdas: count, bundles: count });
  });

  test.each([
    ['an ES module', { module: 'nodenext' }],
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }],
    ['CommonJS with node10 resolution', { module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '6.0' }],
  ])('the installed construct has types for %s that need only those of the CDK', (_, module) => {
    const compilerOptions = { ...module, strict: true, noEmit: true, types: [], target: 'es2024', skipLibCheck: false };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts', 'faulty.ts'] }));
    writeFileSync(join(project, 'faulty.ts'), app.replace("'Connector'", "'Connector', { stage: 1 }"));
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const { out } = runIn(project, [process.execPath, tsc, '--pretty', 'false']);
    const faults = out.split('\n').filter((line) => /^\S/.test(line) && !line.startsWith('node_modules/aws-cdk-lib/'));
    expect(faults).toEqual([expect.stringMatching(/^faulty\.ts\(6,.*'number' is not assignable to type 'string'/)]);
  });

  test('the installed construct can be required by an app in CommonJS', () => {
    const script = "console.log(typeof require('campaign-connector').CampaignConnector)";
    writeFileSync(join(project, 'app.cjs'), script);
    expect(mustRunIn(project, ['npx', '--no-install', 'node', 'app.cjs'])).toBe('function\n');
  });
});

describe('a consumer, in a CDK app of another project', () => {
  const out = join(project, 'consumer.out');
  const [app, handler] = [documentedCode("onMessage('Email'"), documentedCode('export const handler = defineConsumer')];

  beforeAll(() => {
    const packages = [`aws-cdk-lib@${cdk}`, `constructs@${constructs}`, `esbuild@${esbuild}`];
    mustRunIn(project, ['npm', 'install', '--no-audit', '--no-fund', ...packages]);
    writeFileSync(join(project, 'consumer-app.ts'), app);
    writeFileSync(join(project, 'send-email.ts'), handler);
  });

  test('a consumer in another project is synthesized with the Lambda function that docs/reference/cdk-construct.md shows, which calls the code of its owner', () => {
    mustRunIn(project, ['npx', '--no-install', 'node', 'consumer-app.ts'], { CDK_OUTDIR: out });
    const template = v.parse(templateOf, JSON.parse(readFileSync(join(out, 'Marketing.template.json'), 'utf8')));
    const ids = Object.keys(template.Resources);
    expect(ids).toContainEqual(expect.stringMatching(/^ConnectorConsumersEmailMessages[0-9A-F]{8}$/));
    const bundles = readdirSync(out).filter((asset) => existsSync(join(out, asset, 'index.js')));
    expect(bundles).toHaveLength(1);
    // The folder belongs to an ES module, and the bundle is CommonJS.
    copyFileSync(join(out, bundles[0] ?? '', 'index.js'), join(project, 'send-email.cjs'));
    const script = `require('./send-email.cjs').handler({ Records: [] }).then((answer) => console.log(JSON.stringify(answer)));`;
    const environment = {
      ...{ CONSUMER_QUEUE_URL: 'q', CONSUMER_DEAD_LETTERS_URL: 'd', CONSUMER_TABLE: 't' },
      ...{ CONSUMER_RETRY_FOR_MS: '1', CONSUMER_MAX_DELAY_MS: '1', CONSUMER_LEASE_MS: '1' },
    };
    writeFileSync(join(project, 'call.cjs'), script);
    expect(mustRunIn(project, ['npx', '--no-install', 'node', 'call.cjs'], environment)).toBe(
      '{"batchItemFailures":[]}\n',
    );
  });

  test.each([
    ['an ES module', { module: 'nodenext' }],
    ['a bundler', { module: 'esnext', moduleResolution: 'bundler' }],
  ])('a consumer in another project has types for %s that need no package but Node itself', (_, module) => {
    const compilerOptions = {
      ...module,
      strict: true,
      noEmit: true,
      types: [],
      target: 'es2024',
      lib: ['es2024', 'dom'],
      skipLibCheck: false,
    };
    const files = ['send-email.ts', 'faulty-email.ts'];
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    writeFileSync(join(project, 'faulty-email.ts'), handler.replace('message.dispatchId', 'message.dispatch'));
    const tsc = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
    const { out: faults } = runIn(project, [process.execPath, tsc, '--pretty', 'false']);
    expect(faults.trim().split('\n')).toEqual([
      expect.stringMatching(/^faulty-email\.ts\(.*Property 'dispatch' does not exist/),
    ]);
  });
});

const templateOf = v.object({
  Resources: v.record(
    v.string(),
    v.object({ Type: v.string(), Properties: v.optional(v.record(v.string(), v.unknown())) }),
  ),
});

/** Returns the block of code with a text that docs/reference/cdk-construct.md shows. */
function documentedCode(text: string): string {
  const page = readFileSync(join(REPOSITORY, 'docs/reference/cdk-construct.md'), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  const found = blocks.find((code) => code.includes(text));
  if (found === undefined)
    throw new Error(`docs/reference/cdk-construct.md: expected a block of TypeScript with ${text}`);
  return found;
}

function writeEvents(): string {
  const file = join(project, 'events.jsonl');
  const detail = { userId: 'ada', interaction: 'email.received', campaignId: 'welcome-email' };
  writeFileSync(file, JSON.stringify({ Source: 'shop', DetailType: 'Campaign Interaction', Detail: detail }));
  return file;
}

async function answerOf(url: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, { ...init, headers: { 'content-type': 'application/json' } });
  expect(response.status).toBe(200);
  return response.json();
}
