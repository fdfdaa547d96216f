import { Command } from 'commander';
import { CAMPAIGN_STATUSES } from '../api/schemas/campaign.ts';
import { ENROLLMENT_STATES } from '../core/contracts/decision.ts';
import { createApiClient } from './client.ts';
import { type ApplyOptions, runApply } from './commands/apply.ts';
import { type ListOptions, runEnd, runList, runPublish, runShow } from './commands/campaigns.ts';
import { type ChannelsTestOptions, runChannelsDoctor, runChannelsTest } from './commands/channels.ts';
import { type ConsoleCommandOptions, runConsole } from './commands/console.ts';
import { type DeadLetterOptions, runDeadLetters } from './commands/dead-letters.ts';
import { runDrain } from './commands/drain.ts';
import { type EnrollmentOptions, runEnrollments } from './commands/enrollments.ts';
import { type ExplainOptions, runExplain, runRefused } from './commands/explain.ts';
import { runCheck, runSave } from './commands/files.ts';
import { runForget } from './commands/forget.ts';
import { type ImportUsersOptions, runImportUsers } from './commands/import-users.ts';
import { runPause, runResume } from './commands/pause.ts';
import { type PlanCommandOptions, runPlan } from './commands/plan.ts';
import { type PreviewOptions, runPreview } from './commands/preview.ts';
import { type PullOptions, runPull } from './commands/pull.ts';
import { runPutEvents } from './commands/put-events.ts';
import { type RehearseOptions, runRehearse } from './commands/rehearse.ts';
import { runRetryRefused } from './commands/retry-refused.ts';
import { runSettings } from './commands/settings.ts';
import { runStart } from './commands/start.ts';
import { runStats, type StatsOptions } from './commands/stats.ts';
import { runShowVersion, runShowVersions } from './commands/versions.ts';
import { runWaves } from './commands/waves.ts';
import type { CommandContext } from './context.ts';
import type { ConnectionOptions } from './send.ts';
import type { Terminal } from './terminal.ts';

const VALUES = [
  '--values <file>',
  'the values of a deployment stage, for the references in the files of a folder',
] as const;
const PRUNE = ['--prune', 'also stop published campaigns of the project that have no file'] as const;
const OVERWRITE = [
  '--overwrite',
  'also change campaigns that were changed by hand, or that the project does not manage yet',
] as const;
const YES = ['--yes', 'answer the question: go on'] as const;

