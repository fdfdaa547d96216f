import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { run } from '../harness/run-command.ts';
import { type Emulator, REGION } from './emulator.ts';
import { CDK, REPOSITORY, tool } from './tools.ts';

/** The stage that is deployed: not the default, so that a name without its stage shows. */
const STAGE = 'testing';

/** The account of the emulator. */
export const ACCOUNT = '000000000000';
/** The name of the bus, which begins the names of all stacks. */
export const CONNECTOR = `campaign-connector-${STAGE}`;

/** The stack that is not deployed, with the reason. */
export const LEFT_OUT = {
  stack: `${CONNECTOR}-insights`,
  because: 'the emulator creates neither saved queries nor alarms on metric math',
} as const;

const outputs = v.object({
  ApiUrl: v.string(),
  IngestUrl: v.string(),
  BusName: v.string(),
  BusArn: v.string(),
  WaveMachineArn: v.string(),
  DashboardUrl: v.string(),
  RefusedQueueUrl: v.string(),
  /** The address of the public API, where something is sent that leads to it. */
  PublicUrl: v.optional(v.string()),
  /** The topic to which SES reports, where emails are sent. */
  SesEventsTopicArn: v.optional(v.string()),
});

/** The outputs of the stacks. */
export type Outputs = v.InferOutput<typeof outputs>;

/** The differences of an assembly from that of `npx cdk deploy`. */
interface Synthesis {
  /** The name of its folder. */
  readonly name?: string;
  /** More settings. */
  readonly context?: Readonly<Record<string, string>>;
  /** True if the functions were bundled before, for another assembly. */
  readonly isBundled?: boolean;
}

/** Synthesizes the app of the repository as `npx cdk deploy` does; returns the folder of the assembly. */
export async function synthesize(
  { directory, env }: Emulator,
  signal: AbortSignal,
  { name = 'cdk.out', context = {}, isBundled = false }: Synthesis = {},
): Promise<string> {
  const assembly = join(directory, name);
  const settings = Object.entries({ stage: STAGE, ...context }).flatMap((pair) => ['--context', pair.join('=')]);
  const built = isBundled ? ['--build', 'true'] : [];
  await run(CDK, ['synth', '--quiet', '--output', assembly, ...built, ...settings], { cwd: REPOSITORY, env, signal });
  return assembly;
}

/** Checks every template with cfn-lint, as .cfnlintrc.yaml configures it. */
export async function lint(assembly: string, { env }: Emulator, signal: AbortSignal): Promise<void> {
  const templates = readdirSync(assembly).filter((file) => file.endsWith('.template.json'));
  const files = templates.map((file) => join(assembly, file));
  await run(tool('cfn-lint'), ['--template', ...files], { cwd: REPOSITORY, env, signal });
}

/** Bootstraps the account. */
export async function bootstrap({ directory, env }: Emulator, signal: AbortSignal): Promise<void> {
  await run(CDK, ['bootstrap', `aws://${ACCOUNT}/${REGION}`], { cwd: directory, env, signal });
}

/** Deploys the data stack and the stack of a connector; returns their outputs. */
export async function deployStacks(
  connector: string,
  assembly: string,
  { emulator, signal }: { readonly emulator: Emulator; readonly signal: AbortSignal },
): Promise<Outputs> {
  const { directory, env } = emulator;
  const running = { cwd: directory, env, signal };
  const file = join(directory, `${connector}-outputs.json`);
  const quietly = ['--require-approval', 'never', '--outputs-file', file];
  await run(CDK, ['deploy', `${connector}-data`, connector, '--app', assembly, ...quietly], running);
  const stacks = v.parse(
    v.record(v.string(), v.record(v.string(), v.string())),
    JSON.parse(readFileSync(file, 'utf8')),
  );
  return v.parse(outputs, Object.assign({}, ...Object.values(stacks)));
}
