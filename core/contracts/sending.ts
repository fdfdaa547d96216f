import type { Channel } from './definition.ts';

/** The modes in which an installation sends (R91): nothing, only to those on the allow list, or to everyone. */
export const SENDING_MODES = ['off', 'allow-list', 'live'] as const;
export type SendingMode = (typeof SENDING_MODES)[number];

/** The mode in which an installation sends until another one is set. */
export const DEFAULT_SENDING_MODE: SendingMode = 'allow-list';

/** The policy of an installation for what its senders may send (R91). It comes with the deployment, never from stored data: a copy of a store must not send. */
export interface SendingPolicy {
  readonly mode: SendingMode;
  /** The entries of the allow list: `ada@example.com`, `@example.com`, `+491701234567`, a host such as `hooks.example.com`, or `user:` and the id of a user. */
  readonly allow: readonly string[];
}

/** The receiver of a message. */
export interface SendTarget {
  readonly channel: Channel;
  readonly userId: string;
  /** An address or a host, as `SendRequest` has it. */
  readonly target: string;
  /** True if nothing that is sent leaves the machine or the installation. */
  readonly isContained: boolean;
}

/** The reasons for which the mode holds a message back. */
export const HOLD_BACK_REASONS = ['sending-off', 'not-on-allow-list'] as const;
export type HoldBackReason = (typeof HOLD_BACK_REASONS)[number];

/** Returns why a message is held back (R91), or undefined if it may be sent. */
export function findHoldBack(
  { mode, allow }: SendingPolicy,
  { userId, target, isContained }: SendTarget,
): HoldBackReason | undefined {
  if (mode === 'off') return 'sending-off';
  if (mode === 'live' || isContained) return undefined;
  return allow.some((entry) => matchesEntry(entry, userId, target)) ? undefined : 'not-on-allow-list';
}

function matchesEntry(entry: string, userId: string, target: string): boolean {
  if (entry.startsWith(USER_PREFIX)) return entry.slice(USER_PREFIX.length) === userId;
  const [allowed, sentTo] = [entry.toLowerCase(), target.toLowerCase()];
  return allowed.startsWith('@') ? sentTo.endsWith(allowed) : sentTo === allowed;
}

const USER_PREFIX = 'user:';

/** The description of an allow list, for messages about faults. */
export const ALLOW_LIST_EXPECTED =
  'email addresses, domains such as @example.com, phone numbers such as +491701234567, hosts such as hooks.example.com, or user:ID, separated by commas';

/** Parses an allow list. Returns its entries, or the first text that is none. A comma at its end is allowed. */
export function parseAllowList(list: string): { readonly allow: readonly string[] } | { readonly wrong: string } {
  const entries = list.split(',').map((text) => text.trim());
  if (entries.at(-1) === '') entries.pop();
  const wrong = entries.find((entry) => !ALLOW_ENTRY.test(entry));
  return wrong === undefined ? { allow: entries } : { wrong };
}

const HOST = String.raw`[a-z0-9-]+(\.[a-z0-9-]+)*`;
const ALLOW_ENTRY = new RegExp(String.raw`^(user:.{1,256}|\+\d{6,15}|[^\s@,*]{1,64}@${HOST}|@${HOST}|${HOST})$`, 'iu');

/** Returns whether a text is the name of a mode. */
export function isSendingMode(text: string): text is SendingMode {
  return SENDING_MODES.some((mode) => mode === text);
}
