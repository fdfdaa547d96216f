import { readFileSync } from 'node:fs';
import { ORIGIN_EXPECTED, parseOrigins } from '../api/public/allow-origins.ts';
import { parseAsciiMailbox } from '../channels/email/mailbox.ts';
import { parseSmtpUrl, type SmtpServer } from '../channels/email/smtp-url.ts';
import { type AllowedHost, parseAllowedHosts } from '../channels/webhook/allowed-hosts.ts';
import { parseWebhookSecrets } from '../channels/webhook/secrets.ts';
import { describeValue } from '../core/contracts/fault.ts';
import {
  ALLOW_LIST_EXPECTED,
  DEFAULT_SENDING_MODE,
  isSendingMode,
  parseAllowList,
  SENDING_MODES,
  type SendingPolicy,
} from '../core/contracts/sending.ts';
import { parsePort } from './parse-port.ts';

/** The host that a port is opened on unless another is set: only this machine reaches it. */
export const LOOPBACK_HOST = '127.0.0.1';

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The fault of a setting: its name, what was expected, and what was found. */
export interface SettingFault {
  readonly fault: string;
}

/** The settings of the email sender. */
export interface EmailSettings {
  readonly server: SmtpServer;
  /** The sender of emails that name none: an address, or a name and an address. */
  readonly from: string;
}

/** The senders that a server is started with, and what they may send. */
export interface SendingSettings {
  readonly policy: SendingPolicy;
  readonly email?: EmailSettings;
  readonly webhook?: WebhookSettings;
  /** The settings of the public calls; absent if none is set. Then there is no inbox. */
  readonly publicServer?: PublicServerSettings;
}

/** The settings of the webhook sender. */
export interface WebhookSettings {
  /** The secrets that sign, the newest first. */
  readonly secrets: readonly string[];
  /** The only hosts that are called, though they are private; absent, every public one is. */
  readonly allowedHosts?: readonly AllowedHost[];
}

/** The settings of the public calls: links in messages, and the inbox. */
export interface PublicServerSettings {
  /** The port on which only the public calls are answered; absent if they are answered with the others alone. */
  readonly port?: number;
  /** The host on which that port is opened. */
  readonly host: string;
  /** The address that links in messages begin with. Absent, it is the address of the server. */
  readonly url?: string;
  /** The origins of pages that may call the inbox from a browser. */
  readonly origins: readonly string[];
}

/** Parses the settings of senders, or returns which one is wrong and what was expected. Without any, nothing is sent. */
export function parseSendingSettings(env: Environment): SendingSettings | SettingFault {
  const policy = parsePolicy(env);
  if ('fault' in policy) return policy;
  const email = parseEmail(env);
  if (email !== undefined && 'fault' in email) return email;
  const webhook = parseWebhook(env);
  if (webhook !== undefined && 'fault' in webhook) return webhook;
  const publicServer = parsePublicServer(env);
  if (publicServer !== undefined && 'fault' in publicServer) return publicServer;
  return {
    // A host that webhooks are allowed for by name is on the allow list by that.
    policy: { ...policy, allow: [...policy.allow, ...(webhook?.allowedHosts ?? []).map(({ host }) => host)] },
    ...(email !== undefined && { email }),
    ...(webhook !== undefined && { webhook }),
    ...(publicServer !== undefined && { publicServer }),
  };
}

function parseWebhook(env: Environment): WebhookSettings | SettingFault | undefined {
  const hosts = parseAllowedHosts(env['WEBHOOK_ALLOW_HOSTS'] || '');
  if ('wrong' in hosts)
    return { fault: `WEBHOOK_ALLOW_HOSTS: ${expected('hosts or host:port, separated by commas', hosts.wrong)}` };
  const text = readSecret(env, 'WEBHOOK_SECRETS');
  if (text === undefined) return undefined;
  if (typeof text !== 'string') return text;
  const parsed = parseWebhookSecrets(text);
  // A secret is not repeated in the message.
  if ('wrong' in parsed)
    return { fault: `WEBHOOK_SECRETS: expected ${parsed.expected}; number ${parsed.wrong} is none` };
  return { secrets: parsed.secrets, ...(hosts.hosts.length > 0 && { allowedHosts: hosts.hosts }) };
}

