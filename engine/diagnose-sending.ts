import { CHANNELS, type Channel, isFollowUp } from '../core/contracts/definition.ts';
import { INBOX_CHANNELS } from '../core/contracts/inbox-channels.ts';
import type { ChannelHalt } from '../core/delivery.ts';
import { listChannels } from '../core/list-messages.ts';
import type { Services } from '../core/ports.ts';
import type { SenderFacts, SendingFacts } from '../core/sending-facts.ts';
import type { SendingFinding } from '../core/sending-findings.ts';
import { listCampaignsByStatus } from './list-campaigns-by-status.ts';
import { mapConcurrently } from './map-concurrently.ts';

const MAX_CONCURRENCY = 10;

/** The state of a channel. */
export interface ChannelDiagnosis {
  readonly channel: Channel;
  readonly sender?: SenderFacts;
  /** The halt of the channel, while there is one. */
  readonly halt?: ChannelHalt;
  /** The number of published campaigns that use the channel. */
  readonly campaigns: number;
}

/** The state of every channel, and what an operator should know. */
export interface SendingDiagnosis {
  readonly channels: readonly ChannelDiagnosis[];
  readonly findings: readonly SendingFinding[];
}

/** Finds what is missing for an installation to send: in its settings, at the servers that it gives messages to, and in its campaigns. */
export async function diagnoseSending(
  sending: SendingFacts | undefined,
  services: Pick<Services, 'campaigns' | 'deliveries' | 'clock'>,
): Promise<SendingDiagnosis> {
  const usedBy = await countCampaigns(services);
  const channels = await Promise.all(
    CHANNELS.map(async (channel): Promise<ChannelDiagnosis> => {
      const sender = sending?.senders.find((each) => each.channel === channel);
      const halt = sender && (await services.deliveries.getHalt(channel));
      const isHalted = halt !== undefined && halt.until > services.clock.now();
      const campaigns = usedBy.get(channel) ?? 0;
      return { channel, ...(sender && { sender }), ...(isHalted && { halt }), campaigns };
    }),
  );
  const findings = [
    ...(sending === undefined ? [] : findSettingsFaults(sending)),
    ...(await findServerFaults(sending?.senders ?? [])),
    ...channels.flatMap(findChannelFaults),
  ];
  return { channels, findings };
}

/** Counts the published campaigns that use each channel. */
async function countCampaigns({ campaigns }: Pick<Services, 'campaigns'>): Promise<ReadonlyMap<Channel, number>> {
  const published = await Array.fromAsync(listCampaignsByStatus(campaigns, 'published'));
  const counts = new Map<Channel, number>();
  const definitions = await mapConcurrently(published, MAX_CONCURRENCY, ({ id, version, publication }) =>
    campaigns.getDefinition(id, publication?.version ?? version),
  );
  for (const definition of definitions) {
    const used = isFollowUp(definition) ? listChannels(definition) : new Set<Channel>();
    for (const channel of used) counts.set(channel, (counts.get(channel) ?? 0) + 1);
  }
  return counts;
}

function findChannelFaults({ channel, sender, halt, campaigns }: ChannelDiagnosis): SendingFinding[] {
  if (halt !== undefined) return [{ code: 'halted', channel, until: halt.until, reason: halt.reason }];
  return sender === undefined && campaigns > 0 ? [{ code: 'no-sender', channel, campaigns }] : [];
}

async function findServerFaults(senders: readonly SenderFacts[]): Promise<SendingFinding[]> {
  const found = await Promise.all(
    senders.map(async ({ channel, server = '', findServerFault }): Promise<SendingFinding[]> => {
      const reason = await findServerFault?.();
      return reason === undefined ? [] : [{ code: 'server-unreachable', channel, server, reason }];
    }),
  );
  return found.flat();
}

function findSettingsFaults({ policy, senders, getPublicUrl, origins }: SendingFacts): SendingFinding[] {
  const findings: SendingFinding[] = [];
  const isLeaving = senders.some(({ isContained }) => !isContained);
  if (policy.mode === 'off' && senders.length > 0) findings.push({ code: 'sending-off' });
  if (policy.mode === 'allow-list' && policy.allow.length === 0 && isLeaving)
    findings.push({ code: 'allow-list-empty' });
  const email = senders.find(({ channel, isContained }) => channel === 'email' && !isContained);
  if (email?.from !== undefined && !isPublicDomain(email.from))
    findings.push({ code: 'from-not-public', from: email.from });
  if (email !== undefined) findings.push(...findUrlFaults(getPublicUrl()));
  const hasInbox = senders.some(({ channel }) => INBOX_CHANNELS.some((each) => each === channel));
  if (hasInbox && origins.length === 0) findings.push({ code: 'no-origins' });
  return findings;
}

const LOOPBACK_HOST = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function findUrlFaults(text: string | undefined): SendingFinding[] {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null) return [];
  if (LOOPBACK_HOST.test(url.hostname)) return [{ code: 'public-url-loopback', url: url.href }];
  return url.protocol === 'http:' ? [{ code: 'public-url-plain', url: url.href }] : [];
}

/** The names that are kept for examples, tests and local networks (RFC 2606, RFC 6761, RFC 6762). */
const RESERVED_NAME = /(^|\.)(example(\.(com|net|org))?|test|invalid|localhost|local|internal)$/i;

/** Returns whether the domain of an address can exist in public. */
function isPublicDomain(mailbox: string): boolean {
  const domain = /@([^\s>@]+)>?\s*$/.exec(mailbox)?.[1] ?? '';
  return domain.includes('.') && !RESERVED_NAME.test(domain);
}
