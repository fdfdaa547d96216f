import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createInstallation, type InstallationProps } from '../../../lib/installation.ts';

/** The names of the Lambda functions of an installation. */
export const FUNCTION_NAMES = [
  'match-trigger',
  'match-exception',
  'update-profile',
  'dispatch',
  'wave-ended',
  'end-waits',
  'check-waves',
  'erase-user',
  'api',
  'ingest',
] as const;

/** The names of the Lambda functions of channels that the connector sends itself. */
export const SENDER_FUNCTION_NAMES = ['send-email', 'send-webhook', 'send-inbox', 'ses-events', 'public'] as const;

/** An installation that sends on every channel that it can. */
export const WITH_CHANNELS = {
  channels: {
    email: { from: 'Shop <hello@shop.example>', identities: ['shop.example', 'news@other.example'] },
    webhook: {
      secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:webhooks-AbCdEf',
      allowHosts: ['hooks.shop.example'],
    },
    inbox: true,
  },
} as const satisfies InstallationProps;

/** Synthesizes with empty bundles in place of the real ones, whose content is not part of the template. */
export function withBundles<Result>(synthesize: (bundles: string) => Result): Result {
  const bundles = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const functionName of [...FUNCTION_NAMES, ...SENDER_FUNCTION_NAMES]) mkdirSync(join(bundles, functionName));
  try {
    return synthesize(bundles);
  } finally {
    rmSync(bundles, { recursive: true });
  }
}

/** The templates of an installation, by the purpose of their stack. */
export interface Installed {
  readonly data: Template;
  readonly connector: Template;
  readonly insights: Template;
  readonly all: readonly Template[];
}

/** The templates that were synthesized in this process, by their properties: each takes half a second. */
const synthesized = new Map<string, Installed>();

/** Returns the templates of an installation. They are synthesized once, and no test changes them. */
export function installed(props: InstallationProps = {}): Installed {
  const key = JSON.stringify(props);
  const templates = synthesized.get(key) ?? synthesize(props);
  synthesized.set(key, templates);
  return templates;
}

function synthesize(props: InstallationProps): Installed {
  return withBundles((bundles) => {
    const app = new App();
    createInstallation(app, { bundles, ...props });
    const name = `campaign-connector-${props.stage ?? 'dev'}`;
    const [data, connector, insights] = [`${name}-data`, name, `${name}-insights`].map((id) => stackOf(app, id));
    if (!data || !connector || !insights) throw new Error('expected three stacks');
    return { data, connector, insights, all: [data, connector, insights] };
  });
}

function stackOf(app: App, id: string): Template {
  const stack = app.node.findChild(id);
  if (!Stack.isStack(stack)) throw new Error(`${id}: expected a stack`);
  return Template.fromStack(stack);
}

/** Returns a value of a template as text, with references to resources as names in angle brackets. */
export function written(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${value.Ref}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::ImportValue' in value) return `<${written(value['Fn::ImportValue'])}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'];
    return parts.map(written).join(separator);
  }
  return JSON.stringify(value);
}
