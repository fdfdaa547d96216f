import { writeFileSync } from 'node:fs';
import { isCampaignId } from '../../core/contracts/definition.ts';
import { isObject } from '../../core/contracts/object.ts';
import { parseJson } from '../../core/contracts/parse-json.ts';
import { explainDeliveryReason } from '../../language/delivery-reasons-en.ts';
import { explainReason, formatTime } from '../../language/en.ts';
import { readBytes, readDefinitions } from '../campaign-files.ts';
import { formatFaultDetail } from '../client.ts';
import { type CommandContext, printResult } from '../context.ts';
import { type PreviewedMessageResponse, type PreviewResponse, previewResponse } from '../responses.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';

/** The options of `preview`. */
export interface PreviewOptions {
  readonly user?: string;
  readonly version?: string;
  readonly trigger?: string;
  readonly html?: string;
  readonly variant?: string;
}

/** Runs `preview ID|FILE`, which prints the messages of a campaign as a user would get them, and when they would leave. It sends nothing. */
export async function runPreview(subject: string, options: PreviewOptions, context: CommandContext): Promise<void> {
  const preview = await readPreview(subject, options, context);
  if (preview.faults.length > 0) throw new CommandRefusedError(preview.faults.map(formatFaultDetail));
  if (options.html !== undefined) writeHtml(options.html, preview);
  // The warnings about a file are printed already, with their lines.
  const warnings = isCampaignId(subject) ? preview.warnings.map((warning) => `warning: ${warning}`) : [];
  printResult(context, preview, () => [...warnings, ...formatPreview(preview)]);
}

/** Reads the preview of a saved campaign by its id, or of the campaign in a file by its definition. */
async function readPreview(
  subject: string,
  { user: userId, version, trigger: triggerFile, variant }: PreviewOptions,
  { client, terminal }: CommandContext,
): Promise<PreviewResponse> {
  const trigger = triggerFile === undefined ? undefined : readTrigger(triggerFile);
  if (isCampaignId(subject)) {
    if (userId === undefined) throw new CommandUsageError(`preview ${subject}: expected --user USER`);
    if (trigger !== undefined) throw new CommandUsageError('--trigger: expected with a file of a campaign');
    const path = `/campaigns/${subject}/messages`;
    return client.call({ path, query: { userId, version, variant } }, previewResponse);
  }
  if (version !== undefined) throw new CommandUsageError('--version: expected with the id of a saved campaign');
  const [definition] = readDefinitions([subject], terminal);
  const body = { definition, userId, trigger, variant };
  return client.call({ method: 'POST', path: '/preview', body }, previewResponse);
}

/** Reads the Detail of an event, or an entry with one, from a JSON file. */
function readTrigger(file: string): unknown {
  const read = parseJson(new TextDecoder().decode(readBytes(file)));
  if (!isObject(read)) throw new CommandUsageError(`${file}: expected the Detail of an event as JSON`);
  const { Detail: detail = read } = read;
  return typeof detail === 'string' ? parseJson(detail) : detail;
}

/** Writes the HTML of the first email, to look at it in a browser. */
function writeHtml(file: string, { messages }: PreviewResponse): void {
  const html = messages.map(findHtml).find((each) => each !== undefined);
  if (html === undefined) throw new CommandRefusedError('--html: no message has HTML');
  writeFileSync(file, html);
}

function findHtml({ content = {} }: PreviewedMessageResponse): string | undefined {
  const { html, body, bodyFormat } = content;
  const found = html ?? (bodyFormat === 'html' ? body : undefined);
  return typeof found === 'string' ? found : undefined;
}

function formatPreview({ leaves, variant, isControl, withheld, messages }: PreviewResponse): string[] {
  const lines: string[] = [];
  if (leaves !== undefined) lines.push(formatDeparture(leaves));
  if (variant !== undefined) lines.push(`the user has the variant ${variant}`);
  if (isControl) lines.push('the user is in the control group, and is sent nothing');
  if (withheld !== undefined) {
    const { reason, detail } = withheld;
    lines.push(`not sent: ${explainReason('withheld', reason)}${detail === undefined ? '' : `: ${detail}`}`);
  }
  if (messages.length === 0) lines.push('It has no messages: another tool sends it.');
  return [...lines, ...messages.flatMap((message) => ['', ...formatMessage(message)])];
}

function formatDeparture({ dueAt, leavesAt, quietUntil, isPaused }: NonNullable<PreviewResponse['leaves']>): string {
  const held = quietUntil === undefined ? '' : `, in quiet hours until ${formatTime(quietUntil)}`;
  const left = leavesAt === undefined ? 'does not leave' : `leaves ${formatTime(leavesAt)}`;
  return `due ${formatTime(dueAt)}${held}, ${left}${isPaused ? ', once the pause ends' : ''}`;
}

function formatMessage(message: PreviewedMessageResponse): string[] {
  const { channel, variant, part, language, content = {}, problem, missing } = message;
  const number = part === 0 ? '' : ` ${part + 1}`;
  const ofVariant = variant === undefined ? '' : `, variant ${variant}`;
  const inLanguage = language === undefined ? '' : `, in ${language}`;
  const fields = Object.entries(content).filter(([name]) => name !== 'bodyFormat');
  return [
    `${channel}${number}${ofVariant}${inLanguage}: ${formatTarget(message)}`,
    ...fields.flatMap(([name, value]) =>
      indent(`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`),
    ),
    ...(problem === undefined ? [] : indent(`cannot be written: ${problem.detail ?? problem.reason}`)),
    ...missing.map(({ field, variable }) => `  no value: ${variable} in ${field}`),
  ];
}

function formatTarget({ hasSender, target, reason, heldBack }: PreviewedMessageResponse): string {
  if (!hasSender) return 'this installation has no sender for it';
  if (reason !== undefined) return `left out: ${reason}`;
  const to = target === undefined ? 'to the user' : `to ${target}`;
  return heldBack === undefined ? to : `${to}, held back: ${explainDeliveryReason(heldBack)}`;
}

/** Returns the lines of a text with spaces before them, more before later ones. */
function indent(text: string): string[] {
  return text.split('\n').map((line, index) => `${index === 0 ? '  ' : '    '}${line}`);
}
