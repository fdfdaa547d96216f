import { parseArgs } from 'node:util';
import { describeValue } from '../core/contracts/fault.ts';
import { INSTANT_EXPECTED, type Instant, parseInstant } from '../core/contracts/instant.ts';
import { MINUTE } from '../core/contracts/time-span.ts';
import { isTimeZone, TIME_ZONE_EXPECTED } from '../core/contracts/time-zone.ts';
import { type Host, LOOPBACK_NAMES, parseHost } from './hosts.ts';
import { parsePort } from './parse-port.ts';
import { parseSendingSettings, type SendingSettings } from './sending-settings.ts';

/** The settings that the one-machine server is started with. */
export interface ServerSettings {
  readonly port: number;
  readonly directory: string;
  readonly currentsToken: string | undefined;
  /** The time zone of the company while none is set. */
  readonly companyZone: string | undefined;
  /** The hosts that the server answers for besides loopback. */
  readonly allowedHosts: readonly Host[];
  readonly sending: SendingSettings;
  /** True if the console is served at `/`. */
  readonly hasConsole: boolean;
  /** The first instant of a manual clock. Absent, the clock of the machine is used. */
  readonly clockStart?: Instant;
}

/** Parses the settings, or returns which one is wrong and what was expected. */
export function parseSettings(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  now: Instant,
): ServerSettings | { readonly fault: string } {
  const isManual = parseManualClock(args, env['MANUAL_CLOCK']);
  if (isManual === undefined) return { fault: `arguments: expected none, or --manual-clock; found ${args.join(' ')}` };
  const port = parsePort(env['PORT'] || '8787');
  if (port === undefined) return { fault: `PORT: expected a number of 0 to 65535, found ${env['PORT']}` };
  const allowedHosts = parseHosts(env['ALLOWED_HOSTS'] || '');
  if ('wrong' in allowedHosts)
    return {
      fault: `ALLOWED_HOSTS: expected hosts or host:port, separated by commas, found ${describeValue(allowedHosts.wrong)}`,
    };
  const companyZone = env['COMPANY_ZONE'] || undefined;
  if (companyZone !== undefined && !isTimeZone(companyZone))
    return { fault: `COMPANY_ZONE: expected ${TIME_ZONE_EXPECTED}, found ${describeValue(companyZone)}` };
  const startText = env['CLOCK_START'] || undefined;
  const start = startText === undefined ? Math.floor(now / MINUTE) * MINUTE : parseInstant(startText);
  if (start === undefined) return { fault: `CLOCK_START: expected ${INSTANT_EXPECTED}, found ${startText}` };
  const consoleText = env['CONSOLE'] || 'on';
  if (consoleText !== 'on' && consoleText !== 'off')
    return { fault: `CONSOLE: expected on or off, found ${describeValue(consoleText)}` };
  const sending = parseSendingSettings(env);
  if ('fault' in sending) return sending;
  if (isManagementUrl(sending.publicServer?.url, port))
    return {
      fault: `PUBLIC_URL: expected the address of PUBLIC_PORT, or of a proxy before it; found that of the management port, ${sending.publicServer?.url}`,
    };
  return {
    port,
    directory: env['DATA_DIR'] || '.data/',
    currentsToken: env['CURRENTS_TOKEN'] || undefined,
    companyZone,
    allowedHosts: allowedHosts.hosts,
    sending,
    hasConsole: consoleText === 'on',
    ...(isManual ? { clockStart: start } : {}),
  };
}

/** Returns whether a public address is that of the port of all calls, on another host than loopback: then anyone could manage campaigns. */
function isManagementUrl(text: string | undefined, managementPort: number): boolean {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || LOOPBACK_NAMES.includes(url.hostname)) return false;
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80)) === managementPort;
}

function parseManualClock(args: readonly string[], env: string | undefined): boolean | undefined {
  try {
    const { values } = parseArgs({ args: [...args], options: { 'manual-clock': { type: 'boolean' } } });
    return values['manual-clock'] === true || env === '1' || env === 'true';
  } catch {
    return undefined;
  }
}

/** Parses a list of hosts, and returns the hosts or the first text that is not one. A comma at its end is allowed. */
function parseHosts(list: string): { readonly hosts: readonly Host[] } | { readonly wrong: string } {
  const texts = list.split(',').map((text) => text.trim());
  if (texts.at(-1) === '') texts.pop();
  const hosts = texts.map(parseHost);
  const wrong = texts[hosts.indexOf(undefined)];
  return wrong === undefined ? { hosts: hosts.filter((host) => host !== undefined) } : { wrong };
}
