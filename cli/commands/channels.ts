import type * as v from 'valibot';
import { FINDING_LEVELS, type SendingFinding } from '../../core/sending-findings.ts';
import { explainDeliveryReason } from '../../language/delivery-reasons-en.ts';
import { explainSendingFinding } from '../../language/en.ts';
import { createSesReader } from '../call-ses.ts';
import { type CommandContext, printResult } from '../context.ts';
import { findSesFindings } from '../find-ses-findings.ts';
import { formatCount, formatTable } from '../format-table.ts';
import { type ChannelResponse, channelsResponse, testSentResponse } from '../responses.ts';
import { findRegion } from '../sign.ts';
import { CommandRefusedError, CommandUsageError } from '../terminal.ts';

/** A finding as the command prints it. */
type Finding = v.InferOutput<typeof channelsResponse>['findings'][number];

/**
 * Runs `channels doctor`, which prints what an installation sends and to whom, and what is missing. It asks SES with the AWS credentials of
 * the caller: the installation itself may not read its account.
 */
export async function runChannelsDoctor(endpoint: string, context: CommandContext): Promise<void> {
  const state = await context.client.call({ path: '/channels' }, channelsResponse);
  const ofSes = (await findFindingsOfSes(state.channels, endpoint)).map(toFinding);
  const findings = [...state.findings, ...ofSes];
  printResult(context, { ...state, findings }, () => [
    ...formatMode(state),
    ...formatTable(state.channels.map(formatChannel)),
    '',
    ...(findings.length === 0 ? ['Nothing is missing.'] : findings.map(({ level, message }) => `${level}: ${message}`)),
  ]);
  if (findings.some(({ level }) => level === 'missing')) throw new CommandRefusedError('');
}

async function findFindingsOfSes(channels: readonly ChannelResponse[], endpoint: string): Promise<SendingFinding[]> {
  const email = channels.find(({ provider }) => provider === 'ses');
  if (email === undefined) return [];
  const { from, configurationSet } = email;
  if (from === undefined || configurationSet === undefined) return [{ code: 'ses-settings-unknown' }];
  const region = findRegion(new URL(endpoint));
  if (region === undefined) throw new CommandUsageError('channels doctor: expected a region in AWS_REGION');
  return findSesFindings({ from, configurationSet }, createSesReader(region));
}

function toFinding(finding: SendingFinding): Finding {
  return { code: finding.code, level: FINDING_LEVELS[finding.code], message: explainSendingFinding(finding) };
}

function formatMode({ mode, allow, publicUrl, channels }: v.InferOutput<typeof channelsResponse>): string[] {
  if (!channels.some(({ hasSender }) => hasSender))
    return ['No channel has a sender: consumers send what this installation dispatches.', ''];
  const entries = `${allow} ${allow === 1 ? 'entry' : 'entries'} on the allow list`;
  return [`mode ${mode}, ${entries}`, ...(publicUrl === undefined ? [] : [`links begin with ${publicUrl}`]), ''];
}

function formatChannel({ channel, hasSender, campaigns, ...sender }: ChannelResponse): string[] {
  const { provider = '', server, from, isContained, configurationSet } = sender;
  const facts = [
    provider,
    server,
    from && `from ${from}`,
    configurationSet && `configuration set ${configurationSet}`,
    isContained && 'nothing leaves',
  ];
  const used = formatCount(campaigns, 'published campaign');
  return [channel, used, hasSender ? facts.filter((fact) => fact).join(', ') : 'no sender'];
}

/** The options of `channels test`. */
export interface ChannelsTestOptions {
  readonly to: string;
  readonly campaign?: string;
  readonly user?: string;
  readonly variant?: string;
}

/** Runs `channels test CHANNEL --to TARGET`, which sends a test message, marked and counted nowhere. */
export async function runChannelsTest(
  channel: string,
  { to, campaign: campaignId, user: userId, variant }: ChannelsTestOptions,
  context: CommandContext,
): Promise<void> {
  const body = { channel, to, campaignId, userId, variant };
  const { sent } = await context.client.call({ method: 'POST', path: '/test-sends', body }, testSentResponse);
  printResult(context, { sent }, () =>
    sent.map(({ part, result, providerId, reason }) => {
      const number = part === 0 ? '' : ` ${part + 1}`;
      const why = reason && explainDeliveryReason(reason);
      const more = providerId === undefined ? why : `the provider calls it ${providerId}`;
      return `${channel}${number}  ${RESULTS.get(result) ?? result}${more === undefined ? '' : `: ${more}`}`;
    }),
  );
  if (sent.some(({ result }) => result !== 'sent')) throw new CommandRefusedError('');
}

const RESULTS: ReadonlyMap<string, string> = new Map([
  ['sent', 'accepted by the provider'],
  ['refused', 'refused'],
  ['later', 'not accepted now'],
  ['unknown', 'it is unknown whether it was sent'],
]);
