import type { Tracking } from '../../core/contracts/settings.ts';
import type { DeliveryFeedback } from '../../core/feedback.ts';
import type { Clock, InboxMessages, Log } from '../../core/ports.ts';
import type { ReportedEntry } from '../../core/reported-entry.ts';
import type { LinkOptOut } from '../../engine/opt-out-by-link.ts';
import type { Tokens } from '../../tokens/tokens.ts';

/** The dependencies of the public calls, which users and their mailbox providers make. */
export interface PublicDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly tokens: Pick<Tokens, 'read'>;
  readonly inboxMessages: Pick<InboxMessages, 'get' | 'list' | 'write'>;
  /** Returns whether the messages of a campaign are withdrawn, because it is stopped or archived. It may be a minute old. */
  readonly isWithdrawn: (campaignId: string) => Promise<boolean>;
  /** Reports what users did as interactions. It may be called again for the same: ids recognize a repeat. */
  readonly report: (entries: readonly ReportedEntry[]) => Promise<void>;
  /** Records at the delivery of a message what its user did with it. A repeat changes nothing. */
  readonly reportDelivery: (report: DeliveryFeedback) => Promise<void>;
  /** Records an opt-out. A repeat changes nothing that matters. */
  readonly optOut: (optOut: LinkOptOut) => Promise<void>;
  /** The origins of pages that may call the inbox from a browser, such as `https://shop.example`. */
  readonly allowedOrigins: readonly string[];
  /** Returns whether an interaction of a user with an email is tracked now: a denial counts for emails from before, too (R94). */
  readonly isTracked: (userId: string, interaction: keyof Tracking) => Promise<boolean>;
  /** Returns who opened an email, by the user agent; undefined if it does not tell. */
  readonly guessOpenKind?: (userAgent: string | undefined) => 'machine' | 'human' | undefined;
}
