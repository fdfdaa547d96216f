import type { Channel } from './contracts/definition.ts';
import type { SendingPolicy } from './contracts/sending.ts';

/** A sender of an installation, as its interface shows it: without secrets. */
export interface SenderFacts {
  readonly channel: Channel;
  readonly provider: 'smtp' | 'ses' | 'https' | 'inbox';
  /** True if nothing that is sent leaves the machine or the installation (R91). */
  readonly isContained: boolean;
  /** The server that messages are given to, such as `smtp://127.0.0.1:1025`. */
  readonly server?: string;
  /** The sender of emails that name none. */
  readonly from?: string;
  /** The configuration set of SES. */
  readonly configurationSet?: string;
  /** Returns why the server takes no message; undefined if it would take one. */
  readonly findServerFault?: () => Promise<string | undefined>;
}

/** The senders of an installation, what they may send, and where links in their messages lead. */
export interface SendingFacts {
  readonly policy: SendingPolicy;
  readonly senders: readonly SenderFacts[];
  /** Returns the address that links in messages begin with; undefined if there is none. */
  readonly getPublicUrl: () => string | undefined;
  /** The origins of pages that may call the inbox from a browser. */
  readonly origins: readonly string[];
}

/** Returns whether nothing that a channel sends leaves the machine or the installation. */
export function isContained(channel: Channel, sending: SendingFacts | undefined): boolean {
  return sending?.senders.find((each) => each.channel === channel)?.isContained ?? false;
}
