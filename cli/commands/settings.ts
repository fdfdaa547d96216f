import { parseSettingsFile } from '../../core/settings-file.ts';
import { formatTime } from '../../language/en.ts';
import { formatFaults, formatWarnings, readBytes } from '../campaign-files.ts';
import { type CommandContext, printResult } from '../context.ts';
import { formatTable } from '../format-table.ts';
import { changedSettingsResponse, type SettingsResponse, settingsResponse } from '../responses.ts';
import { CommandRefusedError } from '../terminal.ts';

/** Runs `settings [FILE]`, which shows the settings of the installation, or changes those that a file names. */
export async function runSettings(file: string | undefined, context: CommandContext): Promise<void> {
  const { client } = context;
  const settings = await client.call({ path: '/settings' }, settingsResponse);
  if (file === undefined) return printResult(context, settings, () => formatSettings(settings));
  const read = { file, ...parseSettingsFile(readBytes(file)) };
  if ('faults' in read) throw new CommandRefusedError(formatFaults([read]));
  for (const warning of formatWarnings([read])) context.terminal.printError(warning);
  const headers = { 'if-match': `"${settings.revision}"` };
  const body = await client.call(
    { method: 'PUT', path: '/settings', headers, body: read.value },
    changedSettingsResponse,
  );
  printResult(context, body, () => [
    body.unchanged ? `${file}: nothing to change` : `revision ${body.revision} of the settings is saved`,
    ...formatSettings(body),
    ...body.warnings.map((warning) => `warning: ${warning}`),
  ]);
}

function formatSettings({
  companyZone,
  quietHours,
  consent,
  tracking,
  dailyRecount,
  frequencyCaps,
  history,
}: SettingsResponse): string[] {
  const caps = frequencyCaps.map((cap) => ['frequency cap', formatCap(cap)]);
  const quiet =
    quietHours === undefined
      ? []
      : [['quiet hours', `${quietHours.from} to ${quietHours.to}, then ${quietHours.then}`]];
  const needed = Object.entries(consent)
    .map(([channel, consentOf]) => `${channel} ${consentOf}`)
    .join(', ');
  const tracked = Object.entries(tracking).flatMap(([interaction, isTracked]) => (isTracked ? [interaction] : []));
  const facts = formatTable([
    ['company zone', companyZone],
    ...quiet,
    ['consent needed', needed],
    ['tracked', tracked.join(', ') || 'nothing'],
    ...(dailyRecount === undefined ? [] : [['daily recount', dailyRecount ? 'yes' : 'no']]),
    ...caps,
  ]);
  const changes = history.map(({ at, by, changed }) => [formatTime(at), changed.join(', '), `by ${by}`]);
  return [...facts, ...(changes.length === 0 ? [] : ['', ...formatTable(changes)])];
}

function formatCap({ atMost, in: span, calendarDays, channel }: SettingsResponse['frequencyCaps'][number]): string {
  const days = calendarDays ? ', by calendar days' : '';
  return `at most ${atMost} in ${span}${days}${channel === undefined ? '' : `, ${channel}`}`;
}
