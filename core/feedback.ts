import type { AddressMark, ConsentStatement } from './contact.ts';
import type { ContactChannel } from './contracts/consent.ts';
import type { Instant } from './contracts/instant.ts';
import type { DeliveryKey } from './delivery.ts';

/** The kinds of reports of a provider about a delivery. `rejected`: the provider accepted the message, and refused to send it. */
export type DeliveryReport = 'sent' | 'delivered' | 'opened' | 'clicked' | 'bounced' | 'complained' | 'rejected';

/** A report about a delivery (R86): of a provider, or of a link or the image of the message (R94). */
export interface DeliveryFeedback extends DeliveryKey {
  readonly report: DeliveryReport;
  readonly at: Instant;
  /** The instant at which the provider accepted the message: the same in each of its reports, and not after `at`. A link of ours does not know it. */
  readonly sentAt?: Instant;
  /** The id that the provider gave the message. A link of ours does not know it. */
  readonly providerId?: string;
  readonly reason?: string;
}

/** A report of a provider about the contact of a user (R84): an address that it can never deliver to, or an opt-out by the user. */
export type ContactFeedback =
  | { readonly kind: 'mark'; readonly mark: AddressMark }
  | {
      readonly kind: 'opt-out';
      readonly statement: ConsentStatement;
      /** The address of the message; absent if it went to several. */
      readonly address?: string;
    };

/** An event of a provider about one message, ours or that of another tool, as it is applied. */
export interface ProviderEvent {
  /** The channel of the message. */
  readonly channel: ContactChannel;
  /** The delivery that it is about; absent for a message of another tool. */
  readonly key?: DeliveryKey;
  /** The user, if the event names one; otherwise it is the user of the delivery. */
  readonly userId?: string;
  readonly report?: DeliveryFeedback;
  readonly contact: readonly ContactFeedback[];
  /** Returns the entries for the bus that tell of it, for the user of the message. */
  readonly createEntries: (userId: string) => readonly unknown[];
}
