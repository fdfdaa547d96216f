import { Command } from 'commander';
import { ENROLLMENT_STATES } from '../core/contracts/decision.ts';
import { clientOf } from './client.ts';
import { end, list, publish, show } from './commands/campaigns.ts';
import { type EnrollmentOptions, enrollments } from './commands/enrollments.ts';
import { check, save } from './commands/files.ts';
import { putEvents } from './commands/put-events.ts';
import { explain, refused } from './commands/records.ts';
import { type RehearseOptions, rehearse } from './commands/rehearse.ts';
import { start } from './commands/start.ts';
import type { Context } from './context.ts';
import type { Reach } from './send.ts';
import type { Terminal } from './terminal.ts';

const YES = ['--yes', 'answer the question: go on'] as const;

/** Every command there is, and what it takes. */
export function programFor(terminal: Terminal): Command {
  const program = new Command('campaign-connector')
    .description('Follow-up campaigns: what happens after the message.')
    .option('--endpoint <url>', 'the installation', 'http://127.0.0.1:8787')
    .option('--sign', 'sign with your AWS credentials, as is done for every *.execute-api.*.amazonaws.com (AWS_REGION)')
    .option('--timeout <span>', 'give a call up that has no answer by then', '2 minutes')
    .option('--json', 'answer as JSON, for programs')
    .addHelpText('after', '\nExit codes: 0 done, 1 refused, 2 misused.');
  const context = (): Context => {
    const { json = false, ...reach } = program.opts<Reach & { json?: boolean }>();
    return { terminal, client: clientOf(reach), isJson: json };
  };
  const command = (name: string, description: string) => program.command(name).description(description);

  command('start', 'start the installation on this machine (PORT, DATA_DIR; --manual-clock)')
    .option('--manual-clock', 'the clock stands until it is moved')
    .action((options: { manualClock?: boolean }) => start(options));
  command('check <file...>', 'list every fault of campaign files').action((files: string[]) => check(files, context()));
  command('save <file...>', 'save campaigns as drafts').action((files: string[]) => save(files, context()));
  command('publish <id>', 'publish the newest version').action((id: string) => publish(id, context()));
  for (const ending of ['stop', 'archive'] as const) {
    command(`${ending} <id>`, `${ending} a campaign; its waits are cancelled for good`)
      .option(...YES)
      .action((id: string, { yes = false }: { yes?: boolean }) => end(ending, id, { ...context(), yes }));
  }
  command('list', 'list the campaigns').action(() => list(context()));
  command('show <id>', 'show a campaign, its counts, and who did what to it').action((id: string) =>
    show(id, context()),
  );
  command('enrollments <id>', 'list who is, or was, on the way to the message of a campaign')
    .option('--state <state>', `in this state only: ${ENROLLMENT_STATES.join(', ')}`)
    .option('--user <user>', 'of this user only')
    .action((id: string, options: EnrollmentOptions) => enrollments(id, options, context()));
  command('explain <user>', 'tell what was decided about a user, and why')
    .option('--campaign <id>', 'this campaign only')
    .action((user: string, options: { campaign?: string }) => explain(user, { ...context(), ...options }));
  command('refused', 'list the events that were refused').action(() => refused(context()));
  command('put-events <file>', 'put the events of a file of JSON lines; - is stdin').action((file: string) =>
    putEvents(file, context()),
  );
  command('rehearse <file...>', 'play recorded events against campaigns, and tell what would have been sent')
    .requiredOption('--events <file>', 'JSON lines: PutEvents entries or Currents events')
    .option('--from <instant>', 'when the campaigns are published; else at the first event')
    .option('--until <instant>', 'when to end; else when nothing waits any more')
    .option('--verbose', 'list the decisions of every user')
    .addHelpText('after', '\nExit code 1 when events are refused and no other can be played.')
    .action((files: string[], options: RehearseOptions) => rehearse(files, options, context()));
  return program;
}
