import type { Hono } from 'hono';
import { formatInstant } from '../core/contracts/instant.ts';
import type { SendingFacts } from '../core/sending-facts.ts';
import { FINDING_LEVELS } from '../core/sending-findings.ts';
import { type ChannelDiagnosis, diagnoseSending } from '../engine/diagnose-sending.ts';
import { explainSendingFinding } from '../language/en.ts';
import type { ApiDeps } from './deps.ts';
import { respond } from './respond.ts';
import type { ChannelView } from './schemas/sending.ts';

/** Registers the route that shows the channels of the installation, and what is missing for it to send. */
export function registerChannelsRoute(app: Hono, { services, sending }: ApiDeps): void {
  app.get('/channels', async (context) => {
    const { channels, findings } = await diagnoseSending(sending, services);
    const publicUrl = sending?.getPublicUrl();
    return respond(context, 'GET /channels', {
      ...createModeView(sending),
      ...(publicUrl === undefined ? {} : { publicUrl }),
      channels: channels.map(createChannelView),
      findings: findings.map((finding) => ({
        code: finding.code,
        level: FINDING_LEVELS[finding.code],
        message: explainSendingFinding(finding),
      })),
    });
  });
}

/** Returns what an installation sends and to whom, for its health; nothing if it has no senders. */
export function createSendingView(sending: SendingFacts | undefined) {
  if (sending === undefined || sending.senders.length === 0) return {};
  return { sending: { ...createModeView(sending), channels: sending.senders.map(({ channel }) => channel) } };
}

/** Returns the mode and the number of entries of the allow list, which are addresses of people. */
function createModeView(sending: SendingFacts | undefined) {
  const { mode, allow } = sending?.policy ?? { mode: 'off' as const, allow: [] };
  return { mode, allow: allow.length };
}

function createChannelView({ channel, sender, halt, campaigns }: ChannelDiagnosis): ChannelView {
  if (sender === undefined) return { channel, hasSender: false, campaigns };
  const { provider, isContained, server, from, configurationSet } = sender;
  return {
    channel,
    hasSender: true,
    provider,
    isContained,
    ...(server === undefined ? {} : { server }),
    ...(from === undefined ? {} : { from }),
    ...(configurationSet === undefined ? {} : { configurationSet }),
    ...(halt === undefined ? {} : { halt: { until: formatInstant(halt.until), reason: halt.reason } }),
    campaigns,
  };
}