const PUBLIC_VARIABLES = ['PUBLIC_PORT', 'PUBLIC_HOST', 'PUBLIC_URL', 'PUBLIC_ORIGINS'] as const;

function parsePublicServer(env: Environment): PublicServerSettings | SettingFault | undefined {
  if (!PUBLIC_VARIABLES.some((name) => env[name])) return undefined;
  const { PUBLIC_PORT: portText, PUBLIC_HOST: host, PUBLIC_URL: url, PUBLIC_ORIGINS: list } = env;
  const port = portText ? parsePort(portText) : undefined;
  if (portText && port === undefined) return { fault: `PUBLIC_PORT: ${expected('a number of 0 to 65535', portText)}` };
  if (host && port === undefined) return { fault: 'PUBLIC_HOST: expected only with PUBLIC_PORT' };
  if (url && !isPublicUrl(url)) return { fault: `PUBLIC_URL: ${expected(PUBLIC_URL_EXPECTED, url)}` };
  const origins = parseOrigins(list || '');
  if ('wrong' in origins) return { fault: `PUBLIC_ORIGINS: ${expected(ORIGIN_EXPECTED, origins.wrong)}` };
  return {
    ...(port !== undefined && { port }),
    host: host || LOOPBACK_HOST,
    ...(url && { url }),
    origins: origins.origins,
  };
}

const PUBLIC_URL_EXPECTED = 'an address such as https://links.example.com, without a query';

function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.search === '' && url.hash === '';
}

const expected = (what: string, found: string): string => `expected ${what}, found ${describeValue(found)}`;

/** Parses the sending mode and the allow list (R91). An allow list alone is the mode `allow-list`. */
function parsePolicy(env: Environment): SendingPolicy | SettingFault {
  const mode = env['SENDING'] || DEFAULT_SENDING_MODE;
  if (!isSendingMode(mode))
    return { fault: `SENDING: expected ${SENDING_MODES.join(', ')}, found ${describeValue(mode)}` };
  const list = parseAllowList(env['SENDING_ALLOW'] || '');
  if ('wrong' in list)
    return { fault: `SENDING_ALLOW: expected ${ALLOW_LIST_EXPECTED}, found ${describeValue(list.wrong)}` };
  return { mode, allow: list.allow };
}

function parseEmail(env: Environment): EmailSettings | SettingFault | undefined {
  const url = readSecret(env, 'SMTP_URL');
  if (url === undefined) return undefined;
  if (typeof url !== 'string') return url;
  const parsed = parseSmtpUrl(url);
  // The URL may have a password: it is not repeated in the message.
  if ('expected' in parsed) return { fault: `SMTP_URL: expected ${parsed.expected}` };
  const from = env['EMAIL_FROM'] ?? '';
  if (parseAsciiMailbox(from) === undefined)
    return {
      fault: `EMAIL_FROM: expected with SMTP_URL an address such as "Shop <hello@example.com>", found ${describeValue(from)}`,
    };
  return { server: parsed.server, from };
}

/** Reads a secret from the environment, or from the file that a variable with _FILE at its end names. */
function readSecret(env: Environment, name: string): string | SettingFault | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return env[name] || undefined;
  if (env[name]) return { fault: `${name}, ${name}_FILE: expected only one of them` };
  try {
    return readFileSync(path, 'utf8').trim() || { fault: `${name}_FILE: expected a file that is not empty` };
  } catch (error) {
    return { fault: `${name}_FILE: ${error instanceof Error ? error.message : String(error)}` };
  }
}
