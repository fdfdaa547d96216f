import {
  type MessageTag,
  SendEmailCommand,
  type SendEmailCommandInput,
  type TrackingConfigurationOverrides,
} from '@aws-sdk/client-sesv2';
import { refuseMessage, type Sender, type SendRequest, type SendResult } from '../../core/contracts/sender.ts';
import { MINUTE, SECOND, type TimeSpan } from '../../core/contracts/time-span.ts';
import { findEmailTarget } from './address.ts';
import { classifySesError } from './classify-ses-error.ts';
import { type ComposedEmail, type ComposeOptions, composeEmail } from './compose.ts';
import { formatMailbox, parseAsciiMailbox } from './mailbox.ts';
import type { SesClient } from './ses-client.ts';

/** The time after which an email is sent once more whose answer did not come. SES reports within seconds what it has sent. */
const ONCE_MORE_AFTER: TimeSpan = 15 * MINUTE;

/** The longest time of an attempt: longer than the timeout of its request. */
const TIMEOUT: TimeSpan = 15 * SECOND;

/** The parts of an installation that emails are sent by SES with. */
export interface SesOptions extends ComposeOptions {
  /** The set whose event destination reports deliveries, opens and clicks. */
  readonly configurationSet: string;
  readonly stage: string;
  readonly installation: string;
}

/** Creates the sender of emails by SES. A wrong default sender throws, because no message could be sent. */
export function createSesSender(client: SesClient, options: SesOptions): Sender {
  const defaultFrom = parseAsciiMailbox(options.defaultFrom);
  if (defaultFrom === undefined) throw new Error('The default sender of emails is not an address.');
  return {
    channel: 'email',
    isContained: false,
    timeout: TIMEOUT,
    afterUnknown: { onceMoreAfter: ONCE_MORE_AFTER },
    findTarget: (_, address) => findEmailTarget(address),
    async send(request, signal): Promise<SendResult> {
      const email = composeEmail(request, options);
      if ('refused' in email) return refuseMessage(email.refused);
      if (signal.aborted) return { kind: 'later', reason: 'aborted before the request' };
      try {
        const command = new SendEmailCommand(toInput(email, request, options));
        const { MessageId } = await client.send(command, { abortSignal: signal });
        return { kind: 'sent', ...(MessageId === undefined ? {} : { providerId: MessageId }) };
      } catch (error) {
        return classifySesError(error, { to: email.to, isDefaultFrom: email.from.address === defaultFrom.address });
      }
    },
  };
}

const CHARSET = 'UTF-8';

function toInput(
  { from, to, replyTo, subject, html, text, headers }: ComposedEmail,
  request: SendRequest,
  options: SesOptions,
): SendEmailCommandInput {
  return {
    FromEmailAddress: formatMailbox(from),
    Destination: { ToAddresses: [to] },
    ...(replyTo === undefined ? {} : { ReplyToAddresses: [formatMailbox(replyTo)] }),
    ConfigurationSetName: options.configurationSet,
    ConfigurationOverrides: { Tracking: toTrackingOverrides(request) },
    EmailTags: createTags(request, options),
    Content: {
      Simple: {
        Subject: { Data: subject, Charset: CHARSET },
        Body: {
          ...(html === undefined ? {} : { Html: { Data: html, Charset: CHARSET } }),
          ...(text === undefined ? {} : { Text: { Data: text, Charset: CHARSET } }),
        },
        Headers: headers.map(({ name, value }) => ({ Name: name, Value: value })),
      },
    },
  };
}

/** Returns the tracking of one email, in place of that of the configuration set (R94). */
function toTrackingOverrides({ tracking }: SendRequest): TrackingConfigurationOverrides {
  const toStatus = (isTracked: boolean) => (isTracked ? 'ENABLED' : 'DISABLED');
  return { OpenTrackingEnabled: toStatus(tracking.opens), ClickTrackingEnabled: toStatus(tracking.clicks) };
}

/** Returns the tags by which the events of SES name a dispatch. They are shown in logs, so they hold no address and no user. */
function createTags(
  { campaignId, dispatchId, part, variant }: SendRequest,
  { stage, installation }: SesOptions,
): MessageTag[] {
  const values = {
    cc_campaign: campaignId,
    cc_dispatch: dispatchId,
    cc_part: String(part),
    ...(variant !== undefined && { cc_variation: variant }),
    cc_stage: stage,
    cc_installation: installation,
  };
  return Object.entries(values).map(([Name, value]) => ({ Name, Value: toTagValue(value) }));
}

const MAX_TAG_CHARACTERS = 256;

function toTagValue(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, MAX_TAG_CHARACTERS);
}
