import type { Channel } from './contracts/definition.ts';
import type { Instant } from './contracts/instant.ts';

/** A fact about the channels of an installation that an operator should know. The values are for its sentence. */
export type SendingFinding =
  | {
      /** Published campaigns use a channel that no sender of the installation sends: a consumer has to (R81). */
      readonly code: 'no-sender';
      readonly channel: Channel;
      readonly campaigns: number;
    }
  /** The installation sends nothing (R91). */
  | { readonly code: 'sending-off' }
  /** The installation sends to the entries of its allow list, of which there is none (R91). */
  | { readonly code: 'allow-list-empty' }
  /** The provider accepts no message of a channel for a while (R87). */
  | { readonly code: 'halted'; readonly channel: Channel; readonly until: Instant; readonly reason: string }
  | {
      /** The server that messages are given to takes none. */
      readonly code: 'server-unreachable';
      readonly channel: Channel;
      readonly server: string;
      readonly reason: string;
    }
  /** The domain of the sender of emails exists on no network. */
  | { readonly code: 'from-not-public'; readonly from: string }
  /** Links in messages lead to this machine only. */
  | { readonly code: 'public-url-loopback'; readonly url: string }
  /** Links in messages are not encrypted. */
  | { readonly code: 'public-url-plain'; readonly url: string }
  /** No page of another origin may call the inbox from a browser. */
  | { readonly code: 'no-origins' }
  /** The installation does not tell what SES sends with, so that it cannot be looked up. */
  | { readonly code: 'ses-settings-unknown' }
  /** SES does not answer a call, which the caller may not be allowed. */
  | { readonly code: 'ses-unreadable'; readonly call: string; readonly reason: string }
  /** The address and the domain of the sender are not verified at SES. */
  | { readonly code: 'identity-unverified'; readonly identity: string }
  /** SES does not sign the emails of an identity with its own domain. */
  | { readonly code: 'dkim-off'; readonly identity: string }
  | { readonly code: 'configuration-set-missing'; readonly name: string }
  /** The events of a configuration set go nowhere, or some kinds of them. */
  | { readonly code: 'events-missing'; readonly name: string; readonly types: readonly string[] }
  /** The account is in the sandbox: only verified addresses receive anything. */
  | { readonly code: 'sandbox' }
  /** SES sends nothing for the account, or for the configuration set. */
  | { readonly code: 'ses-sending-disabled'; readonly of: 'account' | 'configuration set' }
  /** The account has sent as much in a day as it may. */
  | { readonly code: 'quota-used'; readonly sent: number; readonly max: number };

type FindingCode = SendingFinding['code'];

/** The weight of each finding: something is missing, or is only noted. */
export const FINDING_LEVELS = {
  'no-sender': 'note',
  'sending-off': 'missing',
  'allow-list-empty': 'missing',
  halted: 'missing',
  'server-unreachable': 'missing',
  'from-not-public': 'missing',
  'public-url-loopback': 'missing',
  'public-url-plain': 'missing',
  'no-origins': 'note',
  'ses-settings-unknown': 'missing',
  'ses-unreadable': 'missing',
  'identity-unverified': 'missing',
  'dkim-off': 'missing',
  'configuration-set-missing': 'missing',
  'events-missing': 'missing',
  sandbox: 'missing',
  'ses-sending-disabled': 'missing',
  'quota-used': 'missing',
} as const satisfies Readonly<Record<FindingCode, 'missing' | 'note'>>;
