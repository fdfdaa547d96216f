import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { SendingMode } from '../core/contracts/sending.ts';
import type { ApiDomain } from './http-api.ts';

/** The channels that the connector sends itself. The messages of all others are left to consumers on the bus. */
export interface ChannelsProps {
  /**
   * Emails, by Amazon SES.
   * @default left to consumers on the bus
   */
  readonly email?: EmailChannelProps;
  /**
   * Webhooks, signed and sent to public addresses only.
   * @default left to consumers on the bus
   */
  readonly webhook?: WebhookChannelProps;
  /**
   * `true` to put in-app messages and content cards into the inboxes of users, which apps read over the public API.
   * @default false: left to consumers on the bus
   */
  readonly inbox?: boolean;
}

/** The settings of the channel of emails. */
export interface EmailChannelProps {
  /** The sender of emails that name none: an address, or a name and an address such as `Shop <hello@example.com>`. */
  readonly from: string;
  /** The verified identities of SES that emails may be sent from: domains or addresses, in the region of the connector. */
  readonly identities: readonly string[];
  /**
   * The maximum number of emails a second.
   * @default 90 % of the rate that SES allows the account
   */
  readonly maxPerSecond?: number;
  /**
   * The maximum number of emails a day (UTC), such as while a new domain is warmed up.
   * @default the quota of the account alone
   */
  readonly maxPerDay?: number;
  /**
   * The emails of another tool that sends by SES, whose events become interactions, too. A configuration set of it reports them to the
   * topic of the output `SesEventsTopicArn`.
   * @default skipped
   */
  readonly otherMail?: OtherMailProps;
}

/** The message tags of SES by which the emails of another tool name their campaign and their user. */
export interface OtherMailProps {
  /** The tag with the id of the campaign. */
  readonly campaignTag: string;
  /**
   * The tag with the id of the user.
   * @default the address of the recipient is the id of the user
   */
  readonly userTag?: string;
}

/** The settings of the channel of webhooks. */
export interface WebhookChannelProps {
  /** The secret with one or more secrets that sign, `whsec_` and Base64, the newest first, separated by commas. */
  readonly secret: ISecret;
  /**
   * The hosts that are called, such as `hooks.example.com` or `hooks.example.com:8443`; no others then.
   * @default every public host, over https
   */
  readonly allowHosts?: readonly string[];
  /**
   * The maximum number of webhooks a second.
   * @default no limit
   */
  readonly maxPerSecond?: number;
}

/** The settings of what the connector may send (R91). */
export interface SendingProps {
  /**
   * The mode: `off` sends nothing, `allow-list` only to those on the list, `live` to everyone. What is not sent is recorded as held back.
   * @default 'live' if the stage is `prod`, 'allow-list' otherwise
   */
  readonly mode?: SendingMode;
  /**
   * The allow list: addresses, domains such as `@example.com`, phone numbers, hosts of webhooks, or `user:` and the id of a user.
   * @default empty
   */
  readonly allow?: readonly string[];
}

/** The settings of the public API, which users and their mailbox providers call: links in messages, and inboxes. */
export interface PublicApiProps {
  /**
   * A domain of your own, with which links in messages begin.
   * @default the address that API Gateway gives it
   */
  readonly domain?: ApiDomain;
  /**
   * The origins of pages that may call the inbox from a browser, such as `https://shop.example`.
   * @default none
   */
  readonly allowedOrigins?: readonly string[];
}
