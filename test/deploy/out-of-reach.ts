import { run } from '../harness/run-command.ts';
import type { Emulator } from './emulator.ts';
import { tool } from './tools.ts';

/** A behavior of an installation that the emulator does not support. */
interface OutOfReach {
  readonly what: string;
  readonly because: string;
  /** A command of the AWS command line that the emulator refuses as long as that is so. */
  readonly command?: readonly string[];
}

const EXECUTION = 'arn:aws:states:eu-central-1:000000000000:execution:any:any';
const QUEUE = 'arn:aws:sqs:eu-central-1:000000000000:any';

const OUT_OF_REACH: readonly OutOfReach[] = [
  {
    what: 'that a redriven execution completes its wave (test/functions/waves.test.ts does it in this process)',
    because: 'the emulator has no RedriveExecution',
    command: ['stepfunctions', 'redrive-execution', '--execution-arn', EXECUTION],
  },
  {
    what: "that AWS's own task moves dead letters back to their queue",
    because: 'the emulator has no StartMessageMoveTask',
    command: ['sqs', 'start-message-move-task', '--source-arn', QUEUE],
  },
  {
    what: 'what EventBridge does with a queue that refuses',
    because: 'the emulator neither retries nor has dead letters of rules',
  },
  {
    what: 'that alarms go off, and that the dashboard shows something',
    because: 'the emulator has no metrics of queues, machines and logs',
  },
  {
    what: 'that SES reports to its topic, and that the policy of the topic admits it (the test publishes what SES documents)',
    because: 'the emulator keeps the event destination of a configuration set, and publishes nothing',
  },
  {
    what: 'that a role may send from the identities of its policy only, and that the public API reaches its own items only',
    because: 'the emulator looks neither at the identity of an email nor at the keys of items',
  },
  {
    what: 'that an unknown configuration set, a quota or a rate that is used up, and an address on the suppression list stop emails',
    because: 'SES of the emulator accepts every email from a verified identity',
  },
  { what: 'throttling, of the API and of tables', because: 'the emulator throttles nothing' },
];

/** Prints what is not tested, and why. Throws where a reason does not hold any more. */
export async function reportOutOfReach({ env }: Emulator, signal: AbortSignal): Promise<void> {
  const endpoint = ['--endpoint-url', env['AWS_ENDPOINT_URL'] ?? ''];
  for (const { what, because, command } of OUT_OF_REACH) {
    console.log(`skipped: ${what}, because ${because}`);
    if (command === undefined) continue;
    const refusal = await run(tool('aws'), [...command, ...endpoint], { env, signal }).then(
      () => 'it was done',
      (error: unknown) => String(error),
    );
    if (!/UnknownOperation|InvalidAction|Unknown action|not supported|not implemented/i.test(refusal)) {
      throw new Error(`${because}: expected it to say so, found ${refusal.slice(0, 500)}`);
    }
  }
}