/** Creates the program with all commands and their options. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('campaign-connector')
    .description('Follow-up campaigns: what happens after the message.')
    .option('--endpoint <url>', 'the installation', 'http://127.0.0.1:8787')
    .option('--sign', 'sign with your AWS credentials, as is done for every *.execute-api.*.amazonaws.com (AWS_REGION)')
    .option('--timeout <span>', 'give up a call that has no answer after this time', '2 minutes')
    .option('--json', 'answer as JSON, for programs')
    .addHelpText('after', '\nExit codes: 0 done, 1 refused, 2 misused.');
  const context = (): CommandContext => {
    const { json = false, ...reach } = program.opts<ConnectionOptions & { json?: boolean }>();
    return { terminal, client: createApiClient(reach), isJson: json };
  };
  const command = (name: string, description: string) => program.command(name).description(description);

  command('start', 'start the installation on this machine (PORT, DATA_DIR; --manual-clock)')
    .option('--manual-clock', 'the clock stands until it is moved')
    .action((options: { manualClock?: boolean }) => runStart(options));
  command('console', 'serve the console of the installation to your browser, and sign its calls')
    .option('--port <number>', 'listen on this port of this machine; 0 is any free one', '0')
    .option('--write', 'allow the console to change things')
    .option('--production', 'also where the stage is one of production, or not known')
    .option('--no-open', 'print the address, and open no browser')
    .action((options: ConsoleCommandOptions) =>
      runConsole(options, program.opts<ConnectionOptions & { json?: boolean }>(), terminal),
    );
  command('check <path...>', 'list every fault of campaign files, or of folders with a campaigns.yaml')
    .option(...VALUES)
    .action((paths: string[], options: { values?: string }) => runCheck(paths, { ...context(), ...options }));
  command('plan <path...>', 'print what an apply of a folder, or of files, would change; changes nothing')
    .option(...VALUES)
    .option('--markdown', 'print Markdown, for a comment on a pull request')
    .option('--fail-on-changes', 'exit with code 3 if there are changes')
    .option(...PRUNE)
    .option(...OVERWRITE)
    .addHelpText(
      'after',
      '\nExit code 1 when an apply would be refused, 3 when there are changes and --fail-on-changes is set.',
    )
    .action((paths: string[], options: PlanCommandOptions) => runPlan(paths, options, context()));
  command('apply <folder>', 'make the installation equal to a folder: prints the plan, and asks')
    .option(...VALUES)
    .option(...PRUNE)
    .option(...OVERWRITE)
    .option('--note <text>', 'why: kept in the history of each campaign')
    .option(...YES)
    .action((folder: string, options: ApplyOptions) => runApply(folder, options, context()));
  command('pull <folder> [id...]', 'write campaigns as the installation has them into the files of a folder')
    .option(...VALUES)
    .action((folder: string, ids: string[], options: PullOptions) => runPull(folder, { ...options, ids }, context()));
  command('save <file...>', 'save campaigns as drafts').action((files: string[]) => runSave(files, context()));
  command(
    'preview <subject>',
    'print the messages of a campaign, or of a file, as a user would get them; sends nothing',
  )
    .option('--user <user>', 'for this user; of a file, else for one of whom nothing is known')
    .option('--version <number>', 'of a saved campaign: this version, and not the newest')
    .option('--trigger <file>', 'of a file: the Detail of the trigger event, as JSON; else an example is made')
    .option('--variant <name>', 'the messages of this variant; else of all')
    .option('--html <file>', 'write the HTML of the first email to this file')
    .action((subject: string, options: PreviewOptions) => runPreview(subject, options, context()));
  command('publish <id>', 'publish the newest version').action((id: string) => runPublish(id, context()));
  for (const action of ['stop', 'archive'] as const) {
    command(`${action} <id>`, `${action} a campaign; its waits are cancelled permanently`)
      .option(...YES)
      .action((id: string, { yes: isConfirmed = false }: { yes?: boolean }) =>
        runEnd(action, id, { ...context(), isConfirmed }),
      );
  }
  command('pause [id]', 'keep the messages of a campaign, or of all, from leaving; waits stay').action(
    (id: string | undefined) => runPause(id, context()),
  );
  command('resume [id]', 'let the messages of a campaign, or of all, leave again').action((id: string | undefined) =>
    runResume(id, context()),
  );
  command('settings [file]', 'show the settings of the installation, or change those that a file names').action(
    (file: string | undefined) => runSettings(file, context()),
  );
  command('list', 'list the campaigns: status, how many wait, how many were sent, and the next departure')
    .option('--status <status>', `of this status only: ${CAMPAIGN_STATUSES.join(', ')}`)
    .option('--search <text>', 'with this text in the id or the name')
    .action((options: ListOptions) => runList(options, context()));
  command('show <id>', 'show a campaign, its counts, and who saved, published or stopped it')
    .option('--versions', 'list its versions instead: who saved each, when, and which one is published')
    .option('--version <number>', 'print this version instead, as it was written')
    .action((id: string, { version, versions = false }: { version?: string; versions?: boolean }) => {
      if (version !== undefined) return runShowVersion(id, version, context());
      return versions ? runShowVersions(id, context()) : runShow(id, context());
    });
  command('waves <id>', 'list the upcoming departures of a campaign, and how many users wait for each').action(
    (id: string) => runWaves(id, context()),
  );
  command('stats <id>', 'show the statistics of a campaign: counts, rates and lift, each with its 95 % interval')
    .option('--from <day>', 'from this day of the company on, such as 2026-12-01')
    .option('--to <day>', 'up to this day')
    .option('--by-day', 'list the days, too')
    .option('--recount', 'count again from what is stored of users')
    .action((id: string, options: StatsOptions) => runStats(id, options, context()));
  command('enrollments <id>', 'list the enrollments of a campaign: its waiting users, and those whose waits have ended')
    .option('--state <state>', `in this state only: ${ENROLLMENT_STATES.join(', ')}`)
    .option('--user <user>', 'of this user only')
    .action((id: string, options: EnrollmentOptions) => runEnrollments(id, options, context()));
  command('explain [user]', 'explain what was decided about a user, and why')
    .option('--campaign <id>', 'this campaign only')
    .option('--dispatch <id>', 'the user and the campaign of this dispatch, if a sender of the installation sent it')
    .option('--log-id', 'print what stands for the user in the logs, for the saved query')
    .action((user: string | undefined, options: ExplainOptions) => runExplain(user, options, context()));
  const channels = command('channels', 'look at the channels of the installation, and try them');
  channels
    .command('doctor')
    .description('print what the installation sends and to whom, and what is missing; sends nothing')
    .addHelpText('after', '\nExit code 1 when something is missing.')
    .action(() => runChannelsDoctor(program.opts<ConnectionOptions>().endpoint, context()));
  channels
    .command('test <channel>')
    .description('send a test message to an entry of the allow list: marked, and counted nowhere')
    .requiredOption('--to <target>', 'an email address, the URL of a webhook, or the id of a user')
    .option('--campaign <id>', 'the messages of this campaign; else a text that says that it is a test')
    .option('--variant <name>', 'the messages of this variant of the campaign; else of all')
    .option('--user <user>', 'render the messages of the campaign for this user')
    .action((channel: string, options: ChannelsTestOptions) => runChannelsTest(channel, options, context()));
  command('refused', 'list the events that were refused').action(() => runRefused(context()));
  command('retry-refused <id...>', 'put refused events again, once the cause is mended').action((ids: string[]) =>
    runRetryRefused(ids, context()),
  );
  command('dead-letters [queue]', 'list what was given up; with a queue, show a sample of it')
    .option('--retry', 'put the messages of the queue again, once the cause is mended')
    .option(...YES)
    .action((queue: string | undefined, options: DeadLetterOptions) => runDeadLetters(queue, options, context()));
  command('put-events <file>', 'put the events of a file of JSON lines; - is stdin').action((file: string) =>
    runPutEvents(file, context()),
  );
  const imports = command('import', 'import data from other systems');
  imports
    .command('users <file>')
    .description('put the profiles, addresses and consents of the users in a CSV file')
    .option('--dry-run', 'check the file, and put nothing')
    .option('--faults <file>', 'write every fault to this file, as JSON lines')
    .option('--from-line <number>', 'go on in this line, after an import that stopped')
    .option('--source <name>', 'the source of the updates, which is kept with each consent', 'import')
    .option('--as-of <instant>', 'since when the updates hold; else since the file was changed last')
    .addHelpText('after', '\nExit code 1 when a line has a fault; the other lines are put.')
    .action((file: string, options: ImportUsersOptions) => runImportUsers(file, options, context()));
  command('forget <user>', 'print what is stored of a user and where, and delete it, after a question')
    .option('--report', 'print only, and delete nothing')
    .option(...YES)
    .action(
      (user: string, { report: isReport = false, yes: isConfirmed = false }: { report?: boolean; yes?: boolean }) =>
        runForget(user, { ...context(), isReport, isConfirmed }),
    );
  command('drain', 'end everything that waits, so that the installation can be removed')
    .option(...YES)
    .action(({ yes: isConfirmed = false }: { yes?: boolean }) => runDrain({ ...context(), isConfirmed }));
  command('rehearse <path...>', 'play recorded events against campaigns, and report what would have been sent')
    .requiredOption('--events <file>', 'JSON lines: PutEvents entries or Currents events')
    .option('--from <instant>', 'when the campaigns are published; else at the first event')
    .option('--until <instant>', 'when to end; else when nothing waits any more')
    .option(
      '--company-zone <zone>',
      'the time zone of users whose own is not known; else that of the settings of a folder, COMPANY_ZONE or UTC',
    )
    .option(...VALUES)
    .option('--compare <path>', 'another version, a file or a folder: list the messages that differ from its messages')
    .option('--compare-values <file>', 'the values of that version, if they are not those of --values')
    .option('--verbose', 'list the decisions of every user; with --compare, all messages that differ')
    .addHelpText('after', '\nExit code 1 when events are refused and no other can be played.')
    .action((paths: string[], options: RehearseOptions) => runRehearse(paths, options, context()));
  return program;
}
