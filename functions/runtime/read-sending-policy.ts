import { CHANNELS, type Channel } from '../../core/contracts/definition.ts';
import { ENVIRONMENT } from '../../core/contracts/environment.ts';
import { isSendingMode, parseAllowList, type SendingPolicy } from '../../core/contracts/sending.ts';
import type { SenderFacts, SendingFacts } from '../../core/sending-facts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the sending mode and the allow list (R91). What cannot be read sends nothing: the function fails at its start. */
export function readSendingPolicy(environment: Environment): SendingPolicy {
  const mode = environment[ENVIRONMENT.sendingMode] ?? '';
  const list = parseAllowList(environment[ENVIRONMENT.sendingAllow] ?? '');
  if (!isSendingMode(mode)) throw new Error(`${ENVIRONMENT.sendingMode}: expected a sending mode, found "${mode}"`);
  if ('wrong' in list) throw new Error(`${ENVIRONMENT.sendingAllow}: expected an allow list, found "${list.wrong}"`);
  return { mode, allow: list.allow };
}

/** Reads what the interface tells about the senders; undefined if the function is not told the mode, because there are none. */
export function readSendingFacts(environment: Environment): SendingFacts | undefined {
  if (environment[ENVIRONMENT.sendingMode] === undefined) return undefined;
  const { [ENVIRONMENT.publicUrl]: publicUrl, [ENVIRONMENT.publicOrigins]: origins = '' } = environment;
  return {
    policy: readSendingPolicy(environment),
    senders: [...readSenderChannels(environment)].map((channel) => createSenderFacts(channel, environment)),
    getPublicUrl: () => publicUrl,
    origins: origins.split(',').filter((origin) => origin.trim() !== ''),
  };
}

function createSenderFacts(channel: Channel, environment: Environment): SenderFacts {
  if (channel === 'webhook') return { channel, provider: 'https', isContained: false };
  if (channel !== 'email') return { channel, provider: 'inbox', isContained: true };
  const { [ENVIRONMENT.emailFrom]: from, [ENVIRONMENT.configurationSet]: configurationSet } = environment;
  return {
    channel,
    provider: 'ses',
    isContained: false,
    ...(from === undefined ? {} : { from }),
    ...(configurationSet === undefined ? {} : { configurationSet }),
  };
}

/** Reads the channels that have a sender in the installation (R81). */
export function readSenderChannels(environment: Environment): ReadonlySet<Channel> {
  const names = (environment[ENVIRONMENT.senderChannels] ?? '').split(',');
  return new Set(CHANNELS.filter((channel) => names.includes(channel)));
}
